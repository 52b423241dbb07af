"""Inbox, turns, ownership, outbox and sweeper, over both databases and without HTTP."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.conversations import change_conversation, find_conversation, read_messages
from bot.errors import IdempotencyConflict, NotYoursToAnswer
from bot.fresh_mail import FreshMail
from bot.inbox import Arrival
from bot.intake import WEB
from bot.models import DialogueEvent, InboxItem, OutboxItem, TurnRecord
from bot.outbox import Effect, Relay, add_effect, retry_dead
from bot.principal import Principal
from bot.processor import Processor
from bot.service import Service
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Turn, World
from escalation.ticketing.models import Ticket
from nlu.types import ParseResult
from tests.scripted import EmptyShelf, Scripted, ScriptedManager

QINGLAN = Principal("contact", "demo", "qinglan")
NING = Principal("agent", "demo", "a_1", "周宁")
LI = Principal("agent", "demo", "a_2", "Li")


def now() -> datetime:
    return datetime.now(UTC)


def arrival(text: str, name: str, conversation: str = "c") -> Arrival:
    return Arrival(conversation, WEB, f"{conversation}:{name}", text, client_id=name)


@pytest.fixture
def way(scripted: Scripted) -> Service:
    """The service with nothing running: turns run when `drain` is called. Conversation c is open."""
    service = scripted.service
    service.intake.open_conversation(QINGLAN, language="en", contact=None, key=None, new_id="c", now=now())
    return service


def drain(service: Service, conversation: str = "c") -> None:
    service.processor.answer("demo", conversation)


def thread_of(service: Service, conversation: str = "c") -> list[tuple[int, str, str]]:
    with service.database.reading("demo") as session:
        found = read_messages(session, conversation, after=0, limit=500)
    return [(one["seq"], one["author"], one["text"]) for one in found]


def inbox_states(service: Service) -> list[str]:
    with service.database.reading("demo") as session:
        return list(session.scalars(select(InboxItem.state).order_by(InboxItem.seq)))


def kept_of(service: Service, table: type[DialogueEvent | TurnRecord]) -> int:
    """How many rows turns have left."""
    with service.database.reading("demo") as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_answer_is_decided_while_others_write(scripted: Scripted, way: Service) -> None:
    way.intake.open_conversation(QINGLAN, language="en", contact=None, key=None, new_id="d", now=now())

    class Patient(ScriptedManager):
        def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
            with ThreadPoolExecutor(1) as other:
                other.submit(way.intake.receive, QINGLAN, arrival("me too", "m1", "d"), now()).result(5)
            return super().handle(tracker, message, world)

    manager = Patient()
    way.intake.receive(QINGLAN, arrival("how to export", "m1"), now())
    Processor(replace(way.processor._parts, manager=manager)).answer("demo", "c")
    assert thread_of(way) == [(1, "customer", "how to export"), (2, "bot", "1: how to export")]
    assert manager.handled == ["how to export"]


def test_a_turn_that_writes_more_than_itself_is_decided_in_its_transaction(
    scripted: Scripted, way: Service
) -> None:
    class Eager(ScriptedManager):
        def asks_knowledge(self, message: ParseResult) -> bool:
            return True

    manager = Eager()
    way.intake.receive(QINGLAN, arrival("person", "m1"), now())
    Processor(replace(way.processor._parts, manager=manager)).answer("demo", "c")
    assert manager.handled == ["person", "person"]
    with way.database.reading("demo") as session:
        assert [ticket.conversation_id for ticket in session.scalars(select(Ticket))] == ["c"]
        conversation = find_conversation(session, "c")
        assert conversation is not None and conversation["waiting_since"] is not None


def test_what_was_decided_for_a_visitor_is_decided_anew_for_who_has_signed_in(
    scripted: Scripted, way: Service
) -> None:
    with way.database.uow("demo") as session:
        change_conversation(session, "c", contact_key=None)
    contacts: list[str | None] = []

    class Watchful(ScriptedManager):
        def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
            contacts.append(world.contact_key)
            if len(contacts) == 1:
                with ThreadPoolExecutor(1) as other:
                    other.submit(sign_in).result(5)
            return super().handle(tracker, message, world)

    def sign_in() -> None:
        with way.database.uow("demo") as session:
            change_conversation(session, "c", contact_key="qinglan")

    staff = Principal("api", "demo", "k")
    way.intake.receive(staff, arrival("how to export", "m1"), now())
    Processor(replace(way.processor._parts, manager=Watchful())).answer("demo", "c")
    assert contacts == [None, "qinglan"]
    assert thread_of(way)[-1] == (2, "bot", "1: how to export")


def test_what_came_during_a_turn_is_read_as_that_turn_left_the_conversation(scripted, way) -> None:
    def press_the_button() -> None:
        scripted.understanding.meanwhile = lambda: None
        button = replace(arrival("", "m2"), kind="handoff")
        way.intake.receive(QINGLAN, button, now())

    scripted.understanding.meanwhile = press_the_button
    way.intake.receive(QINGLAN, arrival("怎么导出", "m1"), now())
    drain(way)
    with way.database.reading("demo") as session:
        assert [ticket.language for ticket in session.scalars(select(Ticket))] == ["zh"]
    assert inbox_states(way) == ["done", "done"]


def test_while_a_question_is_looked_up_others_may_write(scripted: Scripted, way: Service) -> None:
    way.intake.open_conversation(QINGLAN, language="en", contact=None, key=None, new_id="d", now=now())
    written = threading.Event()

    class Slow(EmptyShelf):
        def having_read(self, query: str, **_: object) -> EmptyShelf:
            with ThreadPoolExecutor(1) as other:
                other.submit(way.intake.receive, QINGLAN, arrival("me too", "m1", "d"), now()).result(5)
            written.set()
            return self

    parts = replace(way.processor._parts, knowledge=Slow())
    way.intake.receive(QINGLAN, arrival("how to export", "m1"), now())
    Processor(parts).answer("demo", "c")
    assert written.is_set()
    assert [author for _, author, _ in thread_of(way)] == ["customer", "bot"]


def test_what_is_received_is_stored_before_its_turn(way) -> None:
    accepted = way.intake.receive(QINGLAN, arrival("hello", "m1"), now())
    assert (accepted.message["seq"], accepted.duplicate, accepted.done) == (1, False, False)
    assert thread_of(way) == [(1, "customer", "hello")]
    drain(way)
    drain(way)
    assert thread_of(way) == [(1, "customer", "hello"), (2, "bot", "1: hello")]
    assert inbox_states(way) == ["done"]


def test_copies_that_come_at_once_are_one_message(way) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: way.intake.receive(QINGLAN, arrival("hi", "m1"), now()), range(5)))
    assert sorted(answer.duplicate for answer in answers) == [False, True, True, True, True]
    assert {answer.message["seq"] for answer in answers} == {1}
    assert len(thread_of(way)) == 1
    with pytest.raises(IdempotencyConflict):
        way.intake.receive(QINGLAN, arrival("ho", "m1"), now())


def test_many_senders_leave_a_dense_sequence(way) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: way.intake.receive(QINGLAN, arrival(f"{n}", f"m{n}"), now()), range(40)))
        list(pool.map(lambda _: drain(way), range(4)))
    seqs = [seq for seq, _, _ in thread_of(way)]
    assert seqs == list(range(1, 81))
    answered = [text for _, author, text in thread_of(way) if author == "bot"]
    assert [int(text.partition(":")[0]) for text in answered] == list(range(1, 41))


def test_a_bot_s_reply_is_dropped_when_an_agent_took_over_meanwhile(way, scripted) -> None:
    way.intake.receive(QINGLAN, arrival("wait", "m1"), now())
    turn = threading.Thread(target=drain, args=(way,))
    turn.start()
    assert scripted.understanding.reading.wait(5)
    way.ownership.take_over(NING, "c", now())
    scripted.understanding.go.set()
    turn.join(10)
    assert thread_of(way) == [(1, "customer", "wait"), (2, "system", "周宁 joined the conversation.")]
    with way.database.reading("demo") as session:
        assert session.scalars(select(DialogueEvent.type)).all() == ["conversation.taken"]
    assert kept_of(way, TurnRecord) == 0
    assert inbox_states(way) == ["done"]


def test_a_turn_that_was_understood_before_a_takeover_and_back_is_understood_anew(way, scripted) -> None:
    way.intake.receive(QINGLAN, arrival("wait", "m1"), now())
    turn = threading.Thread(target=drain, args=(way,))
    turn.start()
    assert scripted.understanding.reading.wait(5)
    way.ownership.take_over(NING, "c", now())
    way.ownership.hand_back(NING, "c", now())
    scripted.understanding.go.set()
    turn.join(10)
    assert scripted.understanding.parsed == ["wait", "wait"]
    assert thread_of(way)[-1] == (4, "bot", "1: wait")


def test_the_fence_grows_with_each_change_of_owner_only(way) -> None:
    def fence() -> int:
        with way.database.reading("demo") as session:
            return find_conversation(session, "c")["fence"]

    fences = [fence()]
    for step, agent in (
        (way.ownership.take_over, NING),
        (way.ownership.take_over, NING),
        (way.ownership.take_over, LI),
        (way.ownership.hand_back, NING),
        (way.ownership.hand_back, NING),
    ):
        step(agent, "c", now())
        fences.append(fence())
    assert fences == [0, 1, 1, 2, 3, 3]


def test_only_the_owner_answers_and_a_repeated_reply_is_one(way) -> None:
    with pytest.raises(NotYoursToAnswer):
        way.ownership.reply(NING, arrival("hello", "r1"), now())
    way.ownership.take_over(NING, "c", now())
    first = way.ownership.reply(NING, arrival("hello", "r1"), now())
    again = way.ownership.reply(NING, arrival("hello", "r1"), now())
    assert (first.message["seq"], again.duplicate, again.message) == (2, True, first.message)
    with pytest.raises(NotYoursToAnswer):
        way.ownership.reply(LI, arrival("me too", "r2"), now())


def test_a_chinese_customer_reads_chinese(way) -> None:
    way.intake.receive(QINGLAN, arrival("你好", "m1"), now())
    drain(way)
    way.ownership.take_over(NING, "c", now())
    assert thread_of(way)[-1] == (3, "system", "周宁 加入了对话。")


def test_a_failing_turn_apologises_in_the_customer_s_language_and_the_next_runs(way) -> None:
    for name, text in (("m1", "boom"), ("m2", "好的")):
        way.intake.receive(QINGLAN, arrival(text, name), now())
    drain(way)
    authors = [(author, text[:5]) for _, author, text in thread_of(way)]
    assert authors[2:] == [("bot", "Sorry"), ("bot", "1: 好的")]
    assert inbox_states(way) == ["failed", "done"]


def test_a_failing_turn_leaves_nothing_of_its_actions(way, scripted, monkeypatch) -> None:
    from bot import turn_rows
    from escalation.ticketing.models import Ticket

    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("after the ticket was opened")

    monkeypatch.setattr(turn_rows, "add_effect", broken)
    way.intake.receive(QINGLAN, arrival("person", "m1"), now())
    drain(way)
    with way.database.reading("demo") as session:
        assert session.scalars(select(Ticket)).all() == []
        assert session.scalars(select(OutboxItem)).all() == []
        (turn,) = session.scalars(select(TurnRecord)).all()
        assert find_conversation(session, "c")["ticket_id"] is None
    assert turn.trace["error"] == "RuntimeError: after the ticket was opened"
    assert thread_of(way)[-1][2].startswith("Sorry")


def test_a_turn_that_lost_the_database_is_run_again_by_the_sweeper(way) -> None:
    way.doorbell.start()
    way.intake.receive(QINGLAN, arrival("lost", "m1"), now())
    way.doorbell.stop()
    assert (thread_of(way), inbox_states(way)) == ([(1, "customer", "lost")], ["pending"])
    way.doorbell.start()
    assert way.sweeper.sweep(now()) == 0
    assert way.sweeper.sweep(now() + timedelta(minutes=1)) == 1
    way.doorbell.stop()
    assert thread_of(way)[-1] == (2, "bot", "1: lost")


def test_a_message_that_ends_the_process_again_and_again_gets_an_apology(way, scripted) -> None:
    way.intake.receive(QINGLAN, arrival("deadly", "m1"), now())
    for _ in range(way.settings.turn_attempts):
        way.sweeper.recover(now())  # each a start after a crash
    new_process = replace(way.processor._parts, fresh=FreshMail())
    Processor(new_process).answer("demo", "c")
    assert scripted.understanding.parsed == []
    assert thread_of(way)[-1][2].startswith("Sorry")


def test_what_waits_is_answered_at_start(way) -> None:
    way.intake.receive(QINGLAN, arrival("hello", "m1"), now())
    way.start_now()
    way.doorbell.stop()
    assert thread_of(way)[-1] == (2, "bot", "1: hello")


def outbox(service: Service) -> list[tuple[str, int]]:
    with service.database.reading("demo") as session:
        return [(item.state, item.attempts) for item in session.scalars(select(OutboxItem))]


def test_a_handoff_leaves_one_effect_for_the_agents(way) -> None:
    way.intake.receive(QINGLAN, arrival("person", "m1"), now())
    drain(way)
    assert outbox(way) == [("pending", 0)]
    assert way.relay.run("demo", now()) == 1
    assert (outbox(way), way.relay.run("demo", now())) == ([("done", 1)], 0)


@pytest.fixture
def relay(way):
    """A relay whose handler fails as often as it is told to, and the effects that it was given."""
    seen: list[Effect] = []
    failures = [0]

    def handler(effect: Effect) -> None:
        seen.append(effect)
        if failures[0]:
            failures[0] -= 1
            raise ConnectionError("the other side is away")

    with way.database.uow("demo") as session:
        add_effect(session, key="k1", kind="test", payload={"n": 1}, now=now())
    return Relay(way.database, {"test": handler}, attempts=3), seen, failures


def test_an_effect_is_tried_again_with_the_same_key_after_a_while(way, relay) -> None:
    relay, seen, failures = relay
    failures[0] = 1
    relay.run("demo", now())
    assert relay.run("demo", now()) == 0
    assert relay.run("demo", now() + timedelta(seconds=2)) == 1
    assert [(effect.key, effect.attempt) for effect in seen] == [("k1", 1), ("k1", 2)]
    assert outbox(way) == [("done", 2)]


def test_an_effect_that_never_works_is_a_dead_letter_until_someone_presses_the_button(way, relay) -> None:
    relay, _, failures = relay
    failures[0] = 3
    for minutes in range(5):
        relay.run("demo", now() + timedelta(minutes=minutes))
    assert outbox(way) == [("dead", 3)]
    with way.database.uow("demo") as session:
        (item,) = session.scalars(select(OutboxItem))
        assert item.last_error == "ConnectionError: the other side is away"
        retry_dead(session, item.id, now())
    relay.run("demo", now())
    assert outbox(way) == [("done", 1)]


def test_an_effect_under_lease_is_left_alone_until_the_lease_is_over(way, relay) -> None:
    from bot.outbox import claim

    relay, seen, _ = relay
    with way.database.uow("demo") as session:
        assert len(claim(session, now())) == 1
    assert relay.run("demo", now()) == 0
    assert seen == []
    assert relay.run("demo", now() + timedelta(minutes=2)) == 1
    assert seen[0].attempt == 2


def test_an_effect_of_an_unknown_kind_is_shown_to_the_operator(way) -> None:
    with way.database.uow("demo") as session:
        add_effect(session, key="k1", kind="strange", payload={}, now=now())
    way.relay.run("demo", now())
    assert outbox(way) == [("dead", 1)]


def test_another_tenant_s_effects_are_not_touched(way, relay) -> None:
    relay, seen, _ = relay
    assert relay.run("other", now()) == 0
    assert seen == []


def test_two_first_tickets_at_the_same_moment_are_two_tickets(way) -> None:
    from escalation.ticketing.models import Ticket

    names = [f"c{number}" for number in range(8)]
    for name in names:
        way.intake.open_conversation(
            Principal("visitor", "demo", name), language="en", contact=None, key=None, new_id=name, now=now()
        )
        visitor = Principal("visitor", "demo", name)
        way.intake.receive(visitor, arrival("person", "m1", name), now())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: drain(way, name), names))
    with way.database.reading("demo") as session:
        assert sorted(session.scalars(select(Ticket.number))) == list(range(1, 9))
    assert {thread_of(way, name)[-1] for name in names} == {(2, "bot", "1: person")}


def test_the_sweeper_goes_on_after_whatever_went_wrong(way, monkeypatch) -> None:
    swept = threading.Event()
    failures = [RuntimeError("of a kind that nobody expected")]

    def sweep(_now: datetime) -> int:
        if failures:
            raise failures.pop()
        swept.set()
        return 0

    monkeypatch.setattr(way.sweeper, "sweep", sweep)
    monkeypatch.setattr(way.sweeper, "_every", timedelta(milliseconds=20))
    way.sweeper.start()
    assert swept.wait(5)


def test_a_clock_that_is_set_back_stops_no_sweep(way, monkeypatch) -> None:
    swept, set_back = threading.Semaphore(0), threading.Event()

    def read_clock() -> datetime:
        return datetime.now(UTC) - timedelta(hours=8 * set_back.is_set())

    def sweep(_now: datetime) -> int:
        swept.release()
        return 0

    monkeypatch.setattr("bot.sweeper.utc_now", read_clock)
    monkeypatch.setattr(way.sweeper, "sweep", sweep)
    monkeypatch.setattr(way.sweeper, "_every", timedelta(milliseconds=20))
    way.tenants.replace([])  # their work asks a database, which may have to wait for its disk
    way.sweeper.start()
    assert swept.acquire(timeout=5)
    set_back.set()
    # One may have begun before.
    assert swept.acquire(timeout=5)
    assert swept.acquire(timeout=5)
