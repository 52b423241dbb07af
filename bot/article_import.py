"""Brings articles of other systems into a tenant's knowledge base, and writes them out again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.answered_gaps import settle_imported
from bot.article_index import place_after, sessions_of, tell_some, today_of
from bot.clock import utc_now
from bot.embedding import EmbedderOnDemand
from bot.persistence.database import Database
from bot.settings import Settings
from bot.tenants import get_tenant
from kb_index.exporting import ExportReport, Format, export_articles
from kb_index.history import IMPORT, By
from kb_index.importing.entries import ReadArticles
from kb_index.indexing import index_files, problems_of
from kb_index.planning import Fate, Planned, list_sources, plan_import

MOST_NAMED = 5
"""Sources that a note names."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done, or would be, article by article; `problems` need an author's eye."""

    plans: tuple[Planned, ...]
    problems: tuple[str, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        found = Counter(planned.fate for planned in self.plans)
        return {fate: found[fate] for fate in Fate}


def import_articles(
    database: Database,
    settings: Settings,
    slug: str,
    read: ReadArticles,
    source: str,
    *,
    dry_run: bool,
    retire_missing: bool,
    progress: Callable[[str], None],
) -> Imported:
    """`source` names it, in the history too: only what came by an import of that name can be retired by one.

    Nothing is retired where something could not be read, or nothing was: it might be any of what is here.
    """
    tenant, now = get_tenant(database, slug), utc_now()
    today = today_of(tenant, now)
    partial = not read.files or any(skipped.unreadable for skipped in read.skipped)
    retire = retire_missing and not partial
    notes: tuple[str, ...] = ()
    if retire_missing:
        notes = (
            ("nothing was retired, as not everything could be read",)
            if partial
            else _strangers(database, tenant.id, source)
        )
    if dry_run:
        with database.reading(tenant.id) as session:
            plans = tuple(
                plan_import(
                    session, tenant.id, read.files, today=today, retire_from=source if retire else None
                )
            )
            problems = problems_of(session, tenant.id, read.files, plans, read.pictures)
    else:
        report = index_files(
            sessions_of(database, tenant.id),
            tenant.id,
            read.files,
            EmbedderOnDemand(settings.encoder_folder),
            by=By(IMPORT, source, now),
            today=today,
            pictures=read.pictures,
            retire_missing=retire,
            progress=tell_some(progress),
        )
        plans, problems = report.plans, report.problems
        settle_imported(database, tenant.id, plans)
        place_after(database, settings, tenant.id, progress)
    return Imported(plans, (*read.notes, *problems, *notes))


def _strangers(database: Database, tenant_id: str, source: str) -> tuple[str, ...]:
    """Said where nothing came from `source` before: the same source may have had another name then."""
    with database.reading(tenant_id) as session:
        sources = list_sources(session, tenant_id)
    if source in sources or not sources:
        return ()
    known = ", ".join(f'"{one}"' for one in sources[:MOST_NAMED])
    return (
        f'nothing was retired: no article came from "{source}" before; got articles from {known}; '
        "where that is the same source, name it with --source",
    )


def export_to(
    database: Database, slug: str, folder: Path, format_: Format, *, overwrite: bool
) -> ExportReport:
    """Raises kb_index's CannotExport."""
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        return export_articles(session, tenant.id, folder, format_, overwrite=overwrite)
