"""A conversation and its ticket tell one story, over both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import new_id
from bot.desk.replying import Answer, Answers
from bot.inbox import Arrival
from bot.intake import WEB
from bot.models import TurnRecord
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.sla.clocks import ClockState, clocks_of
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket, read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed, change_status
from tests.integration.test_ownership import LI, NING, QINGLAN, Desk, desk
from tests.scripted import Scripted

__all__ = ["desk"]


def told(desk: Desk, number: int = 1) -> list[tuple[str, str, int | None]]:
    """What customers see of the ticket's thread."""
    with desk.scripted.service.database.reading("demo") as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return [(one.author, one.text, one.seq) for one in list_thread(session, ticket) if one.audience]


def kinds(desk: Desk) -> list[str]:
    with desk.scripted.service.database.reading("demo") as session:
        return [event.type for event in read_events(session, session.scalars(select(Ticket)).one())]


def set_status(desk: Desk, status: str, *, ago: timedelta = timedelta(0)) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        change_status(session, ticket, Deed("agent:a_1", ticket.updated_at - ago), status)


def test_what_both_say_while_a_person_has_it_stands_in_the_ticket_once(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    desk.reply(NING, "我来看看")
    desk.say("谢谢，报表打不开")
    desk.say("在 Chrome 里")
    said = [(author, text) for author, text, seq in told(desk) if seq is not None]
    assert said == [("周宁", "我来看看"), ("customer", "谢谢，报表打不开"), ("customer", "在 Chrome 里")]
    assert desk.ticket.status == "open"
    assert kinds(desk).count("ticket.agent_replied") == 1


def test_a_reply_that_comes_twice_stands_there_once(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    desk.reply(NING, "我来看看")
    desk.sent -= 1
    desk.reply(NING, "我来看看")
    assert [text for _, text, seq in told(desk) if seq is not None] == ["我来看看"]


def test_what_the_customer_talks_of_with_the_bot_is_not_the_tickets(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, "resolved")
    desk.hand_back()
    desk.say("hello again")
    assert desk.ticket.status == "resolved"
    assert "hello again" not in [text for _, text, _ in told(desk)]


def test_a_ticket_that_waits_for_the_customer_hears_them_through_the_bot(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    desk.reply(NING, "which browser?")
    set_status(desk, "pending")
    desk.hand_back()
    desk.say("Chrome 149")
    assert desk.ticket.status == "open"
    assert "Chrome 149" in [text for _, text, _ in told(desk)]


@pytest.mark.parametrize("said", ["还是不行", "it still does not work", "不行，又出现了"])
@pytest.mark.parametrize("solved", ["resolved", "closed"])
def test_that_it_is_not_over_reaches_a_solved_ticket_through_the_bot(
    desk: Desk, said: str, solved: str
) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, solved)
    desk.hand_back()
    desk.say(said)
    assert desk.ticket.status == "reopened"
    assert said in [text for _, text, _ in told(desk)]


def test_through_the_bot_too_it_is_another_ticket_where_it_was_solved_long_ago(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, "resolved", ago=timedelta(days=15))
    desk.hand_back()
    desk.say("还是不行")
    assert [text for _, text, _ in told(desk, 2)] == ["还是不行"]


@pytest.mark.parametrize(
    ("acts", "said"),
    [(("done:request_refund",), "还是没退款，又出现了"), (("lookup:order_status",), "it is still the same?")],
)
def test_what_the_bot_does_about_it_itself_is_not_the_solved_tickets(
    desk: Desk, acts: tuple[str, ...], said: str
) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, "resolved")
    desk.hand_back()
    desk.scripted.manager.acts = acts
    desk.say(said)
    assert desk.ticket.status == "resolved"


@pytest.mark.parametrize(("acts", "hears"), [(("clarifies",), True), (("answers_from_kb",), False)])
def test_a_ticket_on_hold_hears_what_the_bot_does_not_understand(
    desk: Desk, acts: tuple[str, ...], hears: bool
) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, "on_hold")
    desk.hand_back()
    desk.scripted.manager.acts = acts
    desk.say("Chrome 149 as well")
    assert desk.ticket.status == "on_hold"
    assert ("Chrome 149 as well" in [text for _, text, _ in told(desk)]) is hears


