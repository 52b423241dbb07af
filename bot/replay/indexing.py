"""A tenant's articles as a folder would make them, in a database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase

from bot.bootstrap import build_database
from bot.clock import utc_now
from bot.embedding import EmbedderOnDemand
from bot.persistence.database import Database
from bot.replay.world import copy_row
from bot.settings import Settings
from bot.tenants import TenantInfo
from kb_index.embedder import Embedder
from kb_index.indexing import index_articles
from kb_index.models import (
    Article,
    ArticleEdition,
    ArticleFeedback,
    ArticleQuestion,
    ArticleRevision,
    IndexState,
    Passage,
)

NEEDED: tuple[type[DeclarativeBase], ...] = (
    *(Article, ArticleEdition, ArticleRevision, ArticleFeedback, ArticleQuestion),
    *(IndexState, Passage),
)


@contextmanager
def open_indexed(
    settings: Settings, live: Database, tenant: TenantInfo, folder: Path, embedder: Embedder | None = None
) -> Iterator[Database]:
    """What `huiyi kb index FOLDER` would make of the live articles, which stay as they are.

    Only what differs is embedded. Raises BrokenArticles, and ModelMissing or ModelBroken for the encoder.
    """
    with TemporaryDirectory(prefix="huiyi-replay-") as place:
        scratch = build_database(
            settings.model_copy(update={"database_url": f"sqlite:///{place}/articles.db"})
        )
        try:
            with live.reading(tenant.id) as there, scratch.uow(tenant.id) as here:
                for table in NEEDED:
                    for row in there.scalars(select(table)):
                        copy_row(here, row)
                    here.flush()
                index_articles(
                    here,
                    tenant.id,
                    folder,
                    embedder or EmbedderOnDemand(settings.encoder_folder),
                    now=utc_now(),
                )
            yield scratch
        finally:
            scratch.dispose()
