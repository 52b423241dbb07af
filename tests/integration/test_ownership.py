"""Whose a conversation is when nobody answers: over both databases, with the time passed in."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.conversations import find_conversation, read_messages
from bot.errors import NotYoursToAnswer
from bot.inbox import Arrival
from bot.intake import WEB
from bot.leases import Leases
from bot.models import DialogueEvent, OutboxItem
from bot.principal import Principal
from bot.tenants import list_tenants, store_tenant
from escalation.sla.settings import get_settings, save_settings
from escalation.ticketing.models import Ticket
from tests.integration.test_console import csrf, sign_in
from tests.interleaving import Interleaving, keep_desk_open
from tests.scripted import Scripted, reopen_scripted
from tests.shared_app import app_over

QINGLAN = Principal("contact", "demo", "qinglan")
NING = Principal("agent", "demo", "a_1", "周宁")
LI = Principal("agent", "demo", "a_2", "Li")
TUESDAY = "2026-05-12T{}:00+08:00"


@dataclass
class Desk:
    """Conversation c of the demo tenant, whose desk is open from 9 to 18 at +08:00, Monday to Friday."""

    scripted: Scripted
    now: datetime
    sent: int = 0

    def open(self, language: str = "en") -> "Desk":
        self.scripted.service.intake.open_conversation(
            QINGLAN, language=language, contact=None, key=None, new_id="c", now=self.now
        )
        return self

    def at(self, moment: str) -> "Desk":
        """A time of that Tuesday, or a whole moment."""
        self.now = datetime.fromisoformat(moment if "T" in moment else TUESDAY.format(moment))
        return self

    def send(self, text: str) -> None:
        self.scripted.service.intake.receive(QINGLAN, self._arrival(text), self.now)

    def say(self, text: str) -> None:
        """With the turn on it."""
        self.send(text)
        self.scripted.service.processor.answer("demo", "c")

    def reply(self, agent: Principal, text: str) -> None:
        self.scripted.service.ownership.reply(agent, self._arrival(text), self.now)

    def ask(self) -> None:
        """For a person, by the button, with the turn on it."""
        arrival = replace(self._arrival("…"), kind="handoff")
        self.scripted.service.intake.receive(QINGLAN, arrival, self.now)
        self.scripted.service.processor.answer("demo", "c")

    def take_over(self, agent: Principal = NING) -> None:
        self.scripted.service.ownership.take_over(agent, "c", self.now)

    def hand_back(self, agent: Principal = NING) -> None:
        self.scripted.service.ownership.hand_back(agent, "c", self.now)

    def sweep(self) -> int:
        return self.scripted.service.sweeper.end_waits(self.now)

    def set(self, **changes: object) -> None:
        """Of the tenant's settings, as they are read again."""
        service = self.scripted.service
        with service.database.control() as session:
            store_tenant(session, replace(self.scripted.demo, **changes), now=self.now)
            service.tenants.replace(list_tenants(session))

    def _arrival(self, text: str) -> Arrival:
        self.sent += 1
        return Arrival("c", WEB, f"c:{self.sent}", text, client_id=str(self.sent))

    @property
    def thread(self) -> list[tuple[str, str]]:
        with self.scripted.service.database.reading("demo") as session:
            found = read_messages(session, "c", after=0, limit=500)
        return [(one["author"], one["text"]) for one in found]

    @property
    def row(self) -> dict[str, object]:
        with self.scripted.service.database.reading("demo") as session:
            return find_conversation(session, "c")

    @property
    def ticket(self) -> Ticket:
        with self.scripted.service.database.reading("demo") as session:
            return session.scalars(select(Ticket)).one()

    @property
    def notices(self) -> list[str]:
        with self.scripted.service.database.reading("demo") as session:
            return [one.key for one in session.scalars(select(OutboxItem).order_by(OutboxItem.key))]


