"""What people see page by page: of the proposals with the same words the newest, narrowed as they ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from bot.models import ReviewProposal
from bot.persistence.tenancy import TenantSession
from bot.review.queue import NEWEST, Item, State, moved_at, select_items, with_the_same_words

PAGE = 50
NONE = "-"
"""As an intent: nobody knows which."""

_INTENT = func.coalesce(ReviewProposal.label, ReviewProposal.proposed, NONE)
_KEY = (ReviewProposal.conversation_id, ReviewProposal.seq)

Place = tuple[datetime, str, int]
"""A card's in the list: when it moved, conversation, seq."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Empty is any. `intent` is what was decided, else what is proposed, or NONE."""

    why: str = ""
    intent: str = ""
    language: str = ""


EVERYTHING = Narrowed()


def list_cards(
    session: TenantSession,
    states: Sequence[State],
    narrowed: Narrowed = EVERYTHING,
    *,
    after: Place | None = None,
    limit: int = PAGE,
) -> list[Item]:
    """As `queue.list_items` orders them; those behind the place `after`, where there is one."""
    order = func.row_number().over(partition_by=ReviewProposal.words, order_by=NEWEST).label("place")
    here = (ReviewProposal.state.in_(states), *_conditions(narrowed))
    placed = select(*_KEY, order).where(*here).subquery()
    newest = (placed.c.conversation_id == _KEY[0]) & (placed.c.seq == _KEY[1]) & (placed.c.place == 1)
    query = select_items().join(placed, newest).order_by(*NEWEST).limit(limit)
    if after is not None:
        at, *key = after
        behind = and_(moved_at == at, tuple_(*_KEY) > tuple_(*key))
        query = query.where(or_(moved_at < at, behind))
    return with_the_same_words(session, session.execute(query).all())


def place_of(item: Item) -> Place:
    row = item.proposal
    return row.decided_at or row.created_at, row.conversation_id, row.seq


def list_choices(session: TenantSession, states: Sequence[State]) -> list[str]:
    """The intents that `Narrowed` finds something for."""
    return sorted(session.scalars(select(_INTENT).where(ReviewProposal.state.in_(states)).distinct()))


def _conditions(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    wanted = {
        ReviewProposal.why: narrowed.why,
        _INTENT: narrowed.intent,
        ReviewProposal.language: narrowed.language,
    }
    return [column == value for column, value in wanted.items() if value]
