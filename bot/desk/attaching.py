"""An agent says whose a ticket is, or a conversation by mail, and takes it back.

Whoever signed in is known by that. A mail's address is no proof, so what is attached moves tickets alone:
their customer, plan, deadlines and duplicates. In the conversation nobody is signed in by it, and nothing of
the customer's is told there."""

from collections.abc import Sequence

from sqlalchemy import select, update

from bot.conversations import lock_conversation
from bot.models import MailThread
from bot.persistence.tenancy import TenantSession
from escalation.crm.accounts import find_contact, find_plan
from escalation.crm.addresses import forget_address, keep_address
from escalation.crm.models import Contact
from escalation.duplicates.models import TicketVector
from escalation.errors import CustomerRefused
from escalation.routing.words import Words
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, change_customer

SIGNED_IN = Words(
    "客户是登录后写来的，不能改成别人", "the customer signed in when they wrote; it stays theirs"
)
NOBODY = Words("没有这位客户，请重新查找", "there is no such customer; look for them again")
NOT_MAIL = Words(
    "只有邮件会话可以关联客户；请在工单上关联",
    "only conversations by mail are attached; attach the ticket",
)


def attach_ticket(
    session: TenantSession, ticket: Ticket, contact_key: str | None, deed: Deed
) -> Sequence[Ticket]:
    """With its conversation by mail, where it has one, and what else was opened there; None detaches. Returns
    the tickets that are the customer's now, locked. CustomerRefused."""
    if ticket.conversation_id is not None:
        conversation = lock_conversation(session, ticket.conversation_id)
        if conversation is not None and conversation["contact_key"] is not None:
            raise CustomerRefused(SIGNED_IN)
        thread = session.get(MailThread, (ticket.tenant_id, ticket.conversation_id))
        if thread is not None:
            return _attach_thread(session, thread, contact_key, deed)
    return _give(session, [ticket.id], _find(session, contact_key), deed)


def attach_conversation(
    session: TenantSession, conversation_id: str, contact_key: str | None, deed: Deed
) -> Sequence[Ticket]:
    """As `attach_ticket`, of all tickets that were opened in it."""
    lock_conversation(session, conversation_id)
    thread = session.get(MailThread, (session.require_tenant(), conversation_id))
    if thread is None:
        raise CustomerRefused(NOT_MAIL)
    return _attach_thread(session, thread, contact_key, deed)


def _attach_thread(
    session: TenantSession, thread: MailThread, contact_key: str | None, deed: Deed
) -> Sequence[Ticket]:
    """The address is kept for what comes from it later, as far as our mail server vouches for that."""
    contact = _find(session, contact_key)
    thread.customer_key = contact_key
    forget_address(session, thread.tenant_id, thread.address)
    if contact is not None and contact.email.lower() != thread.address:
        keep_address(session, contact, thread.address, by=deed.by, now=deed.now)
    here = select(Ticket.id).where(Ticket.conversation_id == thread.conversation_id)
    return _give(session, session.scalars(here).all(), contact, deed)


def _find(session: TenantSession, contact_key: str | None) -> Contact | None:
    if contact_key is None:
        return None
    contact = find_contact(session, session.require_tenant(), contact_key)
    if contact is None:
        raise CustomerRefused(NOBODY)
    return contact


def _give(
    session: TenantSession, ids: Sequence[str], contact: Contact | None, deed: Deed
) -> Sequence[Ticket]:
    tenant_id = session.require_tenant()
    tickets, key = lock_tickets(session, tenant_id, ids), contact.key if contact else None
    plan = find_plan(session, tenant_id, key)
    changed = [one.id for one in tickets if change_customer(session, one, deed, key, tier=plan)]
    if contact is not None and changed:
        theirs = TicketVector.tenant_id == tenant_id, TicketVector.ticket_id.in_(changed)
        session.execute(update(TicketVector).where(*theirs).values(look_again=True))
    return tickets
