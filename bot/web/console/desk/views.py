"""The views of the ticket list: which tickets each of them holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, false, select
from sqlalchemy.sql.elements import ColumnElement

from escalation.sla.lateness import SOON
from escalation.ticketing.lifecycle import OPEN, SOLVED
from escalation.ticketing.models import Ticket, TicketWatcher

RECENTLY = timedelta(days=7)


class View(StrEnum):
    mine = "mine"
    unassigned = "unassigned"
    team = "team"
    due = "due"
    pending = "pending"
    on_hold = "on_hold"
    watching = "watching"
    open = "open"
    resolved = "resolved"
    all = "all"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose views they are; `now` is by the tenant's clock."""

    agent_id: str
    teams: tuple[str, ...]
    now: datetime


OF_OPEN = (
    View.mine, View.unassigned, View.team, View.due, View.pending, View.on_hold, View.watching, View.open,
)  # fmt: skip
"""Those that hold open tickets only: they are counted together, in one pass over these."""


def holds(view: View, viewer: Viewer) -> ColumnElement[bool]:
    """What was merged into another ticket stands in `all` alone."""
    here = Ticket.merged_into.is_(None)
    if view == View.all:
        return Ticket.number > 0
    if view == View.resolved:
        return and_(here, Ticket.status.in_(SOLVED), Ticket.resolved_at >= viewer.now - RECENTLY)
    return and_(here, Ticket.status.in_(OPEN), among_open(view, viewer))


def among_open(view: View, viewer: Viewer) -> ColumnElement[bool]:
    """What sets the view apart among the open tickets."""
    match view:
        case View.mine:
            return Ticket.agent_id == viewer.agent_id
        case View.unassigned:
            return Ticket.agent_id.is_(None)
        case View.team:
            return Ticket.team.in_(viewer.teams) if viewer.teams else false()
        case View.due:
            return Ticket.due_at <= viewer.now + SOON
        case View.pending | View.on_hold:
            return Ticket.status == view.value
        case View.watching:
            watched = select(TicketWatcher.ticket_id).where(TicketWatcher.agent_id == viewer.agent_id)
            return Ticket.id.in_(watched)
    return Ticket.number > 0
