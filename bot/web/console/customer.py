"""What we know of the customer of a conversation: their name, and the card beside it."""

from dataclasses import dataclass
from datetime import datetime

from bot.mail.addresses import EMAIL, find_person
from bot.models import Conversation, MailThread
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from bot.web.console.strings import say
from escalation.crm.accounts import find_contact, find_subscription, list_bills, list_orders
from escalation.crm.addresses import find_by_address
from escalation.crm.health import CustomerFacts, CustomerHealth, OpenTicket, judge_health
from escalation.crm.models import Bill, Contact, Order, Subscription
from escalation.sla.business_hours import zone_of
from escalation.surveys.answers import find_last_score
from escalation.ticketing.desk import find_root, list_tickets
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket

PAID = "paid"


@dataclass(frozen=True, slots=True)
class Whose:
    """What an agent may say about whose it is, at `action`: `address` is where its mails come from,
    `attached` that the desk has said so, else `known` is who has that address."""

    action: str
    address: str
    attached: bool
    known: Contact | None


@dataclass(frozen=True, slots=True)
class Card:
    contact: Contact
    subscription: Subscription | None
    orders: tuple[Order, ...]
    bills: tuple[Bill, ...]
    tickets: tuple[tuple[Ticket, str], ...]
    """With the status of each: what was merged into another ticket stands as that one does."""
    health: CustomerHealth


def name_of(
    session: TenantSession,
    person: Contact | None,
    contact_key: str | None,
    conversation_id: str | None,
    language: str,
) -> str:
    """Of a conversation's customer, or a ticket's; who writes mails without signing in is their address."""
    known = person.name if person else contact_key
    if known is None and conversation_id is not None:
        known = find_person(session, conversation_id)
    return known or say(language, "visitor")


def whose_is(session: TenantSession, conversation: Conversation) -> str | None:
    """The contact who signed in, or whom the desk takes its customer for."""
    if conversation.contact_key is not None or conversation.channel != EMAIL:
        return conversation.contact_key
    thread = session.get(MailThread, (conversation.tenant_id, conversation.id))
    return thread.customer_key if thread else None


def find_whose(
    session: TenantSession, contact_key: str | None, conversation: Conversation | None, action: str
) -> Whose | None:
    """Of a ticket with that customer, or of a conversation; None where they signed in."""
    if conversation is not None and conversation.contact_key is not None:
        return None
    thread = session.get(MailThread, (conversation.tenant_id, conversation.id)) if conversation else None
    address = thread.address if thread else ""
    attached = contact_key is not None
    known = None
    if address and not attached:
        known = find_by_address(session, session.require_tenant(), address)
    return Whose(action, address, attached, known)


def key_of(session: TenantSession, contact_key: str | None, conversation_id: str | None) -> str | None:
    """By what they can be erased: their key, or the address that they write mails from."""
    if contact_key is not None or conversation_id is None:
        return contact_key
    thread = session.get(MailThread, (session.require_tenant(), conversation_id))
    return thread.address if thread else None


def find_card(
    session: TenantSession, contact_key: str | None, tenant: TenantInfo, now: datetime
) -> Card | None:
    """None for a visitor, and for a key that the customers' file lacks by now. `now` is the tenant's."""
    tenant_id = session.require_tenant()
    contact = find_contact(session, tenant_id, contact_key) if contact_key else None
    if contact is None:
        return None
    plan = find_subscription(session, tenant_id, contact.key)
    bills = tuple(list_bills(session, tenant_id, contact.key))
    tickets = tuple(list_tickets(session, tenant_id, contact.key))
    facts = CustomerFacts(
        tickets=[
            OpenTicket(one.priority, one.reopened > 0, one.due_at)
            for one in tickets
            if one.status in OPEN and one.merged_into is None
        ],
        last_score=find_last_score(session, tenant_id, contact.key),
        unpaid_due=[bill.due_on for bill in bills if bill.due_on is not None and bill.status != PAID],
        renews_on=plan.renews_on if plan else None,
    )
    here = now.astimezone(zone_of(tenant.timezone))
    orders = tuple(list_orders(session, tenant_id, contact.key))
    standing = tuple((one, find_root(session, one, locked=False).status) for one in tickets)
    return Card(contact, plan, orders, bills, standing, judge_health(facts, here))
