"""The views of the list of conversations, and the groups that each conversation is in one of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from bot.models import Conversation
from dialogs.flows.sessions import PAUSE
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket


class View(StrEnum):
    """All of them but `all` and `unassigned` are groups: what is unassigned waits, or is with the bot."""

    all = "all"
    waiting = "waiting"
    mine = "mine"
    unassigned = "unassigned"
    colleagues = "colleagues"
    bot = "bot"
    ended = "ended"


GROUPS = (View.waiting, View.mine, View.colleagues, View.bot, View.ended)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose views they are; `now` is by the real clock, which messages are stamped by."""

    agent_id: str
    now: datetime

    @property
    def ended_before(self) -> datetime:
        """Since when nothing may have been said with the bot: the next word begins something new."""
        return self.now - PAUSE


def holds(view: View, viewer: Viewer) -> ColumnElement[bool]:
    # A conversation in which nothing was said yet is nobody's business.
    match view:
        case View.all:
            return or_(Conversation.owner != "bot", Conversation.next_seq > 1)
        case View.mine:
            return and_(_BY_AGENT, Conversation.agent_id == viewer.agent_id)
        case View.colleagues:
            return and_(_BY_AGENT, Conversation.agent_id != viewer.agent_id)
        case View.waiting:
            return and_(_BY_BOT, _WAITS)
        case View.unassigned:
            return and_(_BY_BOT, _nobodys())
    quiet = Conversation.updated_at < viewer.ended_before
    return and_(_BY_BOT, ~_WAITS, Conversation.next_seq > 1, quiet if view == View.ended else ~quiet)


def group_of(conversation: Any, viewer: Viewer) -> View:
    if conversation.owner == "agent":
        return View.mine if conversation.agent_id == viewer.agent_id else View.colleagues
    if conversation.waiting_since is not None:
        return View.waiting
    return View.ended if conversation.updated_at < viewer.ended_before else View.bot


_BY_AGENT = Conversation.owner == "agent"
_BY_BOT = Conversation.owner == "bot"
_WAITS = Conversation.waiting_since.is_not(None)


def _nobodys() -> ColumnElement[bool]:
    """Its open ticket has no assignee; or somebody waits, and on no ticket that has one. Of a ticket that was
    merged, what it goes on in says both."""
    free, held = _trees(Ticket.agent_id.is_(None)), _trees(Ticket.agent_id.is_not(None))
    return or_(
        Conversation.id.in_(select(free.c.conversation_id).where(free.c.conversation_id.is_not(None))),
        Conversation.ticket_id.in_(select(free.c.label)),
        and_(_WAITS, func.coalesce(Conversation.ticket_id, "").not_in(select(held.c.label))),
    )


def _trees(whose: ColumnElement[bool]) -> CTE:
    """Open tickets of which that holds, with all that was merged into them."""
    child = aliased(Ticket)
    open_ = Ticket.status.in_(OPEN), Ticket.merged_into.is_(None), whose
    roots = select(*_in_tree(Ticket)).where(*open_).cte(recursive=True)
    below = child.tenant_id == roots.c.tenant_id, child.merged_into == roots.c.id
    return roots.union_all(select(*_in_tree(child)).where(*below))


def _in_tree(ticket: type[Ticket]) -> Sequence[Any]:
    label = literal("#").concat(cast(ticket.number, String)).label("label")
    return ticket.tenant_id, ticket.id, ticket.conversation_id, label
