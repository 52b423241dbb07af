"""Whose files these are: the tenant's people see all of them, customers those of their own threads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.conversations import find_conversation
from bot.errors import Malformed, NotFound
from bot.intake import access_conversation
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from escalation.ticketing.attachments import Attachment, Place
from escalation.ticketing.desk import find_labelled
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import CUSTOMER

_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Thread:
    """Exactly one is set: a conversation by its id, a ticket by the number that people say."""

    conversation: str | None
    ticket: int | None

    def __post_init__(self) -> None:
        if (self.conversation is None) == (self.ticket is None):
            raise Malformed("conversation", "name either a conversation or a ticket")


def access_place(session: TenantSession, principal: Principal, thread: Thread) -> Place:
    """NotFound where this principal has no such thread, whoever else has one."""
    if thread.ticket is not None:
        ticket = session.scalars(select(Ticket).where(Ticket.number == thread.ticket)).first()
        if ticket is None or not _may_see_ticket(principal, ticket):
            raise NotFound("ticket")
        return Place(ticket.id, ticket.conversation_id)
    conversation = access_conversation(session, principal, str(thread.conversation))
    return Place(_find_ticket(session, conversation), conversation["id"])


def _find_ticket(session: TenantSession, conversation: Mapping[str, Any]) -> str | None:
    """The id of the one that goes on in the conversation, else of the last that was opened there."""
    if conversation["ticket_id"]:
        told = find_labelled(session, session.require_tenant(), conversation["ticket_id"])
        return told.id if told else None
    latest = select(Ticket.id).where(Ticket.conversation_id == conversation["id"])
    return session.scalars(latest.order_by(Ticket.number.desc())).first()


def access_attachment(session: TenantSession, principal: Principal, attachment_id: str) -> Attachment:
    """NotFound like one that never was, where it is not this principal's to see."""
    known = _ID.fullmatch(attachment_id) is not None
    attachment = session.get(Attachment, (principal.tenant_id, attachment_id)) if known else None
    if attachment is None or not may_see_attachment(session, principal, attachment):
        raise NotFound("attachment")
    return attachment


def may_see_attachment(session: TenantSession, principal: Principal, attachment: Attachment) -> bool:
    """Customers what was sent in their own threads, also where these are told with others'."""
    if principal.is_staff:
        return True
    if attachment.audience != CUSTOMER:
        return False
    if attachment.conversation_id is not None:
        conversation = find_conversation(session, attachment.conversation_id)
        return conversation is not None and principal.may_see(conversation)
    ticket = session.get(Ticket, (principal.tenant_id, attachment.ticket_id))
    return ticket is not None and _may_see_ticket(principal, ticket)


def _may_see_ticket(principal: Principal, ticket: Ticket) -> bool:
    return principal.is_staff or (principal.kind == "contact" and ticket.contact_key == principal.id)
