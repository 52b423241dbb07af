"""Indexes a folder of articles for a tenant, and searches them outside the running service."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bot.clock import utc_now
from bot.embedding import EmbedderOnDemand, OnnxEmbedder, embedder_name
from bot.persistence.database import Database
from bot.settings import Settings
from bot.tenants import get_tenant
from kb_index.fit import Asker
from kb_index.folder_digest import is_indexed
from kb_index.indexing import index_articles
from kb_index.loading import load_index
from kb_index.retriever import Explanation, Retriever
from kb_index.vector_place import Place, place_vectors
from nlu.language import detect
from nlu.types import Vector

Find = Callable[[str, str | None, str | None], dict[str, Any]]
"""Query, language (None detects it) and product version in; hits, best first, out."""

Explain = Callable[[str, str | None, str | None, Asker], Explanation]
"""As `Find` for who asks, and why each hit stands where it does."""


def index_folder(
    database: Database, settings: Settings, slug: str, folder: Path, progress: Callable[[str], None]
) -> dict[str, int]:
    """Makes the tenant's articles what the folder says; returns how many were added, revised and so on."""
    tenant = get_tenant(database, slug)
    embedder = EmbedderOnDemand(settings.encoder_folder)

    def tell(done: int, total: int) -> None:
        if done == total or done % 25 == 0:
            progress(f"{done} of {total} articles")

    with database.uow(tenant.id) as session:
        report = index_articles(session, tenant.id, folder, embedder, now=utc_now(), progress=tell)
        place = place_vectors(session, tenant.id, settings.vectors_above)
    if place.unusual:
        progress(place.reason)
    for problem in report.problems:
        progress(problem)
    counts = asdict(report)
    del counts["problems"]
    return counts


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
