"""Brings a database to the tables of this version, in one transaction."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.errors import DatabaseUnavailable
from bot.persistence.engine import WRITES
from bot.persistence.tenant_predicate import MIGRATING

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_LOCK = 7305_2026
_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> str:
    """Returns the revision that holds now. DatabaseUnavailable where the file is newer than we, or broken."""
    if (newest := _newest()) == _current(engine):
        return newest
    # Only now: at most starts there is nothing to migrate, and Alembic takes longer to import than to look.
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_MIGRATIONS))
    head = scripts.get_current_head() or ""
    known = {script.revision for script in scripts.walk_revisions()}
    try:
        with engine.execution_options(**{WRITES: True, MIGRATING: True}).begin() as connection:
            _alone(connection)
            current = MigrationContext.configure(connection).get_current_revision()
            if current == head:
                return head
            if current is not None and current not in known:
                raise DatabaseUnavailable(
                    f"the database is at revision {current}; this version knows up to {head}: "
                    "run the version that wrote it, or restore a backup"
                )
            command.upgrade(_config(scripts, connection), "head")
    except (OperationalError, DatabaseError) as problem:
        said = " ".join(str(problem.orig).split())
        raise DatabaseUnavailable(
            f"the tables cannot be brought up to date: {said}; restore a backup, or start with an empty one"
        ) from problem
    return head


def _newest() -> str:
    """By the files' names, which begin with their revision."""
    return max(path.stem.partition("_")[0] for path in _MIGRATIONS.glob("versions/[0-9]*.py"))


def _current(engine: Engine) -> str | None:
    """None where there are no tables, or nothing to be read; migrating then finds out what is wrong."""
    try:
        with engine.connect() as connection:
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found
    except DatabaseError:
        return None


def _alone(connection: Connection) -> None:
    """Several processes may start at once; SQLite's writing transaction sees to it by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _config(scripts: "ScriptDirectory", connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts.dir))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
