"""Brings articles of other systems into a tenant's knowledge base, and writes them out again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.clock import utc_now
from bot.embedding import EmbedderOnDemand
from bot.persistence.database import Database
from bot.settings import Settings
from bot.tenants import get_tenant
from kb_index.exporting import ExportReport, Format, export_articles
from kb_index.history import IMPORT, By
from kb_index.importing.entries import ReadArticles
from kb_index.indexing import index_files, problems_of
from kb_index.planning import Fate, Planned, plan_import
from kb_index.vector_place import place_vectors

EVERY = 25
"""Articles between two words of progress."""


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
    """`source` goes into the history.

    Nothing is retired where something could not be read, or nothing was: it might be any of what is here.
    """
    tenant = get_tenant(database, slug)
    partial = not read.files or any(skipped.unreadable for skipped in read.skipped)
    retire = retire_missing and not partial
    if dry_run:
        with database.reading(tenant.id) as session:
            plans = tuple(plan_import(session, tenant.id, read.files, retire_missing=retire))
            problems = problems_of(session, tenant.id, read.files, plans)
    else:
        embedder = EmbedderOnDemand(settings.encoder_folder)
        with database.uow(tenant.id) as session:
            plans = tuple(plan_import(session, tenant.id, read.files, retire_missing=retire))
            problems = index_files(
                session,
                tenant.id,
                read.files,
                embedder,
                by=By(IMPORT, source, utc_now()),
                retire_missing=retire,
                progress=lambda done, total: _tell(progress, done, total),
            ).problems
            place = place_vectors(session, tenant.id, settings.vectors_above)
        if place.unusual:
            progress(place.reason)
    if retire_missing and partial:
        problems += ("nothing was retired, as not everything could be read",)
    return Imported(plans, (*read.notes, *problems))


def export_to(
    database: Database, slug: str, folder: Path, format_: Format, *, overwrite: bool
) -> ExportReport:
    """Raises kb_index's CannotExport."""
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        return export_articles(session, tenant.id, folder, format_, overwrite=overwrite)


def _tell(progress: Callable[[str], None], done: int, total: int) -> None:
    if done == total or done % EVERY == 0:
        progress(f"{done} of {total} articles")
