"""What a customer had when a conversation began, as far as it is recorded, copied from the live database.

A turn sees the signed-in customer's rows and no others. Tickets, refund requests and cancellations that came
later are left out, and so is what the bot remembers of the customer from later on; what else has changed
since (a bill paid, a ticket closed) is as it is at present.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import DeclarativeBase

from bot.models import Conversation, TurnRecord
from bot.persistence.metadata import all_metadata, owned_classes
from bot.persistence.tenancy import TenantSession
from dialogs.actions.memory import read_known
from escalation.crm.accounts import find_contact, find_subscription, list_bills, list_orders
from escalation.crm.models import RefundRequest
from escalation.crm.order_changes import CANCELLED, PENDING
from escalation.ticketing.desk import find_root, list_tickets
from escalation.ticketing.models import Ticket, TicketCounter
from kb_index.models import Article

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """`at` by the tenant's clock. Where that stands still, as the demo's does, what counts is when the
    conversation it happened in began (LONG_AGO for none)."""

    at: datetime
    began: datetime


def moment_of(live: TenantSession, conversation_id: str | None, at: datetime) -> Moment:
    stored = select(Conversation.created_at).where(Conversation.id == conversation_id)
    return Moment(at, live.scalars(stored).first() or LONG_AGO)


def empty(scratch: TenantSession) -> None:
    """Of everything the tenant has there but articles."""
    owned = {str(one.__tablename__): one for one in owned_classes()}
    for table in reversed(all_metadata().sorted_tables):
        if table.name in owned and table.name != Article.__tablename__:
            scratch.execute(delete(owned[table.name]))


def copy_articles(live: TenantSession, scratch: TenantSession) -> None:
    """What feedback on an answer is about; `empty` leaves them."""
    for article in live.scalars(select(Article)):
        copy_row(scratch, article)


def copy_customer(
    live: TenantSession, scratch: TenantSession, key: str, conversation_id: str, before: Moment
) -> None:
    """Adds what the contact had `before`, when the conversation began, to the scratch session's tenant;
    nothing for an unknown key."""
    tenant_id = live.require_tenant()
    contact = find_contact(live, tenant_id, key)
    if contact is None:
        return
    copy_row(scratch, contact, **_remembered_then(live, key, conversation_id))
    scratch.flush()
    if subscription := find_subscription(live, tenant_id, key):
        copy_row(scratch, subscription)
    orders = list_orders(live, tenant_id, key)
    # What it was before a refund is not recorded; any other status decides alike.
    then = dict.fromkeys(_refunded_later(live, key, before), "active")
    if any(order.status == CANCELLED for order in orders):
        then |= dict.fromkeys(_cancelled_later(live, key, before), PENDING)
    for order in orders:
        copy_row(scratch, order, status=then.get(order.order_id, order.status))
    for bill in list_bills(live, tenant_id, key):
        copy_row(scratch, bill)
    tickets = [
        ticket
        for ticket in list_tickets(live, tenant_id, key)
        if moment_of(live, ticket.conversation_id, ticket.created_at) < before
    ]
    for ticket in tickets:
        copy_row(scratch, ticket, **_on_its_own(live, ticket, {one.id for one in tickets}))


def last_ticket_number(live: TenantSession) -> int:
    return live.scalar(select(TicketCounter.last_number)) or 0


def set_last_ticket(scratch: TenantSession, number: int) -> None:
    """The next ticket that is opened gets the number after it."""
    scratch.merge(TicketCounter(tenant_id=scratch.require_tenant(), last_number=number))


def highest_ticket(scratch: TenantSession) -> int:
    return scratch.scalar(select(func.max(Ticket.number))) or 0


def _on_its_own(live: TenantSession, ticket: Ticket, copied: Collection[str]) -> dict[str, Any]:
    """What was merged into a ticket that is not there stands as that one does."""
    if ticket.merged_into is None or ticket.merged_into in copied:
        return {}
    return {"merged_into": None, "status": find_root(live, ticket, locked=False).status}


def _remembered_then(live: TenantSession, key: str, conversation_id: str) -> Mapping[str, str | None]:
    """As the conversation's first turn found it; empty where the conversation is not stored here."""
    of_turns = select(TurnRecord.trace).where(TurnRecord.conversation_id == conversation_id)
    known = (
        read_known(reason, key)
        for trace in live.scalars(of_turns.order_by(TurnRecord.seq))
        for reason in trace["reasons"]
    )
    return next(filter(None, known), {})


def _refunded_later(live: TenantSession, key: str, before: Moment) -> set[str]:
    """Orders of the contact whose refund was asked for at that moment or later."""
    filed = live.scalars(select(RefundRequest).where(RefundRequest.contact_key == key)).all()
    if not filed:
        return set()
    done = _order_turns(live, key, "done:request_refund")
    return {
        one.order_id
        for one in filed
        if Moment(one.requested_at, done.get(one.order_id, (LONG_AGO, LONG_AGO))[0]) >= before
    }


def _cancelled_later(live: TenantSession, key: str, before: Moment) -> set[str]:
    """Orders of the contact that the bot cancelled at that moment or later."""
    since = before.at if before.began == LONG_AGO else before.began
    return {
        order_id for order_id, (_, at) in _order_turns(live, key, "done:cancel_order").items() if at >= since
    }


def _order_turns(live: TenantSession, key: str, act: str) -> dict[str, tuple[datetime, datetime]]:
    """By order, when the contact's conversation with that act began, and when the turn was: the order itself
    does not say. Both by the real clock."""
    turns = live.execute(
        select(Conversation.created_at, TurnRecord.created_at, TurnRecord.trace)
        .join(TurnRecord, TurnRecord.conversation_id == Conversation.id)
        .where(Conversation.contact_key == key)
    )
    return {trace["slots"].get("order_id"): (began, at) for began, at, trace in turns if act in trace["acts"]}


def copy_row(scratch: TenantSession, row: DeclarativeBase, **changes: Any) -> None:
    columns = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    scratch.add(type(row)(**(columns | {"tenant_id": scratch.require_tenant()} | changes)))
