"""Each tenant's solved cases in memory, searched by what their customers wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import func, select

from bot.models import SolvedCase
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from kb_index.embedder import Embedder, Vectors
from kb_index.loading import read_question_means
from kb_index.passages import vector_of
from kb_index.typical_questions import TYPICAL_QUESTIONS
from kb_index.vector_index.asked import AskedIndex

NEAR = 0.45
"""Cosine, without what all questions share, from which two customers may want the same.

Talk of the weather and of films reaches .44 with the nearest of the demo articles' 4,000 known questions.
"""

SHORT_LIST = 32
"""Cases that are compared exactly, where many are first looked at roughly."""

Stamp = tuple[str, int, datetime | None]
"""An embedder's name, how many cases it has made, and when the last of them was solved."""


@dataclass(frozen=True, slots=True)
class NearCase:
    ticket: int
    nearness: float


@dataclass(frozen=True, slots=True)
class _Held:
    stamp: Stamp
    tickets: Sequence[int]
    index: AskedIndex


class CaseShelf:
    """Holds vectors only: whoever shows a case reads its words. Of another embedder's cases none is found."""

    def __init__(self, database: Database, embedder: Callable[[], Embedder]) -> None:
        self._database = database
        self._embedder = embedder
        self._typical: Mapping[str, Vectors] = {}
        self._held: dict[str, _Held] = {}

    def find(self, tenant_id: str, vector: Vectors | None, language: str, limit: int) -> list[NearCase]:
        """The nearest first, none that is not near. `vector` is the question's; None finds nothing."""
        held = self._held.get(tenant_id) or self._load(tenant_id)
        if vector is None or not held.tickets:
            return []
        nearness = held.index.nearest(vector, language)
        few = min(SHORT_LIST, len(nearness))
        best = np.argpartition(-nearness, few - 1)[:few]
        exact = held.index.exactly(vector, language, best)
        order = [at for at in np.argsort(-exact, kind="stable")[:limit] if exact[at] >= NEAR]
        return [NearCase(held.tickets[best[at]], round(float(exact[at]), 3)) for at in order]

    def refresh(self, tenant_id: str) -> None:
        """Loads anew where cases came, changed or went, whichever process kept them."""
        held, embedder = self._held.get(tenant_id), self._embedder()
        with self._database.reading(tenant_id) as session:
            stamp = _stamp(session, embedder.name)
        if held is None or held.stamp != stamp:
            self._load(tenant_id)

    def _load(self, tenant_id: str) -> _Held:
        embedder = self._embedder()
        with self._database.reading(tenant_id) as session:
            stamp = _stamp(session, embedder.name)
            rows = session.execute(
                select(SolvedCase.ticket, SolvedCase.language, SolvedCase.vector)
                .where(SolvedCase.embedder == embedder.name)
                .order_by(SolvedCase.ticket)
            ).all()
            means = read_question_means(session, tenant_id)
        tickets = [row.ticket for row in rows]
        if tickets and not means:
            means = self._means(embedder)
        vectors = [vector_of(row.vector) for row in rows]
        index = AskedIndex(
            np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32),
            np.arange(len(rows)),
            [row.language for row in rows],
            means if tickets else {},
            len(rows),
        )
        self._held[tenant_id] = held = _Held(stamp, tickets, index)
        return held

    def _means(self, embedder: Embedder) -> dict[str, Vectors]:
        """For a tenant without articles, whose index would have them."""
        self._typical = self._typical or {
            language: embedder.embed_queries(questions).mean(axis=0)
            for language, questions in TYPICAL_QUESTIONS.items()
        }
        return dict(self._typical)


def _stamp(session: TenantSession, embedder: str) -> Stamp:
    cases = select(func.count(), func.max(SolvedCase.solved_at)).where(SolvedCase.embedder == embedder)
    count, newest = session.execute(cases).one()
    return embedder, count, newest
