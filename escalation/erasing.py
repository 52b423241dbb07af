"""What a person wrote and what names them, taken out of tickets and of what is kept of customers.

Rows, counts and times stay, so that reports and clocks say what they said before; only texts go.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from escalation.backends.models import OutsideTicket
from escalation.crm.addresses import forget_addresses_of
from escalation.crm.models import Contact, Lead, RefundRequest
from escalation.duplicates.models import TicketVector
from escalation.surveys.models import Survey
from escalation.ticketing.log import columns_of, read_events
from escalation.ticketing.models import Ticket, TicketEventRow, TicketMessage
from escalation.ticketing.state import fold
from escalation.workflow.models import RuleRun

TOLD: Mapping[str, Mapping[str, Any]] = {
    "ticket.opened": {"reason": ""},
    "ticket.status_changed": {"why": ""},
    "ticket.priority_changed": {"reason": ""},
    "ticket.assigned": {"reason": ""},
    "ticket.field_changed": {"from": None, "to": None},
    "ticket.attached": {"name": ""},
    "survey.answered": {"comment": None},
}
"""What of an event may hold somebody's words, a reason may quote them, with what stands there afterwards."""


def tickets_of(tenant_id: str, key: str, conversations: Collection[str]) -> Select[Ticket]:
    """The contact's, and those opened in their conversations before they signed in."""
    theirs = or_(Ticket.contact_key == key, Ticket.conversation_id.in_(conversations))
    return select(Ticket).where(Ticket.tenant_id == tenant_id, theirs).order_by(Ticket.number)


def lock_tickets_of(
    session: Session, tenant_id: str, key: str, conversations: Collection[str]
) -> list[Ticket]:
    query = tickets_of(tenant_id, key, conversations)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def erase_tickets(session: Session, tenant_id: str, tickets: Collection[Ticket]) -> int:
    """Subjects, entries, notes, fields and what the logs quote; returns how many entries had words.

    The tickets are locked.
    """
    ids = [ticket.id for ticket in tickets]
    entries = select(TicketMessage).where(
        TicketMessage.tenant_id == tenant_id, TicketMessage.ticket_id.in_(ids), TicketMessage.text != ""
    )
    erased = 0
    for entry in session.scalars(entries):
        entry.text = ""
        erased += 1
    for ticket in tickets:
        _erase_log(session, ticket)
    _erase_beside(session, tenant_id, ids)
    return erased


def erase_customer(session: Session, tenant_id: str, key: str, conversations: Collection[str]) -> None:
    """Their key stays, as a word for them that says no more; so do plan, orders and bills, which are the
    books' of their company."""
    contact = session.get(Contact, (tenant_id, key), with_for_update=True)
    if contact is not None:
        contact.name, contact.email, contact.company = key, "", ""
        contact.phone = contact.product_version = contact.platform = None
    forget_addresses_of(session, tenant_id, key)
    leads = or_(Lead.contact_key == key, Lead.conversation_id.in_(conversations))
    session.execute(
        update(Lead).where(Lead.tenant_id == tenant_id, leads).values(company=None, contact=None, note="")
    )
    refunds = RefundRequest.tenant_id == tenant_id, RefundRequest.contact_key == key
    session.execute(update(RefundRequest).where(*refunds).values(reason=""))
    surveys = or_(Survey.contact_key == key, Survey.conversation_id.in_(conversations))
    session.execute(update(Survey).where(Survey.tenant_id == tenant_id, surveys).values(comment=None))


def twins_of(session: Session, tenant_id: str, tickets: Collection[Ticket]) -> list[str]:
    """The ids by which an outside system has these tickets."""
    mine = OutsideTicket.ticket_id.in_([ticket.id for ticket in tickets])
    query = select(OutsideTicket.outside_id).where(
        OutsideTicket.tenant_id == tenant_id, mine, OutsideTicket.outside_id.is_not(None)
    )
    return sorted(outside for outside in session.scalars(query) if outside is not None)


def _erase_log(session: Session, ticket: Ticket) -> None:
    """The row says afterwards what the log says, as always."""
    rows = select(TicketEventRow).where(
        TicketEventRow.tenant_id == ticket.tenant_id,
        TicketEventRow.ticket_id == ticket.id,
        TicketEventRow.type.in_(TOLD),
    )
    for row in session.scalars(rows):
        row.data = {**row.data, **TOLD[row.type]}
    ticket.subject = ""
    for name, value in columns_of(fold(read_events(session, ticket))).items():
        setattr(ticket, name, value)


def _erase_beside(session: Session, tenant_id: str, ids: Collection[str]) -> None:
    """What was derived from a ticket's words. Without its row its duplicates would be looked for anew."""
    vectors = TicketVector.tenant_id == tenant_id, TicketVector.ticket_id.in_(ids)
    nothing: dict[str, Any] = {"text": "", "entities": [], "embedder": None, "vector": None}
    session.execute(update(TicketVector).where(*vectors).values(nothing))
    runs = select(RuleRun).where(RuleRun.tenant_id == tenant_id, RuleRun.ticket_id.in_(ids))
    for run in session.scalars(runs):
        run.why = {name: value for name, value in run.why.items() if name != "got"}
    twins = OutsideTicket.tenant_id == tenant_id, OutsideTicket.ticket_id.in_(ids)
    session.execute(update(OutsideTicket).where(*twins).values(problem=None))