@pytest.mark.parametrize("thanks", ["好的，谢谢！", "thanks a lot :)", "🙏"])
def test_thanks_for_what_was_solved_do_not_open_it_again(desk: Desk, thanks: str) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, "resolved")
    desk.say(thanks)
    assert desk.ticket.status == "resolved"


def test_a_word_on_a_solved_ticket_reopens_it_and_a_very_late_one_opens_another(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    set_status(desk, "resolved")
    desk.say("it broke again")
    assert desk.ticket.status == "reopened"
    set_status(desk, "resolved", ago=timedelta(days=15))
    desk.say("and again")
    assert [text for _, text, _ in told(desk, 2)] == ["and again"]
    assert desk.row["ticket_id"] == "#2"


def test_two_conversations_that_tell_one_trouble_at_once_open_one_ticket(scripted: Scripted) -> None:
    """SQLite writes one after the other anyhow; PostgreSQL waits for the customer's row."""
    now = datetime(2026, 5, 12, 7, tzinfo=UTC)
    service = scripted.service
    names = [f"c{number}" for number in range(8)]
    for name in names:
        service.intake.open_conversation(QINGLAN, language="en", contact=None, key=None, new_id=name, now=now)
        arrival = Arrival(name, WEB, name, "…", client_id=name, kind="handoff")
        service.intake.receive(QINGLAN, arrival, now)
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: service.processor.answer("demo", name), names))
    with service.database.reading("demo") as session:
        assert [ticket.number for ticket in session.scalars(select(Ticket))] == [1]


def open_by_bot(
    scripted: Scripted,
    trouble: str = "the board fails",
    *,
    conversation: str = "c",
    intent: str = "report_bug",
) -> None:
    """As a flow does for a trouble: nobody is asked for."""
    told = NewTicket(
        conversation_id=conversation,
        contact_key="qinglan",
        channel="widget",
        language="en",
        tier=None,
        intent=intent,
        module=None,
        subject=trouble,
        text=trouble,
        priority=Priority("P2", (Words("测试如此", "as the test wants"),)),
    )
    with scripted.service.database.uow("demo") as session:
        open_ticket(session, "demo", told, new_id=new_id, deed=Deed("bot", desk_time()))


def desk_time() -> datetime:
    return datetime(2026, 5, 12, 7, tzinfo=UTC)


def answer(scripted: Scripted, number: int, **more: str) -> None:
    service = scripted.service
    answers = Answers(service.database, service.hub, service.tenants)
    answers.send(NING, Answer(number, "which browser?", "m1", 99, 99, **more), desk_time())


def test_what_answers_a_person_on_a_ticket_that_the_bot_opened_stands_there(desk: Desk) -> None:
    desk.open()
    open_by_bot(desk.scripted)
    answer(desk.scripted, 1, then="pending")
    desk.say("Chrome 149")
    assert "Chrome 149" in [text for _, text, _ in told(desk)]
    assert desk.ticket.status == "open"


def test_a_ticket_that_the_bot_opened_and_waits_for_the_customer_hears_them(desk: Desk) -> None:
    desk.open()
    open_by_bot(desk.scripted)
    set_status(desk, "pending")
    desk.say("Chrome 149")
    assert desk.ticket.status == "open"


def test_who_talks_to_a_person_of_something_else_leaves_what_the_bot_opened_solved(desk: Desk) -> None:
    desk.open()
    open_by_bot(desk.scripted)
    set_status(desk, "resolved")
    desk.take_over()
    desk.say("I have a question about my bill")
    assert desk.ticket.status == "resolved"
    desk.say("and the board still does not work")
    assert desk.ticket.status == "reopened"


def first_response(desk: Desk, number: int = 1) -> ClockState:
    with desk.scripted.service.database.reading("demo") as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        clocks = clocks_of(read_events(session, ticket))
    return next(clock.state for clock in clocks if clock.kind == "first_response")


