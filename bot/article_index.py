"""Indexes a folder of articles for a tenant, and searches them outside the running service."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.answered_gaps import settle_imported
from bot.clock import utc_now
from bot.embedding import EmbedderOnDemand, OnnxEmbedder, embedder_name
from bot.persistence.database import Database
from bot.settings import Settings
from bot.tenants import TenantInfo, get_tenant, list_tenants
from escalation.sla.business_hours import zone_of
from kb_index.fit import Asker
from kb_index.folder_digest import is_indexed
from kb_index.importing.markdown_folder import read_folder
from kb_index.indexing import folder_source, index_articles, problems_of
from kb_index.loading import load_index
from kb_index.planning import Fate, Planned, plan_import
from kb_index.rebuilding import rebuild
from kb_index.retriever import Explanation, Retriever
from kb_index.sessions import Sessions
from kb_index.vector_place import Place, place_vectors
from nlu.language import detect
from nlu.types import Vector

EVERY = 25
"""Articles between two words of progress."""

Find = Callable[[str, str | None, str | None], dict[str, Any]]
"""Query, language (None detects it) and product version in; hits, best first, out."""

Explain = Callable[[str, str | None, str | None, Asker], Explanation]
"""As `Find` for who asks, and why each hit stands where it does."""


def index_folder(
    database: Database,
    settings: Settings,
    slug: str,
    folder: Path,
    progress: Callable[[str], None],
    *,
    source: str | None = None,
) -> dict[str, int]:
    """Makes what the tenant has from this folder what it says; returns how many were added and so on.

    `source` is what the folder is called, its name without it: what came from any other stays.
    """
    tenant, now = get_tenant(database, slug), utc_now()
    report = index_articles(
        sessions_of(database, tenant.id),
        tenant.id,
        folder,
        EmbedderOnDemand(settings.encoder_folder),
        now=now,
        today=today_of(tenant, now),
        source=source,
        progress=tell_some(progress),
    )
    settle_imported(database, tenant.id, report.plans)
    place_after(database, settings, tenant.id, progress)
    for problem in report.problems:
        progress(problem)
    told = (*Fate, "passages", "embedded")
    return {str(name): getattr(report, name) for name in told}


def plan_folder(
    database: Database, slug: str, folder: Path, *, source: str | None = None
) -> tuple[Sequence[Planned], Sequence[str]]:
    """What `index_folder` would do, and what of it needs an author's eye."""
    tenant, read = get_tenant(database, slug), read_folder(folder)
    with database.reading(tenant.id) as session:
        plans = plan_import(
            session,
            tenant.id,
            read.files,
            today=today_of(tenant, utc_now()),
            retire_from=source or folder_source(folder),
        )
        return plans, (*read.notes, *problems_of(session, tenant.id, read.files, plans, read.pictures))


def rebuild_tenant(database: Database, settings: Settings, slug: str, progress: Callable[[str], None]) -> int:
    """Embeds what another encoder has embedded, from the database alone; returns how many passages."""
    tenant = get_tenant(database, slug)
    embedder = EmbedderOnDemand(settings.encoder_folder)
    sessions = sessions_of(database, tenant.id)
    embedded = rebuild(sessions, tenant.id, embedder, utc_now(), tell_some(progress))
    place_after(database, settings, tenant.id, progress)
    return embedded


def list_slugs(database: Database) -> list[str]:
    with database.reading(None) as session:
        return [tenant.slug for tenant in list_tenants(session)]


def today_of(tenant: TenantInfo, now: datetime) -> date:
    """On the tenant's calendar."""
    return now.astimezone(zone_of(tenant.timezone)).date()


def sessions_of(database: Database, tenant_id: str) -> Sessions:
    return Sessions(partial(database.reading, tenant_id), partial(database.uow, tenant_id))


def place_after(
    database: Database, settings: Settings, tenant_id: str, progress: Callable[[str], None]
) -> None:
    """Vectors where they belong now, told where that is unusual."""
    with database.uow(tenant_id) as session:
        place = place_vectors(session, tenant_id, settings.vectors_above)
    if place.unusual:
        progress(place.reason)


def tell_some(progress: Callable[[str], None]) -> Callable[[int, int], None]:
    """A word every `EVERY` articles, and at the end."""

    def tell(done: int, total: int) -> None:
        if done == total or done % EVERY == 0:
            progress(f"{done} of {total} articles")

    return tell


def place_tenant(
    database: Database, settings: Settings, slug: str, progress: Callable[[str], None], *, anew: bool
) -> Place:
    """Brings the tenant's vectors to where they should be searched; `anew` whatever is there."""
    tenant = get_tenant(database, slug)

    def tell(done: int, total: int) -> None:
        progress(f"{done} of {total} articles" + (", making their indexes" if done == total else ""))

    with database.uow(tenant.id) as session:
        return place_vectors(session, tenant.id, settings.vectors_above, anew=anew, progress=tell)


def is_folder_indexed(database: Database, settings: Settings, slug: str, folder: Path) -> bool:
    """Whether `index_folder` would find nothing to do; far quicker than finding out by doing it."""
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        return is_indexed(session, tenant.id, folder, embedder_name(settings.encoder_folder))


def open_explained_search(database: Database, settings: Settings, slug: str) -> Explain:
    """As `open_search`."""
    retriever, embedder = _open(database, settings, slug)

    def explain(query: str, language: str | None, product_version: str | None, asker: Asker) -> Explanation:
        vector, asked = _read(embedder, query, language)
        return retriever.explain(
            query, vector=vector, language=asked, product_version=product_version, asker=asker
        )

    return explain


def open_search(database: Database, settings: Settings, slug: str) -> Find:
    """A search over the tenant's articles as they are now."""
    retriever, embedder = _open(database, settings, slug)

    def find(query: str, language: str | None, product_version: str | None) -> dict[str, Any]:
        vector, asked = _read(embedder, query, language)
        found = retriever.search(query, vector=vector, language=asked, product_version=product_version)
        hits = [
            {**asdict(hit), "score": round(float(hit.score), 4), "reasons": list(hit.reasons)}
            for hit in found.hits
        ]
        return {"query": query, "confident": found.confident, "reason": found.reason, "hits": hits}

    return find


def _open(database: Database, settings: Settings, slug: str) -> tuple[Retriever, OnnxEmbedder]:
    tenant = get_tenant(database, slug)
    embedder = OnnxEmbedder.load(settings.encoder_folder)
    with database.reading(tenant.id) as session:
        reading = partial(database.reading, tenant.id)
        return load_index(session, tenant.id, embedder.name, reading), embedder


def _read(embedder: OnnxEmbedder, query: str, language: str | None) -> tuple[Vector | None, str]:
    """The question's vector, None for an empty one, and its language."""
    vector = embedder.embed_queries([query])[0] if query.strip() else None
    return vector, language or detect(query).value
