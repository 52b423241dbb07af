"""Where a tenant's vectors are searched, in memory or by pgvector: decided here, and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kb_index.models import ArticleEdition, IndexState
from kb_index.vector_partition import what_lacks
from kb_index.vector_spaces import read_spaces
from kb_index.vector_tables import keep_in_step, rebuild, take_out

ABOVE = 300_000
"""Texts, an article in two languages being two. In memory each takes 15 kB a process, by pgvector 7.

Memory is quicker and surer for as long as there is enough of it (docs/decisions/0013).
"""


@dataclass(frozen=True, slots=True)
class Place:
    """`lacks` is why many texts are searched in memory all the same."""

    in_database: bool
    texts: int
    lacks: str | None = None

    @property
    def unusual(self) -> bool:
        """Worth a word to people: most tenants have few texts, in memory."""
        return self.in_database or self.lacks is not None

    @property
    def reason(self) -> str:
        if self.lacks:
            return f"{self.texts} texts, searched in memory: {self.lacks}"
        return f"{self.texts} texts, searched {'by pgvector' if self.in_database else 'in memory'}"


def place_vectors(
    session: Session,
    tenant_id: str,
    above: int = ABOVE,
    *,
    anew: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Place:
    """Decides by the number of texts, and brings the tables to it. Does not commit.

    `anew` rebuilds what is there; `progress` is as in `vector_tables.rebuild`. The tables of a tenant that is
    placed are kept in step by `index_state.write_state`, whoever changes an article.
    """
    place = choose_place(session, tenant_id, above)
    spaces = read_spaces(session, tenant_id)
    if place.in_database and spaces and not anew:
        keep_in_step(session, tenant_id)
    elif place.in_database:
        rebuild(session, tenant_id, progress)
        _have_it_loaded(session, tenant_id)
    elif spaces:
        take_out(session, tenant_id)
        _have_it_loaded(session, tenant_id)
    return place


def choose_place(session: Session, tenant_id: str, above: int) -> Place:
    """Where they should be, whether or not they are."""
    in_force = select(func.count()).select_from(ArticleEdition)
    texts = session.scalar(
        in_force.where(ArticleEdition.tenant_id == tenant_id, ArticleEdition.version.is_not(None))
    )
    if not texts or texts <= above:
        return Place(False, texts or 0)
    lacks = what_lacks(session)
    return Place(lacks is None, texts, lacks)


def _have_it_loaded(session: Session, tenant_id: str) -> None:
    """By every process: the tables that it searches are others now."""
    of_tenant = update(IndexState).where(IndexState.tenant_id == tenant_id)
    session.execute(of_tenant.values(build=IndexState.build + 1))
