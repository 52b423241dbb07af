"""The sweeper's job: keeps what customers wanted and what solved it, of tickets that are resolved or closed.

Doing it again changes nothing. A ticket that changed since, or was kept by another encoder, is kept anew.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError

from bot.models import SolvedCase
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from bot.ticket_talk import Solved, read_solved
from bot.turn_parts import Understanding
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.models import Ticket
from kb_index.embedder import Embedder
from kb_index.passages import vector_bytes

BATCH = 10
"""Tickets a run: the sweeper has other things to do."""

Place = tuple[datetime, str]
"""A ticket's, in order of (updated_at, id)."""


class CaseCollector:
    """Remembers until which ticket it looked; after a start it looks at those that are not kept once more."""

    def __init__(
        self, database: Database, understanding: Understanding, embedder: Callable[[], Embedder]
    ) -> None:
        self._database = database
        self._understanding = understanding
        self._embedder = embedder
        self._looked: dict[str, Place] = {}

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """The next tickets after those of the last run, at most BATCH; returns how many cases were kept."""
        embedder = self._embedder()
        read = partial(self._understanding.parse, tenant_id=tenant.id, now=now, timezone=tenant.timezone)
        with self._database.reading(tenant.id) as session:
            tickets = _unkept(session, embedder.name, self._looked.get(tenant.id))
            found = [(ticket, read_solved(session, ticket, read)) for ticket in tickets]
        solved = [(ticket, one) for ticket, one in found if one is not None]
        if solved:
            vectors = embedder.embed_queries([one.question for _, one in solved])
            try:
                with self._database.uow(tenant.id) as session:
                    for (ticket, one), vector in zip(solved, vectors, strict=True):
                        _keep(session, ticket, one, embedder.name, vector_bytes(vector))
            except IntegrityError:
                return 0  # another process was faster; the next run finds what it did not keep
        if tickets:
            self._looked[tenant.id] = (tickets[-1].updated_at, tickets[-1].id)
        return len(solved)


def _unkept(session: TenantSession, embedder: str, after: Place | None) -> list[Ticket]:
    kept = and_(SolvedCase.tenant_id == Ticket.tenant_id, SolvedCase.ticket == Ticket.number)
    query = (
        select(Ticket)
        .outerjoin(SolvedCase, kept)
        .where(
            Ticket.status.in_(SOLVED),
            or_(
                SolvedCase.ticket.is_(None),
                SolvedCase.solved_at != Ticket.updated_at,
                SolvedCase.embedder != embedder,
            ),
        )
    )
    if after is not None:
        at, identifier = after
        later = and_(Ticket.updated_at == at, Ticket.id > identifier)
        query = query.where(or_(Ticket.updated_at > at, later))
    return list(session.scalars(query.order_by(Ticket.updated_at, Ticket.id).limit(BATCH)))


def _keep(session: TenantSession, ticket: Ticket, solved: Solved, embedder: str, vector: bytes) -> None:
    row = session.get(SolvedCase, (ticket.tenant_id, ticket.number))
    if row is None:
        row = SolvedCase(tenant_id=ticket.tenant_id, ticket=ticket.number, used=0)
        session.add(row)
    row.language, row.question, row.answer = solved.language, solved.question, solved.answer
    row.embedder, row.vector, row.solved_at = embedder, vector, ticket.updated_at
