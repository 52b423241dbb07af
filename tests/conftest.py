"""Fixtures that several kinds of tests share: databases of both kinds, and a service with scripted parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.service import Service
from tests.chromium import browser, playwright, whole_browser
from tests.databases import (
    Lend,
    NewDatabase,
    hurried,
    lending,
    lending_again,
    postgresql_databases,
    sqlite_databases,
)
from tests.scripted import Scripted, build_scripted

__all__ = ["browser", "playwright", "whole_browser"]  # fixtures from elsewhere

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session", autouse=True)
def _light_passwords() -> Iterator[None]:
    """Nobody guesses at a test's, and a hash that takes its time is a third of a test with people."""
    with pytest.MonkeyPatch.context() as patch:
        light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("bot.agents._hasher", lambda: light)
        yield


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewDatabase]:
    with sqlite_databases(tmp_path_factory.mktemp("sqlite")) as make:
        yield make


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[NewDatabase]:
    with postgresql_databases() as make:
        yield make


@pytest.fixture(scope="session")
def lend_sqlite(new_sqlite: NewDatabase) -> Lend:
    return lending(new_sqlite)


@pytest.fixture(scope="session")
def lend_postgresql(new_postgresql: NewDatabase) -> Lend:
    return lending_again(new_postgresql)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of each kind in turn."""
    lend: Lend = request.getfixturevalue(f"lend_{request.param}")
    with lend() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(hurried(build_engine(database_url)))
    yield database
    database.dispose()


@pytest.fixture
def scripted(database: Database, tmp_path: Path) -> Iterator[Scripted]:
    """A service over the database, with tenants `demo` and `other`, whose parts do what the text says."""
    scripted = build_scripted(database, tmp_path)
    yield scripted
    scripted.service.stop()


@pytest.fixture
def service(scripted: Scripted) -> Service:
    return scripted.service
