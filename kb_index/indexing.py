"""Makes a tenant's articles what a folder, or any other source, says."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile, read_articles, unknown_related
from kb_index.embedder import Embedder
from kb_index.embedder_ahead import EmbedderAhead
from kb_index.folder_digest import digest_folder
from kb_index.history import IMPORT, By
from kb_index.index_state import write_state
from kb_index.models import ArticleEdition, ArticleQuestion, ArticleRevision, Passage
from kb_index.passage_words import word_rules
from kb_index.passages import read_questions_of, write_passages, write_questions
from kb_index.planning import Fate, Meanwhile, Planned, plan_import
from kb_index.publishing import publish, retire

AHEAD = 64
"""So many articles are embedded together."""

_MEANWHILE = {
    Meanwhile.overruled: "written here since its last import; "
    "the import is in force, the other text stands in the history",
    Meanwhile.brought_back: "retired here since its last import; its source changed: it is in force again",
    Meanwhile.left_retired: "retired here since its last import; its source did not change: it stays retired",
}

Progress = Callable[[int, int], None]
"""Told how many articles (in one language each) are done, and of how many."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did, counted in articles of one language, but `embedded` in passages.

    `retired` are those that the source no longer has: their revisions stay, their passages are gone.
    `described` counts those of which only facets or known questions changed.
    `problems` need an author's eye and stopped nothing.
    """

    added: int
    revised: int
    unchanged: int
    retired: int
    described: int
    passages: int
    embedded: int
    problems: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether a retriever loaded before is now out of date."""
        return bool(self.added or self.revised or self.retired or self.described or self.embedded)


def index_articles(
    session: Session,
    tenant_id: str,
    folder: Path,
    embedder: Embedder,
    *,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> IndexReport:
    """Makes the tenant's imported articles what the folder says. Run again, it does nothing. Does not commit.

    Raises BrokenArticles, before anything is written, when any file is wrong.
    """
    digest = digest_folder(folder)
    return index_files(
        session,
        tenant_id,
        read_articles(folder),
        embedder,
        by=By(IMPORT, f"folder {folder.name}", now),
        retire_missing=True,
        folder_digest=digest,
        progress=progress,
    )


def index_files(
    session: Session,
    tenant_id: str,
    files: Sequence[ArticleFile],
    embedder: Embedder,
    *,
    by: By,
    retire_missing: bool = False,
    folder_digest: str | None = None,
    progress: Progress = lambda done, total: None,
) -> IndexReport:
    """Carries out what `planning.plan_import` says of `files`. Does not commit.

    A file that is as it was at its last import changes nothing, whatever was written in the console since.
    With `retire_missing` what came by an import and is not among `files` is retired.
    """
    plans = plan_import(session, tenant_id, files, retire_missing=retire_missing)
    counts = dict.fromkeys(Fate, 0)
    embedded = 0
    with EmbedderAhead(embedder) as ahead:
        ahead.prepare(_added(plans[:AHEAD]))
        for done, planned in enumerate(plans, 1):
            if done % AHEAD == 1:
                ahead.take_prepared()
                ahead.prepare(_added(plans[done - 1 + AHEAD : done - 1 + 2 * AHEAD]))
            counts[planned.fate] += 1
            if planned.file is None:
                retire(session, tenant_id, planned.article, planned.language, by=by)
            elif planned.fate is not Fate.unchanged:
                embedded += publish(session, tenant_id, planned.file, ahead, by=by).embedded
            edition = session.get_one(ArticleEdition, (tenant_id, planned.article, planned.language))
            # None for what it retired: that comes back with its file.
            edition.source_hash = planned.source_hash
            progress(done, len(plans))
    session.flush()
    embedded += refresh_passages(session, tenant_id, embedder)
    report = IndexReport(
        **{fate.value: count for fate, count in counts.items()},
        passages=_count_passages(session, tenant_id),
        embedded=embedded,
        problems=problems_of(session, tenant_id, files, plans),
    )
    write_state(
        session,
        tenant_id,
        embedder,
        by.at,
        changed=report.changed,
        folder_digest=folder_digest,
        learn=report.changed,
    )
    return report


def problems_of(
    session: Session, tenant_id: str, files: Sequence[ArticleFile], plans: Iterable[Planned]
) -> tuple[str, ...]:
    """What of an import, planned or done, needs an author's eye."""
    in_force = session.scalars(
        select(ArticleEdition.article_id).where(
            ArticleEdition.tenant_id == tenant_id, ArticleEdition.version.is_not(None)
        )
    )
    return (
        *(f"related leads nowhere: {link}" for link in unknown_related(files, in_force)),
        *(
            f"{planned.article}, {planned.language}: {_MEANWHILE[planned.meanwhile]}"
            for planned in plans
            if planned.meanwhile
        ),
    )


def _added(plans: Sequence[Planned]) -> list[ArticleFile]:
    return [one.file for one in plans if one.file and one.fate is Fate.added]


def refresh_passages(session: Session, tenant_id: str, embedder: Embedder) -> int:
    """Makes anew what other rules or another embedder have made; returns how many were embedded."""
    stale = _made_otherwise(session, tenant_id, embedder.name)
    embedded = 0
    for article, language in stale:
        edition = session.get_one(ArticleEdition, (tenant_id, article, language))
        revision = session.get_one(ArticleRevision, (tenant_id, article, language, edition.version))
        embedded += write_passages(session, revision, embedder)
        questions = read_questions_of(session, tenant_id, article, language)
        write_questions(session, tenant_id, article, language, revision.title, questions, embedder)
    return embedded


def _made_otherwise(session: Session, tenant_id: str, embedder_name: str) -> Iterable[tuple[str, str]]:
    return sorted(
        {
            (article, language)
            for table in (Passage, ArticleQuestion)
            for article, language in session.execute(
                select(table.article_id, table.language)
                .where(
                    table.tenant_id == tenant_id,
                    or_(
                        table.embedder != embedder_name,
                        table.words_by.is_(None),
                        table.words_by != word_rules(),
                    ),
                )
                .distinct()
            )
        }
    )


def _count_passages(session: Session, tenant_id: str) -> int:
    session.flush()
    return (
        session.scalar(select(func.count()).select_from(Passage).where(Passage.tenant_id == tenant_id)) or 0
    )
