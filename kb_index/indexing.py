"""Makes a tenant's articles what a folder, or any other source, says."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, pairwise
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile, unknown_related
from kb_index.embedder import Embedder
from kb_index.embedder_ahead import EmbedderAhead
from kb_index.folder_digest import digest_folder
from kb_index.history import IMPORT, By, What
from kb_index.importing.markdown_folder import read_folder
from kb_index.importing.pictures import Source
from kb_index.index_state import learn_words, questions_to_embed, write_digest, write_state
from kb_index.models import ArticleEdition, Passage
from kb_index.passages import Texts, new_texts
from kb_index.picture_store import keep_imported, known_pictures
from kb_index.pictures import names_in
from kb_index.planning import Fate, Meanwhile, Planned, plan_files, plan_retiring
from kb_index.publishing import publish, retire
from kb_index.rebuilding import AHEAD, Progress, rebuild
from kb_index.sessions import Sessions
from kb_index.unsearched import html_in, is_found

_MEANWHILE = {
    Meanwhile.overruled: "written here since its last import; "
    "the import is in force, the other text stands in the history",
    Meanwhile.brought_back: "retired here since its last import; its source changed: it is in force again",
    Meanwhile.left_retired: "retired here since its last import; its source did not change: it stays retired",
    Meanwhile.over: "its last day is over: it is not in force",
}


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did, counted in articles of one language, but `embedded` in passages.

    `retired` are those that the source no longer has: their revisions stay, their passages are gone.
    `described` counts those of which only facets or known questions changed.
    `problems` need an author's eye and stopped nothing. `plans` say it article by article.
    """

    added: int
    revised: int
    unchanged: int
    retired: int
    described: int
    passages: int
    embedded: int
    problems: tuple[str, ...]
    plans: tuple[Planned, ...]

    @property
    def changed(self) -> bool:
        """Whether a retriever loaded before is now out of date."""
        return bool(self.added or self.revised or self.retired or self.described or self.embedded)


def index_articles(
    given: Session | Sessions,
    tenant_id: str,
    folder: Path,
    embedder: Embedder,
    *,
    now: datetime,
    today: date | None = None,
    source: str | None = None,
    progress: Progress = lambda done, total: None,
) -> IndexReport:
    """Makes what came from this folder what it says now; `source` is its name. Run again, it does nothing.

    `today` as for `index_files`.

    Raises BrokenArticles, before anything is written, when any file is wrong.
    """
    digest = digest_folder(folder)
    read = read_folder(folder)
    report = index_files(
        given,
        tenant_id,
        read.files,
        embedder,
        by=By(IMPORT, source or folder_source(folder), now),
        pictures=read.pictures,
        today=today,
        retire_missing=True,
        folder_digest=digest,
        progress=progress,
    )
    return replace(report, problems=(*read.notes, *report.problems))


def folder_source(folder: Path) -> str:
    return f"folder {folder.resolve().name}"


def index_files(
    given: Session | Sessions,
    tenant_id: str,
    files: Sequence[ArticleFile],
    embedder: Embedder,
    *,
    by: By,
    today: date | None = None,
    pictures: Mapping[str, Source] = MappingProxyType({}),
    retire_missing: bool = False,
    folder_digest: str | None = None,
    progress: Progress = lambda done, total: None,
) -> IndexReport:
    """Carries out what `planning.plan_import` says of `files`; the reason of `by` names their source.
    `today` is the tenant's, without it that of `by` in UTC.

    A file that is as it was at its last import changes nothing, whatever was written in the console since.
    With `retire_missing` what came from the same source and is not among `files` is retired. `pictures` are
    kept before the texts that show them.

    Batch by batch: each is embedded while others write, and written in a moment. Interrupted, what is written
    is whole, and the same import goes on from there.
    """
    sessions, today = Sessions.of(given), today or by.at.date()
    embedded = rebuild(sessions, tenant_id, embedder, by.at)
    plans: list[Planned] = []
    batches = list(_batches(files))
    with EmbedderAhead(embedder) as ahead:
        with sessions.reading() as session:
            ahead.keep(questions_to_embed(session, tenant_id, embedder) if files else [])
        for batch, following in pairwise([[], *batches, []]):
            if batch:
                ahead.take_prepared()
            ahead.prepare(_texts(sessions, tenant_id, following, embedder.name, today))
            if batch:
                _keep_pictures(sessions, tenant_id, batch, pictures, by)
                with sessions.writing() as session:
                    embedded += _write(session, tenant_id, batch, ahead, by, plans, today)
            for done in range(len(plans) - len(batch) + 1, len(plans) + 1):
                progress(done, len(files))
        with sessions.writing() as session:
            if retire_missing:
                plans += _retire(session, tenant_id, files, ahead, by)
            if folder_digest is not None:
                write_digest(session, tenant_id, folder_digest)
    learn_words(sessions, tenant_id, embedder, by.at)
    counts = Counter(planned.fate for planned in plans)
    with sessions.reading() as session:
        return IndexReport(
            **{fate.value: counts[fate] for fate in Fate},
            passages=_count_passages(session, tenant_id),
            embedded=embedded,
            problems=problems_of(session, tenant_id, files, plans),
            plans=tuple(plans),
        )