@pytest.fixture
def desk(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(scripted, datetime.fromisoformat(TUESDAY.format("15:00")))
    monkeypatch.setattr("bot.processor.utc_now", lambda: desk.now)
    return desk


@pytest.fixture
def console(scripted: Scripted) -> Iterator[TestClient]:
    """A browser in which 周宁 is signed in; her id is not that of the agents here."""
    app = app_over(scripted.service, "bot.web.console.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert scripted.service.readiness.ready.wait(60)
        assert sign_in(client).status_code == 303
        yield client


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Sorry for the wait: nobody has been free to take over yet. Your request is ticket #1, and a "
            "person will answer today at 16:10 at the latest. Until then the bot can help you.",
        ),
        (
            "zh",
            "抱歉让您久等了，还没有同事能接手。您的问题已记在工单 #1 里，最晚今天 16:10 会有人回复您。"
            "在这之前，机器人可以继续帮您。",
        ),
    ],
)
def test_who_waits_in_vain_is_told_once_and_promised_a_time(desk, language, said) -> None:
    desk.open(language).ask()
    asked = desk.now
    assert desk.at("15:09").sweep() == 0
    assert desk.at("15:10").sweep() == 1
    assert desk.thread[-1] == ("system", said)
    assert desk.ticket.promised_at == datetime.fromisoformat(TUESDAY.format("16:10"))
    assert (desk.row["owner"], desk.row["waiting_since"], desk.row["fence"]) == ("bot", asked, 0)
    assert desk.notices == ["handoff.requested:c:1", "handoff.requested:c:3"]
    for later in ("15:11", "16:30", "2026-05-20T15:00:00+08:00"):
        assert desk.at(later).sweep() == 0
    assert len(desk.thread) == 3


def test_the_bot_goes_on_helping_and_the_wait_is_as_long_as_it_was(desk) -> None:
    desk.open().say("person")
    desk.at("15:08").say("how do I export?")
    assert desk.thread[-1] == ("bot", "2: how do I export?")
    assert desk.at("15:10").sweep() == 1


def test_a_time_that_was_promised_is_waited_for(desk) -> None:
    desk.open().at("22:00").say("person")
    assert desk.ticket.promised_at == datetime.fromisoformat("2026-05-13T10:00:00+08:00")
    for moment in ("23:00", "2026-05-13T09:30:00+08:00"):
        assert desk.at(moment).sweep() == 0
    assert desk.at("2026-05-13T10:00:00+08:00").sweep() == 1
    assert "today at 11:00 at the latest" in desk.thread[-1][1]


def test_who_asks_again_is_told_the_same_time_and_a_new_one_once_it_has_passed(desk) -> None:
    desk.open().say("person")
    desk.at("15:10").sweep()
    first = desk.ticket.promised_at
    desk.at("15:20").say("person")
    assert desk.ticket.promised_at == first
    assert desk.at("15:45").sweep() == 0
    desk.at("16:30").say("person")
    assert desk.ticket.promised_at == datetime.fromisoformat(TUESDAY.format("17:30"))
    assert desk.sweep() == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Sorry, 周宁 has not been able to reply. Your request is ticket #1, and a person will answer "
               "today at 16:15 at the latest. Until then the bot can help you."),
        ("zh", "抱歉，周宁 一时没能回复您。您的问题已记在工单 #1 里，最晚今天 16:15 会有人回复您。"
               "在这之前，机器人可以继续帮您。"),
    ],
)  # fmt: skip
def test_an_agent_who_falls_silent_loses_the_conversation(desk, language, said) -> None:
    desk.open(language).take_over()
    desk.at("15:05").send("are you there?")
    written = desk.now
    assert desk.at("15:14").sweep() == 0
    assert desk.at("15:15").sweep() == 1
    assert desk.thread[-1] == ("system", said)
    row = desk.row
    assert (row["owner"], row["agent_id"], row["fence"], row["waiting_since"]) == ("bot", None, 2, written)
    assert (row["ticket_id"], desk.notices) == ("#1", ["handoff.requested:c:3"])
    assert (desk.ticket.contact_key, desk.ticket.conversation_id) == ("qinglan", "c")
    assert "are you there?" in desk.ticket.subject
    assert desk.at("15:30").sweep() == 0
    with pytest.raises(NotYoursToAnswer):
        desk.reply(NING, "here I am")
    desk.take_over(LI)
    assert (desk.row["waiting_since"], desk.ticket.promised_at) == (None, None)


