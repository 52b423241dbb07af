from datetime import timedelta

import pytest

from escalation.errors import TicketFull
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing import work
from escalation.ticketing.desk import NewTicket, follow_up, open_ticket, resolve_ticket
from escalation.ticketing.log import read_events, state_of
from escalation.ticketing.models import TicketLink
from escalation.ticketing.state import fold
from escalation.ticketing.thread import Said, list_thread
from escalation.ticketing.work import Deed
from tests.unit.escalation.conftest import TUESDAY

LI = Deed("agent:li", TUESDAY + timedelta(minutes=5))
BOT = Deed("bot", TUESDAY)

WHY = Words("测试如此", "as the test wants")


@pytest.fixture
def opened(session, new_id):
    def open_one(text="报表导不出来", level="P2"):
        told = NewTicket(
            conversation_id="c1",
            contact_key="qinglan",
            channel="widget",
            language="zh",
            tier="business",
            intent="report_bug",
            module="reports",
            subject=text,
            text=text,
            priority=Priority(level, (Words("测试如此", "as the test says"),)),
        )
        return open_ticket(session, "demo", told, new_id=new_id, deed=BOT)

    return open_one


def kinds(session, ticket):
    return [event.type for event in read_events(session, ticket)]


def test_a_ticket_is_opened_with_what_the_customer_wrote(session, opened):
    ticket = opened()
    assert kinds(session, ticket) == ["ticket.opened", "sla.applied", "ticket.customer_wrote"]
    assert (ticket.status, ticket.priority, ticket.tier, ticket.channel) == (
        "new",
        "P2",
        "business",
        "widget",
    )
    assert [entry.text for entry in list_thread(session, ticket)] == ["报表导不出来"]


def test_a_reply_opens_it_and_the_customers_answer_ends_the_wait_for_it(session, opened):
    ticket = opened()
    work.reply(session, ticket, LI, name="李宁", text="哪个浏览器？")
    assert (ticket.status, ticket.first_responded_at) == ("open", LI.now)
    assert work.change_status(session, ticket, LI, "pending")
    work.customer_writes(session, ticket, Deed("customer", LI.now), "Chrome")
    assert ticket.status == "open"


def test_what_is_solved_is_reopened_by_the_customer_and_counts_how_often(session, opened):
    ticket = opened()
    assert resolve_ticket(session, ticket, LI, name="李宁", note_text="已解决")
    assert ticket.resolved_at == LI.now
    work.customer_writes(session, ticket, Deed("customer", LI.now), "又坏了")
    assert (ticket.status, ticket.reopened, ticket.resolved_at) == ("reopened", 1, None)
    assert not work.change_status(session, ticket, LI, "reopened")


def test_a_second_agent_resolves_nothing(session, opened):
    ticket = opened()
    assert resolve_ticket(session, ticket, LI, name="李宁", note_text="已解决")
    assert not resolve_ticket(session, ticket, Deed("agent:wu", LI.now), name="吴桐", note_text="已解决")
    assert kinds(session, ticket).count("ticket.status_changed") == 1


def test_the_row_is_what_the_log_says_after_any_work(session, opened):
    ticket, other = opened(), opened("看板白屏")
    work.assign(session, ticket, LI, agent="li", team="support", queue=None, reason=WHY)
    work.tag(session, ticket, LI, add=["Export ", "PDF 导出"], remove=["none"])
    work.tag(session, ticket, LI, add=["export"], remove=["pdf-导出"])
    work.set_field(session, ticket, LI, "browser", "Chrome")
    work.set_field(session, ticket, LI, "build", 5)
    work.set_field(session, ticket, LI, "build", None)
    work.change_priority(session, ticket, LI, "P1", reason=Words("月底了", "the month ends"))
    work.note(session, ticket, LI, name="李宁", text="@吴桐 看一下", mentions=["wu"])
    work.link(session, ticket, LI, other)
    work.mark_incident(session, ticket, LI, incident=True)
    work.change_status(session, ticket, LI, "on_hold", why="with the vendor")
    assert state_of(ticket) == fold(read_events(session, ticket))
    assert (ticket.tags, ticket.fields) == (["export"], {"browser": "Chrome"})
    assert ticket.events == len(read_events(session, ticket))