def status_of(desk: Desk, number: int) -> str:
    with desk.scripted.service.database.reading("demo") as session:
        found = session.scalar(select(Ticket.status).where(Ticket.number == number))
    assert found is not None
    return found


def of_conversation(desk: Desk) -> object:
    return desk.row["ticket_id"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_word_in_the_chat_answers_the_ticket_that_only_the_bot_opened(desk: Desk, language: str) -> None:
    desk.open(language)
    open_by_bot(desk.scripted)
    assert first_response(desk) is ClockState.running
    desk.take_over()
    assert (desk.ticket.status, of_conversation(desk)) == ("new", "#1")
    desk.reply(NING, "which browser?")
    assert (desk.ticket.status, first_response(desk)) == ("open", ClockState.met)
    assert told(desk)[-1][:2] == ("周宁", "which browser?")
    desk.say("Chrome 149")
    assert told(desk)[-1][:2] == ("customer", "Chrome 149")


def test_what_is_promised_to_who_waits_in_the_chat_is_promised_on_the_bots_ticket(desk: Desk) -> None:
    desk.open()
    open_by_bot(desk.scripted)
    desk.take_over()
    desk.send("are you there?")
    assert desk.at("15:10").sweep() == 1
    assert desk.ticket.promised_at is not None  # and there is no second one
    desk.take_over(LI)
    assert desk.ticket.promised_at is None


def test_of_two_that_the_bot_opened_the_word_answers_the_later_one_that_is_open(desk: Desk) -> None:
    desk.open()
    open_by_bot(desk.scripted)
    open_by_bot(desk.scripted, "a refund", intent="request_refund")
    open_by_bot(desk.scripted, "an invoice", intent="request_invoice")
    with desk.scripted.service.database.uow("demo") as session:
        third = lock_ticket(session, "demo", 3)
        assert third is not None
        change_status(session, third, Deed("agent:a_1", desk_time()), "resolved")
    desk.take_over()
    desk.reply(NING, "it is on its way")
    assert [status_of(desk, number) for number in (1, 2, 3)] == ["new", "open", "resolved"]


def test_a_word_answers_the_ticket_of_an_earlier_conversation_that_the_bot_joined_in_this_one(
    desk: Desk,
) -> None:
    open_by_bot(desk.scripted, conversation="before")
    desk.open().say("the board fails again")
    with desk.scripted.service.database.uow("demo") as session:
        turn = session.scalars(select(TurnRecord)).one()
        turn.trace = {**turn.trace, "ticket": {"ticket_id": "#1", "joined": True}}
    desk.take_over()
    desk.reply(NING, "which browser?")
    assert (desk.ticket.status, of_conversation(desk)) == ("open", "#1")


def test_once_its_own_ticket_is_solved_a_word_is_for_the_one_that_the_bot_opened(desk: Desk) -> None:
    desk.open().ask()
    open_by_bot(desk.scripted)
    desk.take_over()
    desk.reply(NING, "hello")
    assert [status_of(desk, number) for number in (1, 2)] == ["open", "new"]
    set_status(desk, "resolved")
    desk.reply(NING, "and the board: which browser?")
    assert [status_of(desk, number) for number in (1, 2)] == ["resolved", "open"]
    assert of_conversation(desk) == "#2"


def test_a_word_in_a_conversation_without_a_ticket_or_with_solved_ones_alone_answers_none(
    desk: Desk,
) -> None:
    desk.open()
    open_by_bot(desk.scripted, conversation="another")
    open_by_bot(desk.scripted, "a refund", intent="request_refund")
    with desk.scripted.service.database.uow("demo") as session:
        solved = lock_ticket(session, "demo", 2)
        assert solved is not None
        change_status(session, solved, Deed("agent:a_1", desk_time()), "resolved")
    desk.take_over()
    desk.reply(NING, "hello")
    assert [status_of(desk, number) for number in (1, 2)] == ["new", "resolved"]
    assert of_conversation(desk) is None