def _batches(files: Sequence[ArticleFile]) -> Iterator[Sequence[ArticleFile]]:
    """The languages of one article stay together: the original is written before what translates it."""
    batch: list[ArticleFile] = []
    for _, of_article in groupby(sorted(files, key=lambda file: file.id), key=lambda file: file.id):
        batch += of_article
        if len(batch) >= AHEAD:
            yield batch
            batch = []
    if batch:
        yield batch


def _texts(
    sessions: Sessions, tenant_id: str, files: Sequence[ArticleFile], embedder_name: str, today: date
) -> Texts:
    with sessions.reading() as session:
        return Texts.of(
            new_texts(session, (tenant_id, one.article, one.language), one.file, embedder_name)
            for one in plan_files(session, tenant_id, files, today)
            if one.file and one.fate is not Fate.unchanged
        )


def _write(
    session: Session,
    tenant_id: str,
    files: Sequence[ArticleFile],
    embedder: Embedder,
    by: By,
    plans: list[Planned],
    today: date,
) -> int:
    """Planned anew: somebody may have published meanwhile. Returns how many passages were embedded."""
    planned = plan_files(session, tenant_id, files, today)
    embedded, changed = 0, False
    for one in planned:
        if one.file is not None and one.fate is not Fate.unchanged:
            embedded += publish(session, tenant_id, one.file, embedder, by=by).embedded
            changed = True
        elif one.fate is Fate.retired:
            retire(session, tenant_id, one.article, one.language, by=by, what=What.expired)
            changed = True
        elif one.meanwhile is Meanwhile.over:
            continue
        edition = session.get_one(ArticleEdition, (tenant_id, one.article, one.language))
        edition.source, edition.source_hash = by.reason, one.source_hash
    if changed:
        write_state(session, tenant_id, embedder, by.at, unlearned=True)
    plans += planned
    return embedded


def _keep_pictures(
    sessions: Sessions, tenant_id: str, files: Sequence[ArticleFile], pictures: Mapping[str, Source], by: By
) -> None:
    """One in each transaction: they are large."""
    shown = {name for file in files for name in names_in(file.body)} & pictures.keys()
    with sessions.reading() as session:
        new = sorted(shown - known_pictures(session, tenant_id, shown))
    for name in new:
        picture = pictures[name].read()
        with sessions.writing() as session:
            keep_imported(session, tenant_id, picture, by)


def _retire(
    session: Session, tenant_id: str, files: Sequence[ArticleFile], embedder: Embedder, by: By
) -> Sequence[Planned]:
    gone = plan_retiring(session, tenant_id, files, by.reason)
    for one in gone:
        retire(session, tenant_id, one.article, one.language, by=by)
        # It comes back with its file.
        session.get_one(ArticleEdition, (tenant_id, one.article, one.language)).source_hash = None
    if gone:
        write_state(session, tenant_id, embedder, by.at, unlearned=True)
    return gone


def problems_of(
    session: Session,
    tenant_id: str,
    files: Sequence[ArticleFile],
    plans: Iterable[Planned],
    pictures: Collection[str] = (),
) -> tuple[str, ...]:
    """What of an import, planned or done, needs an author's eye. `pictures` are those that come with it."""
    shown = {name: file for file in files for name in names_in(file.body)}
    missing = shown.keys() - known_pictures(session, tenant_id, shown.keys()) - set(pictures)
    in_force = session.scalars(
        select(ArticleEdition.article_id).where(
            ArticleEdition.tenant_id == tenant_id, ArticleEdition.version.is_not(None)
        )
    )
    return (
        *(f"related leads nowhere: {link}" for link in unknown_related(files, in_force)),
        *(
            f"{shown[name].id}, {shown[name].language}: the picture {name} is not here"
            for name in sorted(missing)
        ),
        *(
            f"{planned.article}, {planned.language}: {problem}"
            for planned in plans
            if planned.file is not None and planned.fate in (Fate.added, Fate.revised)
            for problem in _unsearched(planned.file)
        ),
        *(
            f"{planned.article}, {planned.language}: {_MEANWHILE[planned.meanwhile]}"
            for planned in plans
            if planned.meanwhile
        ),
    )


def _unsearched(file: ArticleFile) -> Iterator[str]:
    if tags := html_in(file.body):
        yield f"its HTML ({', '.join(tags)}) is shown as it stands and not searched; write Markdown"
    if not is_found(file.body, file.language):
        yield "nothing of its text can be found: there is none beside headings and HTML"


def _count_passages(session: Session, tenant_id: str) -> int:
    session.flush()
    return (
        session.scalar(select(func.count()).select_from(Passage).where(Passage.tenant_id == tenant_id)) or 0
    )
