import itertools
from datetime import timedelta

import pytest

import escalation.duplicates.models  # noqa: F401 - declares its table
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.work import Deed
from tests.unit.escalation.conftest import TUESDAY


@pytest.fixture
def opened(session, new_id):
    """Opens tickets a minute after each other, each in a conversation of its own."""
    count = itertools.count(1)

    def open_one(text="看板打不开，一直转圈", *, contact="qinglan", level="P2"):
        number = next(count)
        told = NewTicket(
            conversation_id=f"c{number}",
            contact_key=contact,
            channel="widget",
            language="zh",
            tier="business",
            intent="report_bug",
            module=None,
            subject=text,
            text=text,
            priority=Priority(level, (Words("测试如此", "as the test says"),)),
        )
        deed = Deed("bot", TUESDAY + timedelta(minutes=number))
        return open_ticket(session, "demo", told, new_id=new_id, deed=deed)

    return open_one
