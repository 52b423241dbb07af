"""Which push each event of a ticket becomes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from escalation.backends.planning import Entry, Twin, next_step
from escalation.backends.types import File, Opening, Person, Saying, Setting
from escalation.ticketing.events import TicketEvent

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
TWIN = Twin(
    ticket_id="t1",
    number=7,
    subject="登录",
    language="zh",
    customer=Person("青岚", "q@example.com", None),
    status="open",
    priority="P1",
    outside_id="88",
    mark="41",
)
ENTRIES = {1: Entry("customer", "登录不了"), 2: Entry("周宁", "清一下缓存"), 3: Entry("bot", "已查知识库")}
FILE = File("f_1", "截图.png", "image/png", 9)
ATTACHED = {"f_1": Entry("周宁", "📎 截图.png", file=FILE), "f_2": Entry("周宁", "📎 内部.log", False, FILE)}
OPENED = {"priority": "P2", "reason": "", "channel": "widget", "tier": None, "intent": "x", "language": "zh"}


def event(type: str, **data: Any) -> TicketEvent:
    return TicketEvent(type, NOW, "system", data)


def plan(*events: TicketEvent, twin: Twin = TWIN, start: int = 1) -> Any:
    return next_step(twin, list(enumerate(events, start)), ENTRIES, {"t9": 9}, ATTACHED)


def test_the_customers_first_word_goes_along_with_the_opening() -> None:
    step = plan(
        event("ticket.opened", **OPENED),
        event("sla.applied", policy={}, calendar={}),
        event("ticket.customer_wrote", message=1),
        event("ticket.noted", message=3, mentions=[]),
    )
    assert isinstance(step.push, Opening)
    assert (step.push.key, step.push.reference, step.push.text, step.upto) == (
        "huiyi:t1:1",
        "#7/1",
        "登录不了",
        3,
    )


def test_an_opening_by_somebody_else_stands_alone() -> None:
    step = plan(event("ticket.opened", **OPENED), event("ticket.noted", message=3, mentions=[]))
    assert (step.push.text, step.upto) == ("", 1)


@pytest.mark.parametrize(
    ("happened", "text", "public"),
    [
        (event("ticket.customer_wrote", message=1), "客户 青岚：\n登录不了", True),
        (event("ticket.agent_replied", message=2), "周宁：\n清一下缓存", True),
        (event("ticket.noted", message=3, mentions=[]), "机器人：\n已查知识库", False),
        (event("ticket.merged", into="t9"), "已并入 #9，后续在那里处理。", False),
    ],
)
def test_what_was_said_is_said_there_to_the_same_people(
    happened: TicketEvent, text: str, public: bool
) -> None:
    step = plan(happened, start=5)
    assert step.push == Saying("huiyi:t1:5", "#7/5", "88", "", "41", "登录", text, public, "zh")


@pytest.mark.parametrize(("id", "public"), [("f_1", True), ("f_2", False)])
def test_a_file_goes_along_with_a_line_that_names_it(id: str, public: bool) -> None:
    step = plan(event("ticket.attached", attachment=id, name="x"), start=5)
    assert (step.push.text, step.push.files, step.push.public) == (
        f"周宁：\n{ATTACHED[id].text}",
        (FILE,),
        public,
    )


def test_a_file_that_was_erased_is_nothing_to_bring() -> None:
    assert plan(event("ticket.attached", attachment="f_9", name="x")).push is None


def test_an_entry_that_is_no_more_than_a_file_is_not_said_again() -> None:
    entries = {1: Entry("customer", "📎 截图.png", told=True), 2: Entry("周宁", "📎 截图.png", file=FILE)}
    wrote, replied = event("ticket.customer_wrote", message=1), event("ticket.agent_replied", message=2)
    assert next_step(TWIN, [(5, wrote)], entries, {}, {}).push is None
    brought = next_step(TWIN, [(5, replied)], entries, {}, {}).push
    assert isinstance(brought, Saying)
    assert brought.files == (FILE,)
    opened = [(1, event("ticket.opened", **OPENED)), (2, wrote)]
    step = next_step(replace(TWIN, files=(FILE,)), opened, entries, {}, {})
    assert isinstance(step.push, Opening)
    assert (step.push.text, step.push.files, step.upto) == ("", (FILE,), 2)


def test_english_tickets_speak_english() -> None:
    step = plan(event("ticket.agent_replied", message=2), twin=replace(TWIN, language="en"))
    assert step.push.text == "周宁:\n清一下缓存"
    assert plan(event("ticket.unmerged", **{"from": "t9"}), twin=replace(TWIN, language="en")).push.text == (
        "Taken out of #9 again; it goes on here."
    )


def test_the_value_that_a_ticket_has_is_set_and_one_it_had_is_overtaken() -> None:
    now = plan(event("ticket.status_changed", **{"from": "new", "to": "open", "why": ""}))
    before = plan(event("ticket.status_changed", **{"from": "new", "to": "pending", "why": ""}))
    urgent = plan(event("ticket.priority_changed", **{"from": "P1", "to": "P0", "reason": ""}))
    assert isinstance(now.push, Setting)
    assert (now.push.status, now.overtaken) == ("open", False)
    assert (before.push.status, before.overtaken) == ("pending", True)
    assert (urgent.push.priority, urgent.overtaken) == ("P0", True)


def test_what_was_merged_there_is_written_where_it_goes_on() -> None:
    twin = replace(TWIN, goes_on_in="99")
    said = plan(event("ticket.agent_replied", message=2), twin=twin).push
    assert (said.outside_id, said.place, said.public) == ("88", "99", True)
    set_ = plan(event("ticket.status_changed", **{"from": "new", "to": "open", "why": ""}), twin=twin).push
    assert (set_.outside_id, set_.place, set_.status) == ("88", "99", "open")


def test_where_another_of_ours_is_kept_a_ticket_sets_nothing_and_speaks_to_the_people_alone() -> None:
    twin = replace(TWIN, goes_on_in="99", shared=True)
    said = plan(event("ticket.agent_replied", message=2), twin=twin)
    set_ = plan(event("ticket.status_changed", **{"from": "new", "to": "open", "why": ""}), twin=twin)
    assert (said.push.text, said.push.public) == ("周宁：\n清一下缓存", False)
    assert isinstance(set_.push, Saying)
    assert (set_.push.text, set_.push.public, set_.overtaken) == ("状态改为 open", False, False)
    assert plan(event("ticket.tagged"), twin=twin).push is None


@pytest.mark.parametrize("type", ["ticket.assigned", "ticket.tagged", "sla.breached", "survey.asked"])
def test_what_is_only_ours_is_passed_over(type: str) -> None:
    assert plan(event(type), start=4) == next_step(TWIN, [(4, event(type))], {}, {}, {})
    assert plan(event(type), start=4).push is None
    assert plan(event(type), start=4).upto == 4
