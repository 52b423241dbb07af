"""Articles from before their source was kept: the log tells which import had them last."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.persistence.engine import build_engine
from bot.persistence.tenant_predicate import MIGRATING
from tests.unit.bot.test_draft_bases_migration import upgrade

AT = datetime(2026, 5, 1, tzinfo=UTC)
FACETS = {"module": "", "error_type": "", "solution": "", "versions": "*", "audience": [], "related": []}


def edition(article: str, source_hash: str | None) -> dict[str, Any]:
    return {
        "tenant_id": "t",
        "article_id": article,
        "language": "en",
        "version": 1,
        "source_hash": source_hash,
    }


def change(article: str, position: int, author: str, reason: str) -> dict[str, Any]:
    key = {"tenant_id": "t", "article_id": article, "position": position, "language": "en", "version": 1}
    return key | {"what": "published", "author": author, "reason": reason, "at": AT}


ROWS = {
    "articles": [
        {"tenant_id": "t", "id": name, "original": "en", "plans": [], "platforms": []} | FACETS
        for name in ("moved", "edited", "written")
    ],
    "article_editions": [edition("moved", "x"), edition("edited", "x"), edition("written", None)],
    "article_changes": [
        change("moved", 1, "import", "folder articles"),
        change("moved", 2, "import", "csv faq.csv"),
        change("edited", 1, "import", "folder articles"),
        change("edited", 2, "mei@lanyun.example", "a slip"),
        change("written", 1, "mei@lanyun.example", "new"),
    ],
}


def test_the_log_tells_where_they_came_from(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    upgrade(engine, "0017", ROWS)
    upgrade(engine, "0019", {})
    with engine.execution_options(**{MIGRATING: True}).connect() as connection:
        found = connection.execute(text("SELECT article_id, source FROM article_editions")).all()
    engine.dispose()
    assert dict(map(tuple, found)) == {"moved": "csv faq.csv", "edited": "folder articles", "written": None}
