"""The database with the tenant that a command was given by its short name, or with all tenants."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.bootstrap import build_database
from bot.demo_tenant import SLUG
from bot.persistence.database import Database
from bot.settings import load_settings
from bot.tenants import TenantInfo, get_tenant, list_tenants


@contextmanager
def open_tenant(slug: str) -> Iterator[tuple[Database, TenantInfo]]:
    """NotFound where there is no such tenant; closes the database at the end of the block."""
    database = build_database(load_settings())
    try:
        yield database, get_tenant(database, slug)
    finally:
        database.dispose()


@contextmanager
def open_tenants(slug: str | None) -> Iterator[tuple[Database, list[TenantInfo]]]:
    """As `open_tenant`; all of them for None, in the order of their short names."""
    database = build_database(load_settings())
    try:
        with database.reading(None) as session:
            everybody = sorted(list_tenants(session), key=lambda one: one.slug)
        chosen = everybody if slug is None and everybody else [get_tenant(database, slug or SLUG)]
        yield database, chosen
    finally:
        database.dispose()
