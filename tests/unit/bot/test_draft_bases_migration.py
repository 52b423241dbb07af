"""Drafts and translations from before they remembered what they were begun from."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, text

from bot.persistence import migrate as migrating
from bot.persistence.engine import WRITES, build_engine
from bot.persistence.tenant_predicate import MIGRATING

KEY = {"tenant_id": "t", "article_id": "refunds"}
TEXT = {"title": "", "body": "", "asked_as": [], "author": "", "reason": ""}
FACETS = {"module": "", "error_type": "", "solution": "", "versions": "*", "audience": [], "related": []}


def on(day: int) -> datetime:
    return datetime(2026, 5, day, tzinfo=UTC)


def revision(language: str, version: int, day: int) -> dict[str, Any]:
    own = {"language": language, "version": version, "created_at": on(day), "updated": date(2026, 5, day)}
    return KEY | TEXT | own | {"content_hash": ""}


def change(position: int, language: str | None, version: int | None, what: str) -> dict[str, Any]:
    own = {"position": position, "language": language, "version": version, "what": what, "at": on(1)}
    return KEY | {"author": "", "reason": ""} | own


ROWS: dict[str, list[dict[str, Any]]] = {
    "articles": [{"tenant_id": "t", "id": "refunds", "original": "en"} | FACETS],
    "article_revisions": [revision(*one) for one in (("en", 1, 1), ("zh", 1, 2), ("en", 2, 3), ("zh", 2, 4))],
    "article_changes": [
        change(1, "zh", 1, "published"),
        change(2, "zh", 2, "published"),
        change(3, None, None, "described"),
    ],
    "article_drafts": [
        KEY | TEXT | {"language": "zh", "facets": {}, "state": "draft", "edit": 1, "base_version": 2}
        | {"updated_at": on(2)}
    ],
}  # fmt: skip


def upgrade(engine: Engine, target: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    scripts = ScriptDirectory(str(Path(migrating.__file__).parent / "migrations"))
    with engine.execution_options(**{WRITES: True, MIGRATING: True}).begin() as connection:
        command.upgrade(migrating._config(scripts, connection), target)
        tables = MetaData()
        tables.reflect(connection, only=rows)
        for name, values in rows.items():
            connection.execute(tables.tables[name].insert(), values)


def test_what_they_render_is_told_from_when_they_were_written(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    upgrade(engine, "0016", ROWS)
    upgrade(engine, "0017", {})
    with engine.execution_options(**{MIGRATING: True}).connect() as connection:
        query = text("SELECT language, version, follows FROM article_revisions ORDER BY created_at")
        revisions = connection.execute(query).all()
        draft = connection.execute(text("SELECT base_change, follows FROM article_drafts")).one()
    engine.dispose()
    assert revisions == [("en", 1, None), ("zh", 1, 1), ("en", 2, None), ("zh", 2, 2)]
    assert draft == (2, 1)
