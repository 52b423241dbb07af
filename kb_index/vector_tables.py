"""Keeps a tenant's `article_vectors` what its passages and known questions say, in the same transaction."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import (
    ARRAY,
    REAL,
    String,
    Table,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from kb_index.models import ArticleQuestion, ArticleVector, IndexState, Passage
from kb_index.passages import hash_text, vector_of
from kb_index.vector_index.halfvec import written
from kb_index.vector_index.rough_rows import Vectors
from kb_index.vector_index.spaces import QUESTION, TEXT, Spaces
from kb_index.vector_partition import VECTORS, drop_partition, new_partition, what_lacks
from kb_index.vector_spaces import forget_spaces, learn_spaces, read_spaces

AT_ONCE = 500
"""Articles whose vectors are written together."""

MOST_CHANGED = 0.2
"""Of a larger share it is quicker to write all anew, and the centres have moved."""


def rebuild(
    session: Session, tenant_id: str, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """All anew, from the passages' own vectors. Does not commit; takes minutes of many.

    `progress` is told the articles written and their total; the indexes are made after the last of them.
    """
    session.flush()
    spaces = learn_spaces(session, tenant_id)
    articles = session.scalars(
        select(Passage.article_id)
        .where(Passage.tenant_id == tenant_id)
        .distinct()
        .order_by(Passage.article_id)
    ).all()
    with new_partition(session, tenant_id, spaces.languages, spaces.size) as target:
        for number, some in enumerate(_pieces(articles)):
            _write(session, tenant_id, spaces, some, target)
            progress(number * AT_ONCE + len(some), len(articles))


def keep_in_step(session: Session, tenant_id: str) -> None:
    """What differs from passages and known questions is written anew. Does not commit.

    Does nothing for a tenant whose vectors are in memory.
    """
    spaces = read_spaces(session, tenant_id)
    if spaces is None:
        return
    session.flush()
    embedders = session.scalars(select(IndexState.embedder).where(IndexState.tenant_id == tenant_id))
    changed = _changed(session, tenant_id)
    if set(embedders) != {spaces.embedder} or len(changed) > MOST_CHANGED * spaces.rows:
        rebuild(session, tenant_id)
        return
    for some in _pieces(changed):
        session.execute(
            delete(ArticleVector).where(
                ArticleVector.tenant_id == tenant_id, ArticleVector.article_id.in_(some)
            )
        )
        _write(session, tenant_id, spaces, some, VECTORS)


def find_spaces(session: Session, tenant_id: str) -> Spaces | None:
    """Of the vectors that pgvector can search; None where they are to be searched in memory."""
    spaces = read_spaces(session, tenant_id)
    return None if spaces is None or what_lacks(session) else spaces


def take_out(session: Session, tenant_id: str) -> None:
    """The vectors are in memory from the next load on. Does not commit."""
    forget_spaces(session, tenant_id)
    drop_partition(session, tenant_id)


def _changed(session: Session, tenant_id: str) -> Sequence[str]:
    """Articles of which the vectors say something else than the texts, or one of the two nothing."""
    passage, question, vector = Passage, ArticleQuestion, ArticleVector
    hashes = func.string_agg(passage.content_hash, aggregate_order_by(literal(""), passage.position))
    wanted = union_all(
        select(passage.article_id, passage.language, literal(TEXT), literal(0), _sha256(hashes))
        .where(passage.tenant_id == tenant_id)
        .group_by(passage.article_id, passage.language),
        select(
            *(question.article_id, question.language, literal(QUESTION), question.position),
            _sha256(question.text),
        ).where(question.tenant_id == tenant_id),
    ).subquery("wanted")
    stored = select(vector.article_id, vector.language, vector.kind, vector.position, vector.made_of).where(
        vector.tenant_id == tenant_id
    )
    there = stored.subquery("there")
    missing = select(wanted).except_(select(there)).subquery("missing")
    gone = select(there).except_(select(wanted)).subquery("gone")
    either = union_all(select(missing.c.article_id), select(gone.c.article_id)).subquery("either")
    return session.scalars(select(either.c.article_id).distinct()).all()


def _sha256(text: Any) -> Any:
    return func.encode(func.sha256(func.convert_to(text, "UTF8")), "hex")


def _write(session: Session, tenant_id: str, spaces: Spaces, articles: Sequence[str], target: Table) -> None:
    rows = [
        {"tenant_id": tenant_id, **row}
        for row in (
            *_texts(session, tenant_id, spaces, articles),
            *_questions(session, tenant_id, spaces, articles),
        )
    ]
    if rows:
        # As text: the driver takes ten times as long to write a list of numbers.
        numbers = cast(bindparam("numbers", type_=String), ARRAY(REAL))
        session.connection().execute(insert(target).values(vector=numbers), rows)


def _texts(
    session: Session, tenant_id: str, spaces: Spaces, articles: Sequence[str]
) -> Iterator[dict[str, Any]]:
    rows = session.execute(
        select(Passage.article_id, Passage.language, Passage.content_hash, Passage.vector)
        .where(Passage.tenant_id == tenant_id, Passage.article_id.in_(articles))
        .order_by(Passage.article_id, Passage.language, Passage.position)
    )
    for (article, language), group in groupby(rows, key=lambda row: (row.article_id, row.language)):
        passages = list(group)
        vectors = np.stack([vector_of(one.vector) for one in passages])
        yield {
            "article_id": article,
            "language": language,
            "kind": TEXT,
            "position": 0,
            "made_of": hash_text("".join(one.content_hash for one in passages)),
            "numbers": _written(spaces.whole(vectors, language)),
        }


def _questions(
    session: Session, tenant_id: str, spaces: Spaces, articles: Sequence[str]
) -> Iterator[dict[str, Any]]:
    of = ArticleQuestion
    rows = session.execute(
        select(of.article_id, of.language, of.position, of.text, of.vector).where(
            of.tenant_id == tenant_id, of.article_id.in_(articles)
        )
    )
    for row in rows:
        yield {
            "article_id": row.article_id,
            "language": row.language,
            "kind": QUESTION,
            "position": row.position,
            "made_of": hash_text(row.text),
            "numbers": _written(spaces.known(vector_of(row.vector), row.language)),
        }


def _written(vector: Vectors) -> str:
    return f"{{{written(vector)[1:-1]}}}"


def _pieces(articles: Sequence[str]) -> Iterator[Sequence[str]]:
    return (articles[at : at + AT_ONCE] for at in range(0, len(articles), AT_ONCE))
