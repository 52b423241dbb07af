"""Keeps a ticket's timers, deadline and metrics in step with its log, in the transaction that changes it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from escalation.sla.clocks import RESPONSES, Clock, ClockState, clocks_of, nearest_deadline
from escalation.sla.measures import Measures, measure
from escalation.sla.models import SLAMetrics, SLATimer
from escalation.sla.policy import Promised
from escalation.sla.reaching import Reach, find_reaching
from escalation.sla.settings import get_settings
from escalation.sla.terms import are_same, find_terms
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.models import Ticket

WROTE = "ticket.customer_wrote"
CHOOSES = frozenset({"ticket.opened", "ticket.priority_changed", "ticket.customer_changed"})
MOVES = CHOOSES | {
    "sla.applied",
    WROTE,
    "ticket.agent_replied",
    "ticket.status_changed",
    "ticket.merged",
    "ticket.unmerged",
}


def keep_clocks(
    session: Session,
    ticket: Ticket,
    new: Sequence[TicketEvent],
    read_log: Callable[[], Sequence[TicketEvent]],
) -> tuple[TicketEvent, ...]:
    """Call it when `new` has been recorded on a locked ticket; `read_log` gives all of its log.

    Returns what the clocks have to add to the log: what is promised from now on, and a breach that came
    before its timer was fired. Those need no further call.
    """
    types = {event.type for event in new}
    if not types & MOVES or (types == {WROTE} and _stands(session, ticket, new[-1])):
        return ()
    log = read_log()
    promises: tuple[TicketEvent, ...] = ()
    if types & CHOOSES:
        promises = _promise(session, ticket, log)
    elif any(map(_is_reopening, new)):
        promises = _promise_again(session, ticket, log)
    clocks = clocks_of([*log, *promises])
    _keep_timers(session, ticket, clocks)
    ticket.due_at = nearest_deadline(clocks)
    if "ticket.status_changed" in types:
        _keep_metrics(session, ticket, log)
    return (*promises, *(_breached(clock, log[-1]) for clock in clocks if _is_untold(clock)))


def _stands(session: Session, ticket: Ticket, wrote: TicketEvent) -> bool:
    """Whether the customer's words change no clock: an answer is owed already, and nothing was due before
    them. The timers tell that without the whole log, which grows with every word."""
    owed = select(SLATimer.clock, SLATimer.due_at).where(
        SLATimer.tenant_id == ticket.tenant_id,
        SLATimer.ticket_id == ticket.id,
        SLATimer.type == "sla.breached",
    )
    due = session.execute(owed).all()
    return any(clock in RESPONSES for clock, _ in due) and all(at >= wrote.at for _, at in due)


def _promise(session: Session, ticket: Ticket, log: Sequence[TicketEvent]) -> tuple[TicketEvent, ...]:
    """The policy that fits the ticket as it is now, if it is another than it was."""
    kept, applied = get_settings(session, ticket.tenant_id), _applied(log)
    terms = find_terms(kept.read(), Promised(ticket.priority, ticket.tier, ticket.channel))
    if applied is not None and are_same(applied, terms):
        return ()
    return (_follow(log[-1], "sla.applied", {**terms, "version": kept.version}),)


def _promise_again(session: Session, ticket: Ticket, log: Sequence[TicketEvent]) -> tuple[TicketEvent, ...]:
    """While it was solved it followed no change that was saved for open tickets too; it does now."""
    row = find_reaching(session, ticket.tenant_id)
    if row is None:
        return ()
    promised = Promised(ticket.priority, ticket.tier, ticket.channel)
    terms = Reach(session, row).terms_for(promised, _applied(log))
    return (_follow(log[-1], "sla.applied", terms),) if terms is not None else ()


def _applied(log: Sequence[TicketEvent]) -> Mapping[str, Any] | None:
    return next((event.data for event in reversed(log) if event.type == "sla.applied"), None)


def _is_reopening(event: TicketEvent) -> bool:
    change = event.data
    moved = event.type == "ticket.status_changed"
    return moved and change["from"] in SOLVED and change["to"] not in SOLVED


def _is_untold(clock: Clock) -> bool:
    return clock.state is ClockState.breached and not clock.told


def _breached(clock: Clock, last: TicketEvent) -> TicketEvent:
    return _follow(last, "sla.breached", _data(clock))


def _follow(last: TicketEvent, type: str, data: Mapping[str, Any]) -> TicketEvent:
    """Of the same depth, so that rules which lead to each other by way of a clock come to their end."""
    return TicketEvent(type, last.at, "system", data, last.depth)


def _data(clock: Clock) -> dict[str, Any]:
    return {"clock": clock.kind.value, "n": clock.n}


def _keep_timers(session: Session, ticket: Ticket, clocks: Sequence[Clock]) -> None:
    mine = SLATimer.tenant_id == ticket.tenant_id, SLATimer.ticket_id == ticket.id
    session.execute(delete(SLATimer).where(*mine).execution_options(synchronize_session=False))
    rows = [
        {
            "tenant_id": ticket.tenant_id,
            "ticket_id": ticket.id,
            "clock": clock.kind.value,
            "n": clock.n,
            "type": type,
            "due_at": due_at,
            "data": _data(clock),
        }
        for clock in clocks
        if clock.state is ClockState.running
        for type, due_at, fired in (
            ("sla.warned", clock.warn_at, clock.warned),
            ("sla.breached", clock.due_at, clock.told),
        )
        if due_at is not None and not fired
    ]
    if rows:
        session.execute(insert(SLATimer), rows)


def _keep_metrics(session: Session, ticket: Ticket, log: Sequence[TicketEvent]) -> None:
    measures = measure(log)
    if measures is None:
        return
    row = session.get(SLAMetrics, (ticket.tenant_id, ticket.id))
    if row is None:
        row = SLAMetrics(tenant_id=ticket.tenant_id, ticket_id=ticket.id)
        session.add(row)
    for name, value in _columns(measures).items():
        setattr(row, name, value)


def _columns(measures: Measures) -> dict[str, Any]:
    responded, first, last = measures.first_response, measures.first, measures.last
    return {
        "opened_at": measures.opened_at,
        "first_response_minutes": responded.wall_minutes if responded else None,
        "first_response_business_minutes": responded.business_minutes if responded else None,
        "resolved_at": first.at,
        "wall_minutes": first.took.wall_minutes,
        "business_minutes": first.took.business_minutes,
        "attained": first.attained,
        "last_resolved_at": last.at if last else None,
        "last_wall_minutes": last.took.wall_minutes if last else None,
        "last_business_minutes": last.took.business_minutes if last else None,
        "last_attained": last.attained if last else None,
    }