def test_an_agent_who_answers_keeps_it_and_each_wait_counts_from_its_first_message(desk) -> None:
    desk.open().take_over()
    desk.send("one")
    desk.at("15:08").send("two")
    desk.at("15:09").reply(NING, "a moment")
    desk.at("15:30")
    assert desk.sweep() == 0
    desk.send("three")
    desk.at("15:38").send("four")
    assert desk.at("15:39").sweep() == 0
    assert desk.at("15:40").sweep() == 1


def test_taking_over_who_waits_is_no_answer_yet(desk) -> None:
    desk.open().say("person")
    desk.at("15:09").take_over()
    assert desk.at("15:18").sweep() == 0
    assert desk.at("15:19").sweep() == 1
    assert "周宁 has not been able" in desk.thread[-1][1]


def test_a_customer_who_has_had_an_answer_waits_for_nobody(desk) -> None:
    desk.open().say("hello")
    desk.take_over()
    assert desk.at("17:00").sweep() == 0
    desk.send("and?")
    desk.hand_back()
    assert desk.at("17:50").sweep() == 0


def test_only_business_hours_count(desk) -> None:
    desk.open().at("17:55").take_over()
    desk.send("one more thing")
    assert desk.at("22:00").sweep() == 0
    assert desk.at("2026-05-13T09:04:00+08:00").sweep() == 0
    assert desk.at("2026-05-13T09:05:00+08:00").sweep() == 1
    assert "today at 10:05" in desk.thread[-1][1]


def test_late_in_the_day_the_promise_is_for_the_next_morning(desk) -> None:
    desk.open().at("17:40").say("person")
    desk.at("17:50").sweep()
    assert "tomorrow at 09:50" in desk.thread[-1][1]


def test_a_tenant_sets_how_long(desk) -> None:
    desk.set(patience=timedelta(minutes=3))
    desk.open().say("person")
    assert desk.at("15:02").sweep() == 0
    assert desk.at("15:03").sweep() == 1


def test_where_the_tenant_s_clock_stands_still_the_wait_is_as_long_as_it_is(desk) -> None:
    desk.set(fixed_clock=datetime.fromisoformat(TUESDAY.format("15:00")))
    desk.open().at("2026-11-29T03:00:00+08:00").say("person")
    assert desk.at("2026-11-29T03:09:00+08:00").sweep() == 0
    assert desk.at("2026-11-29T03:10:00+08:00").sweep() == 1
    assert "today at 16:00" in desk.thread[-1][1]


def test_a_tenant_may_have_it_go_back_to_the_bot(desk) -> None:
    desk.set(back_to_bot=True)
    desk.open().say("person")
    assert desk.at("15:10").sweep() == 1
    assert (desk.row["owner"], desk.row["waiting_since"]) == ("bot", None)
    assert desk.ticket.status == "new"
    assert desk.notices == ["handoff.requested:c:1"]
    promised = desk.ticket.promised_at
    desk.at("15:12").say("hello")
    assert desk.thread[-1] == ("bot", "2: hello")
    assert desk.row["waiting_since"] is None
    desk.say("person")
    assert (desk.row["waiting_since"], desk.ticket.promised_at) == (desk.now, promised)
    assert desk.at("15:40").sweep() == 0


def test_after_each_way_back_to_the_bot_its_next_turn_follows(desk) -> None:
    desk.open().say("hello")
    desk.take_over()
    desk.hand_back()
    desk.say("again")
    assert desk.thread[-1] == ("bot", "2: again")
    desk.take_over()
    desk.send("anyone?")
    desk.at("15:10").sweep()
    desk.say("the bot, then")
    assert [text for author, text in desk.thread if author == "bot"][-1].endswith("the bot, then")
    with desk.scripted.service.database.reading("demo") as session:
        events = list(session.scalars(select(DialogueEvent.type).order_by(DialogueEvent.position)))
    said, taken, returned = "customer.said", "conversation.taken", "conversation.returned"
    awaited = "person.awaited"
    assert events == [said, taken, returned, said, taken, returned, awaited, said, said]


