"""The whole way in a running service: a customer writes, a ticket opens, rules act and answer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.desk.furnishing import furnish
from bot.tenants import new_tenant, store_tenant
from escalation.routing.action_check import Known
from escalation.routing.models import QueueRow
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import replace_rules
from escalation.ticketing.models import Ticket
from escalation.workflow.defaults import QUEUES
from tests.rule_desk import rule
from tests.scripted import NOW, Scripted


def test_a_rule_answers_within_moments_in_the_conversation_that_it_is_about(
    customer: TestClient, conversation: str, scripted: Scripted
) -> None:
    database = scripted.service.database
    with database.uow("demo") as session:
        furnish(session, "demo", NOW)
        told = rule("ack", {"do": "notify", "by": "customer", "template": "received"})
        replace_rules(session, "demo", [read_rule(told, Known())], by="test", now=NOW)
    path = f"/api/v1/conversations/{conversation}/messages"
    customer.post(path, json={"text": "person"}, headers={"Idempotency-Key": "k1"})
    said = ""
    for _ in range(100):
        messages = customer.get(path).json()["messages"]
        said = next((one["text"] for one in messages if one["author"] == "system"), "")
        if said:
            break
        time.sleep(0.05)
    assert said.startswith("Hello Qinglan, your request is ticket #1")
    with database.reading("demo") as session:
        assert session.scalars(select(Ticket)).one().status == "new"


def test_of_many_who_furnish_a_desk_at_once_one_does(scripted: Scripted) -> None:
    database, many = scripted.service.database, 4
    with database.control() as session:
        store_tenant(session, new_tenant("fresh", "fresh", "Fresh"), now=NOW)
    together = threading.Barrier(many)

    def begin(_: int) -> None:
        together.wait()
        with database.uow("fresh") as session:
            furnish(session, "fresh", NOW)

    with ThreadPoolExecutor(many) as pool:
        assert list(pool.map(begin, range(many))) == [None] * many
    with database.reading("fresh") as session:
        assert session.scalar(select(func.count()).select_from(QueueRow)) == len(QUEUES)
