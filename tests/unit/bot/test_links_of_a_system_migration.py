"""Twins from before they named their system: those that cannot be the present one's are set aside."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, text

from bot.persistence.engine import build_engine
from bot.persistence.tenant_predicate import MIGRATING
from tests.unit.bot.test_draft_bases_migration import upgrade


def on(day: int) -> datetime:
    return datetime(2026, 5, day, tzinfo=UTC)


def link(id: str, outside_id: str) -> dict[str, Any]:
    return {
        "tenant_id": "t", "ticket_id": id, "outside_id": outside_id, "queued": 1, "pushed": 1, "mark": "",
        "state": "in_step",
    }  # fmt: skip


def test_only_those_opened_since_it_was_connected_are_its_own(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    upgrade(engine, "0016", {})
    with engine.execution_options(**{MIGRATING: True}).connect() as connection:
        tables = MetaData()
        tables.reflect(connection, only=["tickets"])
    ticket = {
        column.name: {"DATETIME": on(1), "INTEGER": 0, "BOOLEAN": 0}.get(str(column.type), "[]")
        for column in tables.tables["tickets"].columns
        if not column.nullable
    }
    system = {
        "tenant_id": "t", "kind": "zammad.v1", "url": "https://z.example/", "options": {}, "secret": "S",
        "since": on(3),
    }  # fmt: skip
    rows = {
        "tickets": [
            ticket | {"tenant_id": "t", "id": id, "number": number, "created_at": on(day)}
            for number, (id, day) in enumerate([("old", 2), ("new", 4)])
        ],
        "outside_systems": [system],
        "outside_tickets": [link("old", "1"), link("new", "2")],
    }
    upgrade(engine, "0017", rows)
    upgrade(engine, "0020", {})
    with engine.execution_options(**{MIGRATING: True}).connect() as connection:
        found = connection.execute(text("SELECT ticket_id, system FROM outside_tickets")).all()
    engine.dispose()
    assert dict(found) == {"old": "", "new": "zammad.v1 z.example"}
