"""One change to one ticket, as an agent asks for it, and why it is refused where it is."""

from dataclasses import dataclass

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.passing_on import lock_answered
from bot.desk.ticket_frames import changing_tickets
from bot.errors import NotFound
from bot.handoff_ticket import stop_waiting
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.desk.doings import DOINGS, EVENTS, OF_TWO, Desk, Refused, number_in, value_now
from bot.web.console.desk.meanwhile import others_since
from bot.web.console.desk.staff import read_staff
from bot.web.console.desk.ticket_page import get_ticket
from bot.web.console.strings import say
from escalation.errors import TicketFull
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.log import lock_ticket, read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed


@dataclass(frozen=True, slots=True)
class Change:
    """`seen` is how far the ticket's log went when the agent looked; None where that does not matter."""

    action: str
    value: str
    seen: int | None = None


def deed_of(service: ServiceDep, me: Me) -> Deed:
    return Deed(f"agent:{me.agent_id}", service.tenants.get(me.tenant_id).now(utc_now()))


def change_ticket(service: ServiceDep, me: Me, number: int, change: Change) -> Ticket:
    """In a transaction of its own. NotFound, or Refused."""
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        desk = Desk(me, read_staff(session), deed_of(service, me))
        if change.action == "status" and change.value in SOLVED:
            ticket = get_ticket(session, number)
            stop_waiting(session, ticket)  # first, for turns too lock a conversation before its ticket
            lock_answered(session, ticket)
        ticket = _lock(session, number, change)
        check_whole(session, ticket, me.language)
        if change.seen is not None:
            _check_seen(session, ticket, change.action, change.seen, desk)
        _check_known(change.action)
        try:
            DOINGS[change.action](session, ticket, desk, change.value)
        except TicketFull as full:
            raise Refused(full.why.in_language(me.language)) from None
    return ticket


def _lock(session: TenantSession, number: int, change: Change) -> Ticket:
    """With the other one of two, in order of their numbers: two who link wait for no circle."""
    if change.action in OF_TWO:
        for one in sorted((number, number_in(change.value))):
            lock_ticket(session, session.require_tenant(), one)
    return get_locked(session, number)


def get_locked(session: TenantSession, number: int) -> Ticket:
    # Beyond what any database stores as an integer there is no ticket either.
    ticket = lock_ticket(session, session.require_tenant(), number) if 0 < number < 2**31 else None
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def check_whole(session: TenantSession, ticket: Ticket, language: str) -> None:
    """What was merged into another ticket goes on there."""
    if ticket.merged_into is not None:
        other = session.get(Ticket, (ticket.tenant_id, ticket.merged_into))
        raise Refused(say(language, "desk_merged_into", ticket=f"#{other.number if other else '?'}"))


def _check_seen(session: TenantSession, ticket: Ticket, action: str, seen: int, desk: Desk) -> None:
    """The second of two who change the same is told who was first."""
    kind = EVENTS.get(action)
    if kind is None or ticket.events <= seen:
        return
    others = others_since(read_events(session, ticket), seen, desk.me.agent_id, (kind,))
    if others:
        who = desk.staff.doer(others[-1].by, desk.language)
        raise Refused(
            say(desk.language, f"desk_first_{action}", who=who, now=value_now(ticket, action, desk))
        )


def _check_known(action: str) -> None:
    if action not in DOINGS:
        raise NotFound("action")
