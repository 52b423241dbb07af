"""What happened between the turns of a conversation is played again where it happened: who had it, and
whether a person was waited for."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.handoff_ticket import stop_waiting
from bot.inbox import Arrival, accept
from bot.leases import Leases
from bot.left_conversations import LeftConversations
from bot.models import Agent
from bot.principal import Principal
from bot.replay.conversation_file import write_conversations
from escalation.ticketing.models import Ticket
from tests.integration.test_replay import Live, from_file, live, read
from tests.interleaving import ALWAYS

__all__ = ["live"]

WHEN = ("how long?", "还要多久？")


def agent_of(live: Live) -> Principal:
    return Principal("agent", live.tenant.id, "a1", name="周宁")


def take_over(live: Live, conversation: str = "cli-a") -> None:
    live.service.ownership.take_over(agent_of(live), conversation, datetime.now(UTC))


def hand_back(live: Live) -> None:
    live.service.ownership.hand_back(agent_of(live), "cli-a", datetime.now(UTC))


def let_leases_run_out(live: Live, *, back_to_bot: bool = False) -> None:
    tenant = replace(live.tenant, business_hours=ALWAYS, back_to_bot=back_to_bot)
    leases = Leases(live.service.database, live.service.hub)
    assert leases.run(tenant, datetime.now(UTC) + timedelta(days=1)) == 1


def replays_alike(live: Live, turns: int) -> None:
    """From the tables and from a file; and what is recorded says the same as the file."""
    file, again = live.home / "stored.jsonl", live.home / "again.jsonl"
    write_conversations(file, live.stored().conversations)
    for source in (live.stored(), from_file(live, file)):
        report, gone = live.replay_and_record(source)
        assert [(one.number, one.text, one.fields) for one in report.differences] == []
        assert (report.turns, report.unrecorded) == (turns, 0)
    write_conversations(again, gone)
    assert read(again) == read(file)


@pytest.mark.parametrize("when", WHEN)
def test_after_a_hand_back_nobody_is_waited_for(live, when):
    live.say("a", "a person please")
    waiting = live.say("a", when)["acts"]
    take_over(live)
    live.say("a", "refund LY20260503011")
    live.service.ownership.reply(
        agent_of(live), Arrival("cli-a", "web", "r1", "one moment"), datetime.now(UTC)
    )
    hand_back(live)
    assert live.say("a", when)["acts"] != waiting
    live.say("a", "my order")
    replays_alike(live, 4)


@pytest.mark.parametrize("yes", ["yes", "是的"])
def test_what_the_bot_had_asked_before_a_person_is_void_again(live, yes):
    live.say("a", "refund LY20260503011")
    live.say("a", "by mistake")
    take_over(live)
    hand_back(live)
    assert "done:request_refund" not in live.say("a", yes)["acts"]
    replays_alike(live, 3)


@pytest.mark.parametrize("when", WHEN)
def test_whom_an_agent_left_without_a_word_waits_on(live, when):
    live.say("a", "my order")
    take_over(live)
    live.say("a", "is it on its way?")
    let_leases_run_out(live)
    waiting = live.say("a", when)["acts"]
    take_over(live)
    hand_back(live)
    assert live.say("a", when)["acts"] != waiting
    replays_alike(live, 3)


def test_whose_wait_gave_the_conversation_back_to_the_bot_waits_no_more(live):
    with live.service.presence.at_console(live.tenant.id, "a2"):  # so that no time is promised
        live.say("a", "a person please")
    waiting = live.say("a", "how long?")["acts"]
    let_leases_run_out(live, back_to_bot=True)
    assert live.say("a", "how long?")["acts"] != waiting
    replays_alike(live, 3)


def test_whose_ticket_was_resolved_waits_no_more(live):
    opened = live.say("a", "a person please")["ticket"]
    waiting = live.say("a", "how long?")["acts"]
    with live.service.database.uow(live.tenant.id) as session:
        number = int(opened["ticket_id"].removeprefix("#"))
        stop_waiting(session, session.scalars(select(Ticket).where(Ticket.number == number)).one())
    assert live.say("a", "how long?")["acts"] != waiting
    replays_alike(live, 3)


def test_whose_agent_may_no_longer_answer_waits_on(live):
    now = datetime.now(UTC)
    with live.service.database.uow(live.tenant.id) as session:
        session.add(
            Agent(
                tenant_id=live.tenant.id, id="a1", email="a1@lanyun.example", name="周宁", password_hash="",
                role="agent", language="zh", created_at=now, disabled_at=now,
            )
        )  # fmt: skip
    live.say("a", "a person please")
    take_over(live)
    live.say("a", "hello?")
    jobs = LeftConversations(live.service.database, live.service.hub)
    assert jobs.run(live.tenant, now) == 1
    live.say("a", "how long?")
    replays_alike(live, 2)


def test_a_message_that_got_its_turn_only_after_the_person_is_played_after_them(live):
    live.say("a", "my order")
    take_over(live)
    arrival = Arrival("cli-a", "cli", "late", "how long?")
    with live.service.database.uow(live.tenant.id) as session:
        accept(session, Principal("contact", live.tenant.id, "northfold"), arrival, datetime.now(UTC))
    hand_back(live)
    live.service.processor.answer(live.tenant.id, "cli-a")
    replays_alike(live, 2)


def test_a_file_can_say_that_a_person_was_there(live):
    """On whichever message; that the bot has it again says also that a person had it."""
    now = "2026-05-12T15:00:00+08:00"
    left = {"author": "system", "text": "周宁 left", "facts": ["conversation.returned"]}
    asked = [{"author": "customer", "text": "a person please"}, {"author": "customer", "text": "how long?"}]
    messages = {
        "x": asked,
        "y": [asked[0], left, asked[1]],
        "z": [asked[1] | {"facts": ["person.awaited"]}, asked[1] | {"facts": ["wait.ended"]}],
    }
    common = {"language": "en", "now": now, "customer": "qinglan"}
    lines = [{"id": name, "messages": said} | common for name, said in messages.items()]
    file = live.home / "by-hand.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    _, gone = live.replay_and_record(from_file(live, file))
    acts = [[one.turn.acts for one in each.messages if one.turn] for each in gone]
    waits, waits_not = acts[0][1], acts[1][1]
    assert waits != waits_not
    assert acts[2] == [waits, waits_not]
