"""Where a tenant's vectors are searched, in memory or by pgvector: decided here, and nowhere else."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb_index.models import ArticleEdition
from kb_index.vector_index.spaces import Spaces
from kb_index.vector_partition import what_lacks
from kb_index.vector_spaces import read_spaces
from kb_index.vector_tables import keep_in_step, rebuild, take_out

ABOVE = 30_000
"""Texts, an article in two languages being two: so many take some 350 MB and are searched in 10 ms."""


@dataclass(frozen=True, slots=True)
class Place:
    in_database: bool
    reason: str


def place_vectors(session: Session, tenant_id: str, above: int = ABOVE, *, anew: bool = False) -> Place:
    """Decides by the number of texts, and brings the tables to it. Does not commit.

    `anew` rebuilds what is there. The tables of a tenant that is placed are kept in step by
    `index_state.write_state`, whoever changes an article.
    """
    place = choose_place(session, tenant_id, above)
    spaces = read_spaces(session, tenant_id)
    if not place.in_database:
        if spaces:
            take_out(session, tenant_id)
    elif spaces is None or anew:
        rebuild(session, tenant_id)
    else:
        keep_in_step(session, tenant_id)
    return place


def choose_place(session: Session, tenant_id: str, above: int) -> Place:
    """Where they should be, whether or not they are."""
    in_force = select(func.count()).select_from(ArticleEdition)
    texts = session.scalar(
        in_force.where(ArticleEdition.tenant_id == tenant_id, ArticleEdition.version.is_not(None))
    )
    if (texts or 0) <= above:
        return Place(False, f"{texts} texts: in memory, up to {above}")
    lacks = what_lacks(session)
    return Place(lacks is None, f"{texts} texts: {f'in memory, as {lacks}' if lacks else 'by pgvector'}")


def find_spaces(session: Session, tenant_id: str) -> Spaces | None:
    """None where the vectors are to be searched in memory."""
    spaces = read_spaces(session, tenant_id)
    return None if spaces is None or what_lacks(session) else spaces
