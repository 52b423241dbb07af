"""The way to a ticket's customer: where they read answers, or by mail where that is to begin."""

from datetime import datetime

from bot.clock import new_id
from bot.conversations import change_conversation
from bot.desk.places import customers_in, find_place, told_in
from bot.errors import CustomerUnreachable
from bot.mail.opening import hold_by_mail, mail_from
from bot.models import MailThread
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.crm.accounts import find_contact
from escalation.duplicates.incidents import list_gathered, whom_to_tell
from escalation.routing.action_check import is_email
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.models import Ticket


def open_way(session: TenantSession, tenant: TenantInfo, ticket: Ticket, now: datetime) -> str | None:
    """The conversation in which the customer is answered; None where mail is the only way, and they have no
    address or the desk has none. The ticket need not be locked."""
    place = find_place(session, ticket)
    if place is not None or not tenant.support_addresses or not find_address(session, ticket):
        return place
    thread = _thread_of(session, ticket)
    if thread is not None:
        mail_from(session, thread, tenant.support_addresses[0])
        return thread.conversation_id
    return _begin(session, tenant, ticket, now)


def check_reached(session: TenantSession, tenant: TenantInfo, ticket: Ticket) -> None:
    """CustomerUnreachable where an answer would reach nobody: neither its own customer, nor those of what was
    merged into it or gathered as an incident."""
    answered = (ticket, *list_gathered(session, ticket))
    tickets = [one for each in answered for one in whom_to_tell(session, each)]
    if customers_in(session, told_in(*tickets)):
        return
    address = find_address(session, ticket)
    if not address or not tenant.support_addresses:
        raise CustomerUnreachable(has_address=bool(address))


def find_address(session: TenantSession, ticket: Ticket) -> str:
    """Where the ticket's customer can be mailed: from where they write, else as the books have it; "" for
    nowhere."""
    if ticket.conversation_id is not None:
        thread = _thread_of(session, ticket)
        return thread.address if thread else ""
    contact = find_contact(session, ticket.tenant_id, ticket.contact_key) if ticket.contact_key else None
    address = contact.email.strip().lower() if contact else ""
    return address if is_email(address) else ""


def _thread_of(session: TenantSession, ticket: Ticket) -> MailThread | None:
    place = (ticket.tenant_id, ticket.conversation_id)
    return session.get(MailThread, place) if ticket.conversation_id else None


def _begin(session: TenantSession, tenant: TenantInfo, ticket: Ticket, now: datetime) -> str:
    place, contact = new_id("c_"), find_contact(session, tenant.id, ticket.contact_key or "")
    hold_by_mail(
        session,
        place,
        address=find_address(session, ticket),
        name=contact.name[:100] if contact else "",
        ours=tenant.support_addresses[0],
        subject=ticket.subject,
        language=ticket.language,
        customer_key=ticket.contact_key,
        now=now,
    )
    change_conversation(session, place, ticket_id=ticket_label(ticket))
    ticket.conversation_id = place
    return place