@pytest.mark.parametrize(
    ("add", "why"),
    [
        ([f"t{n}" for n in range(31)], "that would be 31 tags"),
        (["fits", "x" * 65], "has 65 characters; expected at most 64"),
    ],
)
def test_tags_that_do_not_fit_are_refused_and_none_is_added(session, opened, add, why):
    ticket = opened()
    with pytest.raises(TicketFull, match=why):
        work.tag(session, ticket, LI, add=add)
    assert ticket.tags == []


def test_a_full_ticket_takes_another_tag_in_place_of_one(session, opened):
    ticket = opened()
    work.tag(session, ticket, LI, add=["y" * 64, *(f"t{n}" for n in range(29))])
    assert not work.tag(session, ticket, LI, add=["t1"])
    assert work.tag(session, ticket, LI, add=["t30"], remove=["t1"])
    assert len(ticket.tags) == 30
    assert work.tag(session, ticket, LI, remove=["t2"])


def test_there_is_an_end_to_custom_fields_and_those_there_are_still_change(session, opened):
    ticket = opened()
    for n in range(50):
        work.set_field(session, ticket, LI, f"f{n}", "x")
    with pytest.raises(TicketFull) as full:
        work.set_field(session, ticket, LI, "one more", "x")
    assert ("最多 50 个" in full.value.why.zh, "at most 50" in full.value.why.en) == (True, True)
    assert work.set_field(session, ticket, LI, "f1", "y")
    assert work.set_field(session, ticket, LI, "f2", None)
    assert work.set_field(session, ticket, LI, "one more", "x")


def test_whom_a_note_mentions_watches(session, opened):
    ticket = opened()
    work.note(session, ticket, LI, name="李宁", text="@吴桐", mentions=["wu"])
    assert work.watchers_of(session, ticket) == ["wu"]
    assert work.unwatch(session, ticket, LI, "wu")
    assert work.watchers_of(session, ticket) == []


def test_links_are_seen_from_both_ends_and_taken_away_from_either(session, opened):
    ticket, other = opened(), opened("看板白屏")
    assert work.link(session, ticket, LI, other)
    assert not work.link(session, ticket, LI, other)
    assert work.links_of(session, other) == {ticket.id: "related"}
    assert work.unlink(session, other, LI, ticket)
    assert work.links_of(session, ticket) == {}
    assert not work.unlink(session, ticket, LI, other)
    assert work.link(session, ticket, LI, other)


def test_two_tickets_have_one_link_whichever_of_them_it_was_made_from(session, opened):
    ticket, other = opened(), opened("看板白屏")
    assert work.link(session, ticket, LI, other)
    before = ticket.events, other.events
    assert not work.link(session, other, LI, ticket)
    assert (ticket.events, other.events) == before
    assert work.unlink(session, ticket, LI, other)
    assert work.links_of(session, ticket) == work.links_of(session, other) == {}


def test_a_link_that_stands_there_twice_goes_at_once(session, opened):
    ticket, other = opened(), opened("看板白屏")
    for one, two in ((ticket, other), (other, ticket)):
        ends = {"tenant_id": "demo", "ticket_id": one.id, "other_id": two.id}
        session.add(TicketLink(**ends, kind="related", created_at=LI.now))
    session.flush()
    assert work.unlink(session, other, LI, ticket)
    assert work.links_of(session, ticket) == {}


def test_who_does_not_watch_any_more_cannot_stop_once_more(session, opened):
    ticket = opened()
    assert work.watch(session, ticket, LI, "wu")
    assert work.unwatch(session, ticket, LI, "wu")
    assert not work.unwatch(session, ticket, LI, "wu")
    assert kinds(session, ticket).count("ticket.unwatched") == 1


def test_a_late_word_opens_a_ticket_that_follows_up(session, opened, new_id):
    ticket = opened()
    resolve_ticket(session, ticket, LI, name="李宁", note_text="已解决")
    later = follow_up(
        session, ticket, "又来了", Said("c1", 9), new_id=new_id, now=TUESDAY + timedelta(days=30)
    )
    assert later.number == ticket.number + 1
    assert work.links_of(session, later) == {ticket.id: "follow_up"}
    assert ticket.status == "resolved"