def test_what_an_agent_had_no_turn_for_is_answered_once_by_the_bot_after_them(desk) -> None:
    desk.open().take_over()
    desk.send("anyone?")
    assert desk.at("15:10").sweep() == 1
    for _ in range(2):
        desk.scripted.service.processor.answer("demo", "c")
    assert [text for author, text in desk.thread if author == "bot"] == ["1: anyone?"]


def test_a_resolved_ticket_ends_the_wait_without_a_word(desk, console) -> None:
    desk.open().say("person")
    assert (
        console.post(
            "/console/tickets/1/change", data={"csrf": csrf(console), "action": "status", "value": "resolved"}
        ).status_code
        == 303
    )
    assert desk.at("15:30").sweep() == 0
    assert (desk.row["waiting_since"], len(desk.thread)) == (None, 2)


@pytest.mark.parametrize(
    ("language", "when"),
    [("en", "on Thursday 14 May at 09:20 at the latest"), ("zh", "周四（5 月 14 日）09:20")],
)
def test_no_answer_is_promised_on_a_holiday_of_the_desks_calendar(desk, language, when) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        data = deepcopy(dict(get_settings(session, "demo").data))
        data["calendars"]["office"]["holidays"] = {"2026-05-13": "a holiday"}
        save_settings(session, "demo", data, version=0, author="ada", now=desk.now)
    desk.at("17:10").open(language).ask()
    assert desk.at("17:20").sweep() == 1
    assert when in desk.thread[-1][1]


def test_processes_that_sweep_at_once_say_it_once(desk, database) -> None:
    desk.open().say("person")
    service = desk.scripted.service
    others = [service, *(reopen_scripted(database, service.settings) for _ in range(3))]
    desk.at("15:10")
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda one: one.sweeper.end_waits(desk.now), others))
    assert sum(ended) == 1
    assert [author for author, _ in desk.thread] == ["customer", "bot", "system"]
    assert len(desk.notices) == 2


def test_a_process_that_starts_later_ends_the_wait(desk, database) -> None:
    desk.open().take_over()
    desk.send("hello?")
    later = reopen_scripted(database, desk.scripted.service.settings)
    assert later.sweeper.end_waits(desk.at("15:10").now) == 1
    assert desk.row["owner"] == "bot"


def test_a_wait_that_was_over_when_somebody_came_is_left_alone(desk) -> None:
    desk.open().say("person")
    desk.at("15:10")
    leases, tenant = Leases(desk.scripted.service.database, desk.scripted.service.hub), desk.scripted.demo
    assert leases.list_due(tenant, desk.now) == ["c"]
    assert leases.list_due(desk.scripted.other, desk.now) == []
    desk.take_over()
    assert not leases.end(tenant, "c", desk.now)
    assert desk.row["agent_id"] == NING.id


def test_the_console_shows_who_has_it_and_since_when(desk, console) -> None:
    desk.open().take_over()
    controls = console.get("/console/conversations/c/controls").text
    assert re.search(r"周宁 在接待 · <time datetime=\"2026-05-12T07:00:00\+00:00\"", controls)


def test_in_no_order_of_steps_does_the_bot_speak_after_a_takeover(scripted) -> None:
    keep_desk_open(scripted)
    interleaving = Interleaving(scripted)
    for seed in range(60):
        interleaving.run(seed)
    assert interleaving.problems == []
    for event in ("takeovers during a turn", "waits ended", "waits that were over no more", "bot messages"):
        assert interleaving.happened[event] > 5, interleaving.happened


def test_one_tenants_trouble_keeps_no_other_from_its_own(desk) -> None:
    service, rival = desk.scripted.service, Principal("contact", "other", "rival")
    service.intake.open_conversation(rival, language="en", contact=None, key=None, new_id="c", now=desk.now)
    service.intake.receive(rival, replace(Arrival("c", WEB, "c:1", "…"), kind="handoff"), desk.now)
    service.processor.answer("other", "c")
    desk.open().ask()
    service.tenants.replace([replace(desk.scripted.other, business_hours={}), desk.scripted.demo])
    assert desk.at("15:10").sweep() == 1
    assert desk.thread[-1][0] == "system"
