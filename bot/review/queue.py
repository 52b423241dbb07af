"""The queue of proposals: what waits, what was decided, and deciding it once for all with the same words."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm.exc import StaleDataError

from bot.errors import AlreadyDecided, LabelRejected, Malformed, NotFound
from bot.message_text import without_controls
from bot.models import Message, ReviewProposal
from bot.persistence.tenancy import TenantSession
from bot.review.decisions import Decision, current, decisions_on
from training_data.annotations import parse_annotated

LONGEST_NOTE = 500


class State(StrEnum):
    open = "open"
    confirmed = "confirmed"
    relabelled = "relabelled"
    rejected = "rejected"


DECIDED = (State.confirmed, State.relabelled, State.rejected)
ACCEPTED = (State.confirmed, State.relabelled)
moved_at: ColumnElement[datetime] = func.coalesce(ReviewProposal.decided_at, ReviewProposal.created_at)
"""When it was decided, or else proposed."""
NEWEST = (moved_at.desc(), ReviewProposal.conversation_id, ReviewProposal.seq)


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal with the customer's words, written at `said_at`; `learned` is what of them would be learned.

    `count` is how many have the same words, itself among them: of those that wait, or of those decided.
    `before` is what was decided on these words and holds no more, or not for this one; the newest first.
    """

    proposal: ReviewProposal
    text: str
    said_at: datetime
    count: int = 1
    before: tuple[Decision, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.proposal.conversation_id}:{self.proposal.seq}"

    @property
    def learned(self) -> str:
        return parse_annotated(self.proposal.example)[0]

    @property
    def is_open(self) -> bool:
        return self.proposal.state == State.open


def list_items(session: TenantSession, states: Sequence[State], *, limit: int | None = None) -> list[Item]:
    """The newest first, by when they were decided or else proposed."""
    query = select_items().where(ReviewProposal.state.in_(states)).order_by(*NEWEST).limit(limit)
    return [Item(*found) for found in session.execute(query)]


def count_open(session: TenantSession) -> int:
    """Those with the same words are one."""
    query = select(func.count(ReviewProposal.words.distinct())).where(ReviewProposal.state == State.open)
    return session.scalar(query) or 0


def get_item(session: TenantSession, conversation_id: str, seq: int) -> Item:
    """Of the session's tenant; NotFound for another's as for one that never was."""
    here = (ReviewProposal.conversation_id == conversation_id, ReviewProposal.seq == seq)
    # Beyond what any database stores as an integer there is no message either.
    found = session.execute(select_items().where(*here)).first() if 0 < seq < 2**31 else None
    if found is None:
        raise NotFound("proposal")
    return with_the_same_words(session, [found])[0]


def parse_id(written: str) -> tuple[str, int]:
    """ "c_x:3" as its conversation and seq; Malformed for anything else."""
    conversation_id, colon, seq = written.rpartition(":")
    if not colon or not conversation_id or not re.fullmatch("[0-9]{1,10}", seq):
        raise Malformed("id", f"got {written[:80]!r}; expected CONVERSATION:SEQ, as in `huiyi review list`")
    return conversation_id, int(seq)


def decide(
    session: TenantSession,
    item: Item,
    state: State,
    *,
    by: str,
    now: datetime,
    seen: int,
    label: str | None = None,
    intents: Collection[str] = (),
    note: str | None = None,
) -> int:
    """For all that have the same words; says how many others these are. What was decided may be decided anew.

    AlreadyDecided where the proposal has changed since `seen`, the version that the decision was made on;
    LabelRejected where `label` is none of `intents`.
    """
    row, name = item.proposal, item.id
    if row.version != seen:
        raise AlreadyDecided(name)
    chosen = _label(row, state, label, intents)
    same = session.scalars(select(ReviewProposal).where(ReviewProposal.words == row.words)).all()
    before = [one.to_json() for one in decisions_on(same)]
    for one in same:
        one.label, one.earlier = chosen, before
        one.state, one.note = state.value, _one_line(note)
        one.decided_by, one.decided_at = by[:320], now
    try:
        session.flush()
    except StaleDataError as changed:
        raise AlreadyDecided(name) from changed
    return len(same) - 1


def _one_line(note: str | None) -> str | None:
    return " ".join(without_controls(note or "").split())[:LONGEST_NOTE] or None


def _label(row: ReviewProposal, state: State, label: str | None, intents: Collection[str]) -> str | None:
    if state is State.rejected:
        return None
    if state is State.confirmed:
        if row.proposed is None:
            raise LabelRejected("no intent is proposed for this message; choose one instead of confirming")
        return row.proposed
    if label not in intents:
        raise LabelRejected(
            f"intent is {label!r}; expected one of {', '.join(sorted(intents))}; "
            "`huiyi review relabel --new-intent` takes a new one"
        )
    return label


def select_items() -> Select[ReviewProposal, str, datetime]:
    return select(ReviewProposal, Message.text, Message.created_at).join(
        Message,
        (Message.conversation_id == ReviewProposal.conversation_id) & (Message.seq == ReviewProposal.seq),
    )


def with_the_same_words(
    session: TenantSession, found: Sequence[Row[ReviewProposal, str, datetime]]
) -> list[Item]:
    """What `select_items` found, each with how many others there are and what was decided on them before."""
    words = {proposal.words for proposal, *_ in found}
    same = defaultdict[str, list[ReviewProposal]](list)
    for row in session.scalars(select(ReviewProposal).where(ReviewProposal.words.in_(words))):
        same[row.words].append(row)
    return [_with(Item(*one), same[one[0].words]) for one in found]


def _with(item: Item, same: Sequence[ReviewProposal]) -> Item:
    is_open, holds = item.is_open, set(current(item.proposal))
    count = sum((one.state == State.open) == is_open for one in same)
    before = tuple(one for one in reversed(decisions_on(same)) if one not in holds)
    return replace(item, count=count, before=before)
