"""The queue of proposals: what waits, what was decided, and deciding it once."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm.exc import StaleDataError

from bot.errors import AlreadyDecided, LabelRejected, Malformed, NotFound
from bot.models import Message, ReviewProposal
from bot.persistence.tenancy import TenantSession
from training_data.annotations import parse_annotated

PAGE = 50


class State(StrEnum):
    open = "open"
    confirmed = "confirmed"
    relabelled = "relabelled"
    rejected = "rejected"


DECIDED = (State.confirmed, State.relabelled, State.rejected)
ACCEPTED = (State.confirmed, State.relabelled)


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal with the customer's words; `learned` is what of them would be learned."""

    proposal: ReviewProposal
    text: str

    @property
    def id(self) -> str:
        return f"{self.proposal.conversation_id}:{self.proposal.seq}"

    @property
    def learned(self) -> str:
        return parse_annotated(self.proposal.example)[0]

    @property
    def is_open(self) -> bool:
        return self.proposal.state == State.open


def list_items(session: TenantSession, states: Sequence[State], *, limit: int = PAGE) -> list[Item]:
    """The newest first, by when they were decided or else proposed."""
    newest = func.coalesce(ReviewProposal.decided_at, ReviewProposal.created_at).desc()
    query = _items().where(ReviewProposal.state.in_(states))
    query = query.order_by(newest, ReviewProposal.conversation_id, ReviewProposal.seq).limit(limit)
    return [Item(proposal, text) for proposal, text in session.execute(query)]


def count_open(session: TenantSession) -> int:
    query = select(func.count(ReviewProposal.seq)).where(ReviewProposal.state == State.open)
    return session.scalar(query) or 0


def get_item(session: TenantSession, conversation_id: str, seq: int) -> Item:
    """Of the session's tenant; NotFound for another's as for one that never was."""
    here = (ReviewProposal.conversation_id == conversation_id, ReviewProposal.seq == seq)
    # Beyond what any database stores as an integer there is no message either.
    found = session.execute(_items().where(*here)).first() if 0 < seq < 2**31 else None
    if found is None:
        raise NotFound("proposal")
    return Item(found[0], found[1])


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
) -> None:
    """What was decided may be decided anew. `seen` is the version that the decision was made on.

    AlreadyDecided where the proposal has changed since; LabelRejected where `label` is none of `intents`.
    """
    row, name = item.proposal, item.id
    if row.version != seen:
        raise AlreadyDecided(name)
    row.label = _label(row, state, label, intents)
    row.state, row.note = state.value, note[:500] if note else None
    row.decided_by, row.decided_at = by[:320], now
    try:
        session.flush()
    except StaleDataError as changed:
        raise AlreadyDecided(name) from changed


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


def _items() -> Select[ReviewProposal, str]:
    return select(ReviewProposal, Message.text).join(
        Message,
        (Message.conversation_id == ReviewProposal.conversation_id) & (Message.seq == ReviewProposal.seq),
    )
