"""Tickets from before their log named their customer and module: what opened them says both."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, text

from bot.persistence.engine import build_engine
from bot.persistence.tenant_predicate import MIGRATING
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.state import fold
from tests.unit.bot.test_draft_bases_migration import upgrade

MAY = datetime(2026, 5, 1, tzinfo=UTC)
OPENED = {
    "priority": "P2",
    "reason": "急",
    "channel": "email",
    "tier": "team",
    "language": "zh",
    "intent": "x",
}


def event(position: int, type: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "tenant_id": "t", "ticket_id": "one", "position": position, "type": type, "at": MAY, "by": "bot",
        "data": data, "depth": 0, "pending": False,
    }  # fmt: skip


def test_the_log_says_whose_and_about_what_it_is_and_the_rest_of_it_stays(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path}/huiyi.db")
    upgrade(engine, "0020", {})
    with engine.execution_options(**{MIGRATING: True}).connect() as connection:
        tables = MetaData()
        tables.reflect(connection, only=["tickets"])
    ticket = {
        column.name: {"DATETIME": MAY, "INTEGER": 0, "BOOLEAN": 0}.get(str(column.type), "[]")
        for column in tables.tables["tickets"].columns
        if not column.nullable
    }
    known = {"tenant_id": "t", "id": "one", "contact_key": "qinglan", "module": "看板"}
    noted = {"message": 1, "mentions": []}
    rows = {
        "tickets": [ticket | known],
        "ticket_events": [event(1, "ticket.opened", OPENED), event(2, "ticket.noted", noted)],
    }
    upgrade(engine, "0020", rows)
    upgrade(engine, "0025", {})
    with engine.execution_options(**{MIGRATING: True}).connect() as connection:
        found = connection.execute(text("SELECT type, data FROM ticket_events ORDER BY position")).all()
    engine.dispose()
    log = [TicketEvent(type, MAY, "bot", json.loads(data)) for type, data in found]
    assert [one.data for one in log] == [OPENED | {"contact": "qinglan", "module": "看板"}, noted]
    state = fold(log)
    assert (state.contact_key, state.module, state.priority_reason) == ("qinglan", "看板", "急")
