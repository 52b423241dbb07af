"""The demo loaded anew: a conversation begins as if there had been none of its name."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bootstrap import build
from bot.cli.talk import Talk
from bot.demo_tenant import load_demo
from bot.persistence.database import Database
from bot.persistence.metadata import owned_classes
from bot.settings import Settings
from bot.tenants import get_tenant
from escalation.crm.demo_file import check_demo_file
from kb_index.models import UnansweredQuestion
from tests.model_home import CUSTOMERS
from tests.scripted import EmptyShelf, ScriptedUnderstanding


@pytest.mark.parametrize("question", ["can I send a fax?", "能发传真吗？"])
def test_the_same_is_asked_in_vain_in_a_conversation_of_the_same_name(
    database: Database, tmp_path: Path, question: str
) -> None:
    demo = check_demo_file(json.loads(CUSTOMERS.read_text(encoding="utf-8")))
    for _ in range(2):
        load_demo(database, demo)
        parts = {"understanding": ScriptedUnderstanding(), "knowledge": EmptyShelf()}
        service = build(Settings(home=tmp_path), database=database, **parts)
        outcome = Talk(service, get_tenant(database, "demo")).say("one", question, customer="qinglan")
        assert outcome.trace["error"] is None
        with database.reading("demo") as session:
            assert [one.text for one in session.scalars(select(UnansweredQuestion))] == [question]
    load_demo(database, demo)
    with database.reading("demo") as session:
        held = [kind for kind in owned_classes() if "conversation_id" in kind.__table__.c]
        left = {kind.__name__ for kind in held if session.scalars(select(kind)).first()}
    assert left == {"Ticket"}, "the file's own tickets"
