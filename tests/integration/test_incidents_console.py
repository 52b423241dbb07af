"""Incidents in the console, over both databases: tickets come under one and leave it; what its page tells."""

import re
from typing import Any

from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.clock import utc_now
from bot.desk.duplicates import DuplicateFinder
from bot.models import Agent, Conversation
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from tests.integration.test_console import client, console, say
from tests.integration.test_desk_console import (
    _no_rules,
    ming,
    open_one,
    post,
    reply,
    texts,
)
from tests.scripted import Scripted, ScriptedUnderstanding

__all__ = ["_no_rules", "client", "console", "ming", "open_one"]

TROUBLE, AGAIN = "邀请的新成员收不到邀请邮件", "邀请的新成员收不到邀请邮件，重发也收不到"


def mark(client: TestClient, number: int) -> int:
    assert post(client, f"{number}/change", action="incident", value="yes").status_code == 200
    return number


def page(client: TestClient, number: int) -> str:
    return client.get(f"/console/tickets/{number}").text


def gathered(client: TestClient, number: int) -> list[int]:
    return [int(one) for one in re.findall(r'data-key="gathered-(\d+)"', page(client, number))]


def offered(client: TestClient) -> list[int]:
    shown = client.get("/console/tickets/incidents", headers={"HX-Request": "true"}).text
    return [int(one) for one in re.findall(r'<button type="button" value="(\d+)"', shown)]


def look_for_duplicates(scripted: Scripted) -> None:
    service = scripted.service
    finder = DuplicateFinder(service.database, service.hub, ScriptedUnderstanding(), lambda: "hashing.v1")
    finder.run(service.tenants.get("demo"), utc_now())


def suggested(client: TestClient, number: int) -> list[tuple[str, Any]]:
    shown = client.get(f"/console/tickets/{number}/duplicates", headers={"HX-Request": "true"}).text
    return re.findall(r'data-act="(\w+)"(?: data-ticket="(\d+)")? data-value="(\d+)"', shown)


def test_many_come_under_an_incident_and_its_answer_reaches_each_customer(
    console, scripted, open_one
) -> None:
    incident = mark(console, open_one("the login is down"))
    for contact in ("northfold", None):
        say(console, scripted, "person", contact=contact)
    solved = open_one("was down yesterday")
    assert post(console, f"{solved}/change", action="status", value="resolved").status_code == 200
    with scripted.service.database.reading("demo") as session:
        hit = [
            one.number for one in session.scalars(select(Ticket).where(Ticket.conversation_id.is_not(None)))
        ]
    picked = [incident, *hit, solved]
    answer = post(console, "bulk/gather", numbers=picked, value=f"#{incident}").json()
    assert sorted(answer["done"]) == sorted([*hit, solved])
    assert answer["refused"] == []
    shown = page(console, incident)
    assert gathered(console, incident) == sorted([*hit, solved])
    assert "会送达 3 位客户" in shown
    assert "2 张关联工单的客户，共 3 位" in shown
    assert "Northfold" in shown
    assert "访客" in shown
    assert reply(console, incident, "It works again.").status_code == 201
    assert all(texts(page(console, number))[-1] == "It works again." for number in hit)
    assert "It works again." not in texts(page(console, solved))


def test_whose_gathered_ticket_is_solved_with_it_waits_no_longer(console, scripted, open_one) -> None:
    incident = mark(console, open_one("the login is down"))
    say(console, scripted, "person", contact="northfold")
    with scripted.service.database.reading("demo") as session:
        waiting = select(Ticket.number).where(Ticket.conversation_id.is_not(None))
        (number,) = session.scalars(waiting).all()
    assert post(console, f"{number}/gather", value=f"#{incident}").status_code == 200
    assert waits(scripted) == 1
    assert reply(console, incident, "It works again.", then="resolved").status_code == 201
    assert waits(scripted) == 0


def waits(scripted: Scripted) -> int:
    with scripted.service.database.reading("demo") as session:
        asked = select(func.count(Conversation.id)).where(Conversation.waiting_since.is_not(None))
        return session.scalar(asked) or 0


def test_open_incidents_are_offered_and_no_others(console, open_one) -> None:
    assert offered(console) == []
    first, second, over, merged = (mark(console, open_one(f"incident {n}")) for n in range(4))
    open_one("no incident")
    post(console, f"{over}/change", action="status", value="resolved")
    post(console, f"{merged}/merge", value=str(first))
    assert offered(console) == [second, first]


