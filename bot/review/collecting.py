"""The sweeper's job: searches conversations that have gone quiet and keeps what they propose.

Never in a turn's transaction. Doing it again changes nothing; a proposal that nobody decided yet follows what
the conversation came to since (the customer chose, a person answered).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from bot.models import Conversation, Message, ReviewCursor, ReviewProposal, TurnRecord
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.review.masking import mask
from bot.review.proposing import Proposal, Said, propose
from bot.review.same_words import words_of

BATCH = 20
"""Conversations a run: the sweeper has other things to do."""

LATEST = 500
"""Messages of a conversation that are looked at; what came before was, when it was new."""

Place = tuple[datetime, str]
"""A conversation's, in order of (updated_at, id)."""


@dataclass(frozen=True, slots=True)
class Collected:
    conversations: int = 0
    proposed: int = 0
    changed: int = 0

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(
            self.conversations + other.conversations,
            self.proposed + other.proposed,
            self.changed + other.changed,
        )


class Collector:
    """`quiet` is how long nothing must have happened in a conversation."""

    def __init__(self, database: Database, *, quiet: timedelta) -> None:
        self._database = database
        self._quiet = quiet

    def run(self, tenant_id: str, now: datetime) -> Collected:
        """The next conversations after those of the last run, at most BATCH."""
        with self._database.reading(tenant_id) as session:
            cursor = session.get(ReviewCursor, tenant_id)
            after = (cursor.updated_at, cursor.conversation_id) if cursor else None
        places = self._places(tenant_id, after, now - self._quiet)
        if not places:
            return Collected()
        try:
            return self._collect(tenant_id, places, now, keep_place=True)
        except (IntegrityError, StaleDataError):
            return Collected()  # another process or a person was faster; the next run sees what they did

    def run_all(self, tenant_id: str, now: datetime) -> Collected:
        """Every conversation, quiet or not."""
        total, after = Collected(), None
        while places := self._places(tenant_id, after, now):
            total += self._collect(tenant_id, places, now, keep_place=False)
            after = places[-1]
        return total

    def _places(self, tenant_id: str, after: Place | None, until: datetime) -> list[Place]:
        query = select(Conversation.updated_at, Conversation.id).where(Conversation.updated_at <= until)
        if after is not None:
            at, identifier = after
            later = and_(Conversation.updated_at == at, Conversation.id > identifier)
            query = query.where(or_(Conversation.updated_at > at, later))
        with self._database.reading(tenant_id) as session:
            rows = session.execute(query.order_by(Conversation.updated_at, Conversation.id).limit(BATCH))
            return [(at, identifier) for at, identifier in rows]

    def _collect(
        self, tenant_id: str, places: Sequence[Place], now: datetime, *, keep_place: bool
    ) -> Collected:
        with self._database.reading(tenant_id) as session:
            found = {identifier: propose(read_thread(session, identifier)) for _, identifier in places}
        total = Collected(conversations=len(places))
        with self._database.uow(tenant_id) as session:
            for identifier, proposals in found.items():
                total += _keep(session, identifier, proposals, now)
            if keep_place:
                at, identifier = places[-1]
                session.merge(ReviewCursor(tenant_id=tenant_id, updated_at=at, conversation_id=identifier))
        return total


def read_thread(session: TenantSession, conversation_id: str) -> list[Said]:
    """The latest messages with their turns' traces, oldest first."""
    latest = session.execute(
        select(Message.seq, Message.author, Message.text)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.seq.desc())
        .limit(LATEST)
    ).all()[::-1]
    if not latest:
        return []
    turns = session.execute(
        select(TurnRecord.seq, TurnRecord.trace).where(
            TurnRecord.conversation_id == conversation_id, TurnRecord.seq >= latest[0].seq
        )
    )
    traces = {turn.seq: turn.trace for turn in turns}
    return [Said(one.seq, one.author, one.text, traces.get(one.seq)) for one in latest]


def _keep(
    session: TenantSession, conversation_id: str, proposals: Sequence[Proposal], now: datetime
) -> Collected:
    if not proposals:
        return Collected()
    here = select(ReviewProposal).where(ReviewProposal.conversation_id == conversation_id)
    known = {row.seq: row for row in session.scalars(here)}
    proposed = changed = 0
    for one in proposals:
        row = known.get(one.said.seq)
        if row is None:
            session.add(_row(session, conversation_id, one, now))
            proposed += 1
        elif row.state == "open" and (row.why, row.proposed) != (one.why, one.intent):
            row.why, row.proposed = one.why.value, one.intent
            changed += 1
    return Collected(proposed=proposed, changed=changed)


def _row(session: TenantSession, conversation_id: str, one: Proposal, now: datetime) -> ReviewProposal:
    trace = one.said.trace or {}
    language = trace["language"]
    example = mask(one.said.text, trace["entities"], language)
    return ReviewProposal(
        tenant_id=session.require_tenant(),
        conversation_id=conversation_id,
        seq=one.said.seq,
        language=language,
        example=example,
        words=words_of(example),
        ranking=[dict(score) for score in one.said.ranking[:3]],
        why=one.why.value,
        proposed=one.intent,
        state="open",
        label=None,
        note=None,
        decided_by=None,
        decided_at=None,
        earlier=[],
        created_at=now,
    )
