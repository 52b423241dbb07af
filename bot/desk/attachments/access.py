"""Whose files these are: the tenant's people see all of them, customers those of their own threads."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from bot.conversations import find_conversation
from bot.errors import Malformed, NotFound
from bot.intake import access_conversation
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from escalation.ticketing.attachments import Attachment, Place
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
    latest = select(Ticket.id).where(Ticket.conversation_id == conversation["id"])
    return Place(session.scalars(latest.order_by(Ticket.number.desc())).first(), conversation["id"])


def access_attachment(session: TenantSession, principal: Principal, attachment_id: str) -> Attachment:
    """NotFound like one that never was, where it is not this principal's to see."""
    known = _ID.fullmatch(attachment_id) is not None
    attachment = session.get(Attachment, (principal.tenant_id, attachment_id)) if known else None
    if attachment is None or not (principal.is_staff or _is_customers(session, principal, attachment)):
        raise NotFound("attachment")
    return attachment


def _is_customers(session: TenantSession, principal: Principal, attachment: Attachment) -> bool:
    if attachment.audience != CUSTOMER:
        return False
    if attachment.conversation_id is not None:
        conversation = find_conversation(session, attachment.conversation_id)
        return conversation is not None and principal.may_see(conversation)
    ticket = session.get(Ticket, (principal.tenant_id, attachment.ticket_id))
    return ticket is not None and _may_see_ticket(principal, ticket)


def _may_see_ticket(principal: Principal, ticket: Ticket) -> bool:
    return principal.is_staff or (principal.kind == "contact" and ticket.contact_key == principal.id)