def test_a_ticket_leaves_as_it_came_and_both_pages_say_where_it_is(console, open_one) -> None:
    incident, number = mark(console, open_one("the login is down")), open_one("cannot sign in")
    for _ in range(2):
        assert post(console, f"{number}/gather", value=str(incident)).status_code == 200
    assert gathered(console, incident) == [number]
    assert f'data-key="of-{incident}"' in page(console, number)
    log = console.get(f"/console/tickets/{number}/log").text
    assert log.count(f"关联了 #{incident}") == 1
    for _ in range(2):
        assert post(console, f"{number}/leave", value=str(incident)).status_code == 200
    assert gathered(console, incident) == []
    assert f'data-key="of-{incident}"' not in page(console, number)


def test_what_cannot_be_gathered_is_refused_in_the_agents_language(console, ming, open_one) -> None:
    incident, other = mark(console, open_one("one")), mark(console, open_one("two"))
    plain, merged = open_one("three"), open_one("four")
    post(console, f"{merged}/merge", value=str(plain))
    refused = post(console, f"{merged}/gather", value=str(plain))
    assert refused.status_code == 409
    assert refused.json()["problem"] == "对方不是故障工单，请先标记"
    assert post(ming, f"{merged}/gather", value=str(plain)).json()["problem"].startswith("that one is no")
    for number in (other, merged):
        assert "并入其他工单" in post(console, f"{number}/gather", value=str(incident)).json()["problem"]
    for nothing in ("999", "", "x", "9" * 30):
        assert "没有故障工单" in post(console, f"{plain}/gather", value=nothing).json()["problem"]
    assert post(console, "999/gather", value=str(incident)).status_code == 404
    post(console, f"{other}/merge", value=str(plain))
    into_merged = post(console, f"{plain}/gather", value=str(other)).json()
    assert into_merged["problem"] == f"已合并到 #{plain}，请在那里处理"


def test_of_many_those_that_can_come_do_and_one_reason_is_told_once(console, open_one) -> None:
    incident = mark(console, open_one("one"))
    others = [mark(console, open_one(f"incident {n}")) for n in range(2)]
    plain = open_one("plain")
    body = post(console, "bulk/gather", numbers=[*others, plain, 999], value=str(incident)).json()
    assert body["done"] == [plain]
    assert f"#{others[0]} #{others[1]} 它自己是故障工单" in body["text"]
    assert "#999 找不到这张工单" in body["text"]
    assert gathered(console, incident) == [plain]


def test_an_incident_is_unmarked_once_it_gathers_nothing(console, open_one) -> None:
    incident, number = mark(console, open_one("one")), open_one("two")
    post(console, f"{number}/gather", value=str(incident))
    refused = post(console, f"{incident}/change", action="incident", value="no")
    assert refused.json()["problem"] == "还有 1 张工单归在它下面，请先移出"
    post(console, f"{number}/leave", value=str(incident))
    assert post(console, f"{incident}/change", action="incident", value="no").status_code == 200


def test_what_looks_like_the_same_trouble_is_suggested_across_customers(console, scripted, open_one) -> None:
    incident = mark(console, open_one(TROUBLE, text=TROUBLE))
    like = open_one(AGAIN, text=AGAIN, contact="northfold")
    also = open_one(TROUBLE, text=TROUBLE, contact="northfold")
    look_for_duplicates(scripted)
    assert set(suggested(console, incident)) == {
        ("gather", str(like), str(incident)),
        ("gather", str(also), str(incident)),
    }
    assert ("gather", "", str(incident)) in suggested(console, like)
    assert post(console, f"{like}/gather", value=str(incident)).status_code == 200
    assert suggested(console, incident) == [("gather", str(also), str(incident))]


def test_another_tenants_incident_is_not_there(console, scripted, open_one) -> None:
    say(console, scripted, "person", contact="rival", key=scripted.other_api_key)
    with scripted.service.database.uow("other") as session:
        theirs = session.scalars(select(Ticket)).one()
        theirs.incident = True
        assert theirs.status in OPEN
    assert offered(console) == []
    number = next(one for one in (open_one("one"), open_one("two")) if one != theirs.number)
    assert post(console, f"{number}/gather", value=str(theirs.number)).status_code == 409


def test_who_may_only_look_sees_the_gathered_and_moves_none(console, scripted, open_one, ming) -> None:
    incident, number = mark(console, open_one("one")), open_one("two")
    post(console, f"{number}/gather", value=str(incident))
    with scripted.service.database.uow("demo") as session:
        session.scalars(select(Agent).where(Agent.name == "李明")).one().role = "viewer"
    assert gathered(ming, incident) == [number]
    assert "data-act" not in page(ming, incident)
    assert post(ming, f"{number}/leave", value=str(incident)).status_code == 403
    assert post(ming, "bulk/gather", numbers=[number], value=str(incident)).status_code == 403
