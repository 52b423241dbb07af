"""What changes on a ticket is followed at once: the rules look at what agents do, and open pages hear of what
rules, clocks and other workers do."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.agent_sessions import COOKIE
from bot.clock import utc_now
from bot.desk.clocks import Clocks
from bot.desk.duplicates import DuplicateFinder
from escalation.routing.action_check import Known
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import replace_rules
from tests.integration.test_console import client, console
from tests.integration.test_desk_console import (
    _follow,
    _next,
    _no_rules,
    mailed,
    ming,
    open_one,
    post,
    reply,
)
from tests.rule_desk import rule
from tests.scripted import NOW, Scripted, ScriptedUnderstanding

__all__ = ["_no_rules", "client", "console", "mailed", "ming", "open_one"]


def set_rule(scripted: Scripted, event: str, *actions: dict[str, Any]) -> None:
    with scripted.service.database.uow("demo") as session:
        told = rule("follow", *actions, events=[event])
        replace_rules(session, "demo", [read_rule(told, Known())], by="test", now=NOW)


def becomes(client: TestClient, number: int, words: str) -> bool:
    """Within moments; nobody sweeps in that time."""
    for _ in range(100):
        if words in client.get(f"/console/tickets/{number}").text:
            return True
        time.sleep(0.1)
    return False


Act = Callable[[TestClient, int], object]


@pytest.mark.parametrize(
    ("event", "act"),
    [
        ("ticket.priority_changed", lambda me, n: post(me, f"{n}/change", action="priority", value="P0")),
        (
            "ticket.priority_changed",
            lambda me, n: post(me, "bulk", action="priority", value="P0", numbers=[n]),
        ),
        ("ticket.noted", lambda me, n: post(me, f"{n}/notes", text="have a look")),
        ("ticket.agent_replied", lambda me, n: reply(me, n, "We are at it.")),
    ],
    ids=["change", "bulk", "note", "reply"],
)
@pytest.mark.usefixtures("mailed")
def test_rules_look_at_once_at_what_agents_do(console, scripted, open_one, event: str, act: Act) -> None:
    number = open_one("slow")
    set_rule(scripted, event, {"do": "tag", "add": ["followed"]})
    act(console, number)
    assert becomes(console, number, "followed")


def test_an_open_page_hears_of_what_a_rule_did(console, scripted, open_one) -> None:
    number = open_one("slow")
    set_rule(scripted, "ticket.noted", {"do": "set_priority", "priority": "P0"})
    with _follow(console, number) as socket:
        post(console, f"{number}/notes", text="have a look")
        first = _next(socket, "ticket")
        second = _next(socket, "ticket")
    assert second["events"] > first["events"]
    assert becomes(console, number, '<option value="P0" selected>')


def test_an_open_page_hears_of_a_deadline_that_passed(console, scripted, open_one) -> None:
    service = scripted.service
    clocks = Clocks(service.database, service.hub, service.tenants, lambda _tenant: None)
    clocks.set_up(service.tenants.get("demo"), utc_now())
    number = open_one("slow")
    with _follow(console, number) as socket:
        assert clocks.run(utc_now() + timedelta(days=10)) > 0
        assert _next(socket, "ticket")["ticket"] == number


def test_open_pages_hear_of_a_merge_that_nobody_asked_for(console, scripted, open_one) -> None:
    service, text = scripted.service, "邀请的新成员收不到邀请邮件"
    first, second = open_one(text, text=text), open_one(text, text=text)
    finder = DuplicateFinder(service.database, service.hub, ScriptedUnderstanding(), lambda: "hashing.v1")
    with _follow(console, first) as one, _follow(console, second) as two:
        finder.run(replace(service.tenants.get("demo"), merge_unasked=True), utc_now())
        assert {_next(one, "ticket")["ticket"], _next(two, "ticket")["ticket"]} == {first, second}


def test_the_other_of_two_that_are_linked_hears_of_it(console, open_one) -> None:
    number, other = open_one("one"), open_one("two")
    with _follow(console, other) as socket:
        post(console, f"{number}/change", action="link", value=str(other))
        assert _next(socket, "ticket")["ticket"] == other


def test_a_rules_notice_comes_to_the_console_with_its_words_in_both_languages(
    console, ming, scripted, open_one
) -> None:
    number = open_one("slow")
    post(ming, f"{number}/change", action="watch", value="")
    told = {"do": "notify", "by": "console", "to": ["watchers"], "template": "critical_alert"}
    set_rule(scripted, "ticket.priority_changed", told)
    headers = {"Cookie": f"{COOKIE}={ming.cookies[COOKIE]}", "Origin": "http://testserver"}
    with ming.websocket_connect("/api/v1/ws", headers=headers) as socket:
        socket.send_json({"type": "hello", "conversation": None, "after": 0})
        post(console, f"{number}/change", action="priority", value="P0")
        data = _next(socket, "notice")["data"]
    assert data["ticket"] == number
    assert data["subject"].keys() == data["text"].keys() == {"zh", "en"}
    assert data["key"]
