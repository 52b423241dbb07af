"""The database with the tenant that a command was given by its short name."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.bootstrap import build_database
from bot.persistence.database import Database
from bot.settings import load_settings
from bot.tenants import TenantInfo, get_tenant


@contextmanager
def open_tenant(slug: str) -> Iterator[tuple[Database, TenantInfo]]:
    """NotFound where there is no such tenant; closes the database at the end of the block."""
    database = build_database(load_settings())
    try:
        yield database, get_tenant(database, slug)
    finally:
        database.dispose()
