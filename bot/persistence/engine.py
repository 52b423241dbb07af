"""Opens the database: SQLite in one file by default, PostgreSQL by its URL."""

import sqlite3
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import DateTime, Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import Dialect, ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from bot.errors import DatabaseUnavailable, DatabaseUnsafe, SettingsWrong
from bot.persistence.moments import AwareDateTime
from bot.persistence.only_looking import refuse_to_write
from bot.persistence.tenant_predicate import refuse_without_tenant

# Before it, resetting the WAL with a second connection open could lose committed pages.
SQLITE_FLOOR = (3, 51, 3)
BUSY_TIMEOUT_S = 30.0
WRITES = "huiyi_writes"
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def build_engine(url: str, *, allow_bypassing_role: bool = False, pool_size: int = 16) -> Engine:
    """An engine that has connected once; DatabaseUnavailable or DatabaseUnsafe say what is wrong."""
    target = _parsed(url)
    if target.get_backend_name() == "sqlite":
        engine = _sqlite(target, pool_size)
    elif target.drivername == "postgresql+psycopg":
        engine = create_engine(
            target,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,  # they hold what customers wrote, and errors end in logs
            connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
        )
    else:
        raise SettingsWrong(
            f"HUIYI_DATABASE_URL is of kind {target.drivername}; expected sqlite:///file or postgresql+psycopg://…"
        )
    event.listen(engine, "before_cursor_execute", refuse_without_tenant)
    event.listen(engine, "before_cursor_execute", refuse_to_write)
    try:
        with engine.connect() as connection:
            check_database(connection, allow_bypassing_role=allow_bypassing_role)
    except DBAPIError as problem:
        engine.dispose()
        raise DatabaseUnavailable(_in_words(target, problem)) from problem
    except DatabaseUnsafe:
        engine.dispose()
        raise
    return engine


def is_there(url: str) -> bool:
    """Whether a database was made in that file; of a server only opening it tells."""
    target = _parsed(url)
    return target.get_backend_name() != "sqlite" or Path(target.database or "").is_file()


def _parsed(url: str) -> URL:
    try:
        target = make_url(url)
        target.get_dialect()
    except (ArgumentError, NoSuchModuleError) as wrong:
        raise SettingsWrong(
            "HUIYI_DATABASE_URL cannot be read; expected sqlite:///file or postgresql+psycopg://user@host/name"
        ) from wrong
    return target


def _sqlite(target: URL, pool_size: int) -> Engine:
    module = sqlite_module()
    if not target.database or target.database == ":memory:":
        raise SettingsWrong("HUIYI_DATABASE_URL names no file; expected sqlite:////absolute/path/huiyi.db")
    folder = Path(target.database).absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise DatabaseUnavailable(
            f"the folder of {target.database} cannot be made: {wrong.strerror}"
        ) from wrong
    engine = create_engine(
        target,
        module=module,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_S, "cached_statements": 256},
    )
    # One place for what SQLite lacks: times are aware and in UTC, whichever package's column they are in.
    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: AwareDateTime}
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _say_if_damaged)
    return engine


def _say_if_damaged(context: ExceptionContext) -> None:
    code = getattr(context.original_exception, "sqlite_errorcode", None)
    if code in DAMAGED and isinstance(context.sqlalchemy_exception, DBAPIError) and context.engine:
        context.chained_exception = DatabaseUnavailable(
            _in_words(context.engine.url, context.sqlalchemy_exception)
        )


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand; DatabaseUnsafe where it is one that can corrupt its file."""
    module: ModuleType = sqlite3
    with suppress(ImportError):
        module = import_module("pysqlite3.dbapi2")
    if module.sqlite_version_info < SQLITE_FLOOR:
        raise DatabaseUnsafe(
            f"SQLite {module.sqlite_version} can lose committed data in WAL mode; expected 3.51.3 or newer: "
            "pip install pysqlite3, or use PostgreSQL by HUIYI_DATABASE_URL"
        )
    return module


def _pragmas(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def empty_journal(engine: Engine) -> None:
    """Takes what SQLite's journal still holds of earlier states; what somebody reads at this moment stays."""
    connection = engine.raw_connection()
    try:
        connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    finally:
        connection.close()


def _begin(connection: Connection) -> None:
    """Who will write says so at the start: a lock taken half way could only fail."""
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES, False) else "BEGIN"
    try:
        connection.connection.driver_connection.execute(begin)  # type: ignore[union-attr]
    except connection.dialect.loaded_dbapi.OperationalError as locked:
        # Here the driver's own error would go past those who wait for SQLAlchemy's.
        raise OperationalError(begin, None, locked) from locked


def check_database(connection: Connection, *, allow_bypassing_role: bool) -> None:
    """Reads once; on PostgreSQL refuses a role that row-level security would not bind."""
    if connection.dialect.name != "postgresql":
        connection.execute(text("SELECT count(*) FROM sqlite_master"))
        return
    query = text("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    role, bypasses = connection.execute(query).one()
    if bypasses and not allow_bypassing_role:
        raise DatabaseUnsafe(
            f"the PostgreSQL role {role} is a superuser or has BYPASSRLS; row-level security would not hold: "
            "use a plain role, or set HUIYI_ALLOW_BYPASSING_ROLE=1 for a trial"
        )


def check_whole(engine: Engine) -> None:
    """Reads all of a SQLite file; DatabaseUnavailable where it is damaged."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        found = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if found != "ok":
        raise DatabaseUnavailable(_damaged(engine.url, " ".join(found.split())))


def _in_words(target: URL, problem: DBAPIError) -> str:
    """One line, without the password that the URL may hold."""
    said = " ".join(str(problem.orig).split())
    if target.get_backend_name() != "sqlite":
        return f"no connection to {target.render_as_string(hide_password=True)}: {said}"
    if "unable to open" in said or "readonly" in said:
        advice = "check that the folder exists and this user may write there"
        return f"the database {target.database} cannot be used: {said}; {advice}"
    return _damaged(target, said)


def _damaged(target: URL, said: str) -> str:
    advice = "restore it from a backup, or move it away to start with an empty one"
    return f"the database {target.database} cannot be used: {said}; {advice}"


def is_sqlite(dialect: Dialect) -> bool:
    return dialect.name == "sqlite"
