"""Learns, keeps and reads how a tenant's vectors are turned before pgvector has them."""

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb_index.models import ArticleQuestion, IndexState, Passage, VectorSpace
from kb_index.passages import vector_bytes, vector_of
from kb_index.vector_index.asked import SAMPLE, learn_sharpening
from kb_index.vector_index.exact import leaning
from kb_index.vector_index.rough_rows import Vectors, unit
from kb_index.vector_index.spaces import KINDS, QUESTION, TEXT, Spaces

AT_ONCE = 4096


def read_spaces(session: Session, tenant_id: str) -> Spaces | None:
    """None where pgvector does not have the tenant's vectors."""
    rows = session.scalars(select(VectorSpace).where(VectorSpace.tenant_id == tenant_id)).all()
    if not rows:
        return None
    sharpening = next((vector_of(row.sharpening) for row in rows if row.sharpening is not None), None)
    return Spaces(
        embedder=rows[0].embedder,
        rows=sum(row.rows for row in rows),
        typical=_read_typical(session, tenant_id),
        texts={row.language: vector_of(row.centre) for row in rows if row.kind == TEXT},
        questions={row.language: vector_of(row.centre) for row in rows if row.kind == QUESTION},
        sharpening=None if sharpening is None else sharpening.reshape(int(len(sharpening) ** 0.5), -1),
    )


def learn_spaces(session: Session, tenant_id: str) -> Spaces:
    """From all that the tenant has, in place of what was learned before."""
    typical = _read_typical(session, tenant_id)
    sums = {
        kind: {language: _sum(session, tenant_id, table, language) for language in typical}
        for kind, table in ((TEXT, Passage), (QUESTION, ArticleQuestion))
    }
    centres = {
        kind: {language: leaning(*sums[kind][language], mean) for language, mean in typical.items()}
        for kind in KINDS
    }
    spaces = Spaces(
        embedder=session.scalars(select(IndexState.embedder).where(IndexState.tenant_id == tenant_id)).first()
        or "",
        rows=sum(count for of_kind in sums.values() for _, count in of_kind.values()),
        typical=typical,
        texts=centres[TEXT],
        questions=centres[QUESTION],
        sharpening=_learn_sharpening(session, tenant_id, centres[QUESTION]),
    )
    forget_spaces(session, tenant_id)
    session.add_all(
        VectorSpace(
            tenant_id=tenant_id,
            kind=kind,
            language=language,
            embedder=spaces.embedder,
            rows=sums[kind][language][1],
            centre=vector_bytes(centre),
            sharpening=None if kind == TEXT or spaces.sharpening is None else vector_bytes(spaces.sharpening),
        )
        for kind in KINDS
        for language, centre in centres[kind].items()
    )
    session.flush()
    return spaces


def forget_spaces(session: Session, tenant_id: str) -> None:
    session.execute(delete(VectorSpace).where(VectorSpace.tenant_id == tenant_id))


def _sum(
    session: Session, tenant_id: str, table: type[Passage | ArticleQuestion], language: str
) -> tuple[Vectors, int]:
    """Of the vectors, and how many they are; they are never all in memory."""
    of_language = select(table.vector).where(table.tenant_id == tenant_id, table.language == language)
    total, count = np.zeros(1, dtype=np.float32), 0
    for some in session.scalars(of_language.execution_options(yield_per=AT_ONCE)).partitions():
        total = total + np.stack([vector_of(one) for one in some]).sum(axis=0)
        count += len(some)
    return total, count


def _learn_sharpening(session: Session, tenant_id: str, centres: dict[str, Vectors]) -> Vectors | None:
    """From the first questions, in the order in which an index has their documents."""
    of = ArticleQuestion
    rows = session.execute(
        select(of.article_id, of.language, of.vector)
        .where(of.tenant_id == tenant_id)
        .order_by(of.article_id, of.language, of.position)
        .limit(SAMPLE)
    ).all()
    if not rows:
        return None
    documents: dict[tuple[str, str], int] = {}
    of_row = [documents.setdefault((row.article_id, row.language), len(documents)) for row in rows]
    centred = np.stack([vector_of(row.vector) - centres[row.language] for row in rows])
    return learn_sharpening(unit(centred), np.array(of_row, dtype=np.int64))


def _read_typical(session: Session, tenant_id: str) -> dict[str, Vectors]:
    states = session.execute(
        select(IndexState.language, IndexState.question_mean).where(IndexState.tenant_id == tenant_id)
    )
    return {language: vector_of(mean) for language, mean in states}
