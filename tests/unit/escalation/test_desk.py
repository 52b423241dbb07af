from dataclasses import dataclass, replace

import pytest

from escalation.duplicates.merging import merge
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.sla.clocks import clocks_of
from escalation.ticketing.desk import NewTicket, find_ticket, open_or_join_ticket, open_ticket
from escalation.ticketing.log import read_events, state_of
from escalation.ticketing.state import fold
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed, change_priority, change_status, note
from tests.unit.escalation.conftest import TUESDAY

LI = Deed("agent:li", TUESDAY)


@dataclass
class Desk:
    session: object
    new_id: object

    def tell(self, intent, text, *, conversation="c1", contact="qinglan", tenant="demo", **more):
        told = self.told(intent, text, conversation=conversation, contact=contact, **more)
        return open_or_join_ticket(self.session, tenant, told, new_id=self.new_id, deed=Deed("bot", TUESDAY))

    def told(
        self, intent, text, *, conversation="c1", contact="qinglan", module=None, level="P2", taken_for=None
    ):
        return NewTicket(
            customer_key=taken_for,
            conversation_id=conversation,
            contact_key=contact,
            channel="widget",
            language="zh",
            tier=None,
            intent=intent,
            subject=text,
            text=text,
            module=module,
            priority=Priority(level, (Words("测试如此", "as the test says"),)),
        )


@pytest.fixture
def desk(session, new_id):
    return Desk(session, new_id)


def test_numbers_go_on_after_the_last_ticket_of_the_tenant(desk):
    assert desk.tell("report_bug", "报表导不出").ticket.number == 3313
    assert desk.tell("complaint", "太慢了").ticket.number == 3314
    assert desk.tell("complaint", "slow", tenant="other", contact=None).ticket.number == 1


def test_the_same_trouble_told_twice_joins_the_first_ticket(desk, session):
    first = desk.tell("outage", "全公司都进不去")
    again = desk.tell("outage", "还是进不去！！")
    assert again.joined
    assert again.ticket is first.ticket
    assert [entry.text for entry in list_thread(session, first.ticket)] == [
        "全公司都进不去",
        "还是进不去！！",
    ]


def test_the_same_contact_joins_from_another_conversation_and_another_contact_does_not(desk):
    first = desk.tell("outage", "everything is down")
    assert desk.tell("outage", "still down", conversation="c2").ticket is first.ticket
    assert not desk.tell("outage", "down here too", conversation="c3", contact="northfold").joined


def test_whom_the_desk_takes_for_a_customer_joins_nothing_of_theirs_and_is_told_no_number_of_theirs(
    desk, session
):
    theirs = desk.tell("outage", "everything is down").ticket
    mail = desk.tell("outage", "down", conversation="m1", contact=None, taken_for="qinglan")
    assert (mail.joined, mail.ticket.contact_key) == (False, "qinglan")
    merge(session, mail.ticket, theirs, LI)
    again = desk.tell("outage", "still down", conversation="m1", contact=None, taken_for="qinglan")
    assert (again.joined, again.ticket) == (True, mail.ticket)
    # Signed in, they hear the number that it goes on under.
    assert desk.tell("outage", "still down", conversation="c9").ticket is theirs


def test_a_module_that_is_told_later_is_in_the_log(desk, session):
    first = desk.tell("report_bug", "it hangs").ticket
    desk.tell("report_bug", "the kanban board hangs", module="kanban")
    assert first.module == "kanban"
    changed = [event for event in read_events(session, first) if event.type == "ticket.module_changed"]
    assert [(event.by, event.data) for event in changed] == [("bot", {"from": None, "to": "kanban"})]
    assert fold(read_events(session, first)) == state_of(first)


def test_a_log_from_before_the_module_and_the_customer_stood_in_it_is_read_as_ever(desk, session):
    ticket = desk.tell("outage", "it hangs", module="kanban").ticket
    change_priority(session, ticket, LI, "P1", reason=Words("测试", "a test"))
    events = read_events(session, ticket)
    data = {
        name: value for name, value in events[0].data.items() if name not in ("contact", "module", "tags")
    }
    old = [replace(events[0], data=data), *events[1:]]
    assert fold(old) == replace(state_of(ticket), contact_key=None, module=None)
    assert clocks_of(old) == clocks_of(events)


def test_a_visitor_joins_only_in_the_same_conversation(desk):
    first = desk.tell("outage", "down", contact=None)
    assert desk.tell("outage", "still", contact=None).ticket is first.ticket
    assert not desk.tell("outage", "down", contact=None, conversation="c2").joined


def test_two_bugs_in_two_modules_are_two_tickets(desk):
    first = desk.tell("report_bug", "board is broken", module="board")
    assert not desk.tell("report_bug", "reports are empty", module="reports").joined
    assert desk.tell("report_bug", "the board again", module="board").ticket is first.ticket


def test_a_joined_ticket_keeps_the_more_urgent_priority(desk):
    ticket = desk.tell("report_bug", "odd", level="P2").ticket
    desk.tell("report_bug", "now it blocks us", level="P1")
    desk.tell("report_bug", "fine again", level="P3")
    assert ticket.priority == "P1"


def test_a_resolved_ticket_is_not_joined(desk):
    first = desk.tell("outage", "down").ticket
    first.status = "resolved"
    assert not desk.tell("outage", "down again").joined


def merged(desk, session, *, mine="qinglan", theirs="northfold"):
    """A ticket of `mine` that was merged into one of `theirs`."""
    root = desk.tell("outage", "全公司都进不去", conversation="c1", contact=theirs).ticket
    mine = desk.tell("outage", "everything is down", conversation="c2", contact=mine).ticket
    merge(session, mine, root, LI)
    return mine, root


def test_what_was_merged_is_joined_where_it_goes_on_and_named_as_its_customer_knows_it(desk, session):
    mine, root = merged(desk, session)
    again = desk.tell("outage", "still down", conversation="c3", level="P0")
    assert (again.ticket, again.joined) == (mine, True)
    assert [entry.text for entry in list_thread(session, root)] == ["全公司都进不去", "still down"]
    assert (root.priority, mine.priority) == ("P0", "P2")


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_what_was_merged_into_a_solved_ticket_is_not_joined(desk, session, status):
    mine, root = merged(desk, session)
    change_status(session, root, LI, status)
    for conversation in ("c3", "c2"):
        again = desk.tell("outage", "down again, half a year later", conversation=conversation)
        assert again.ticket not in (mine, root)
    assert (root.status, root.contact_key) == (status, "northfold")
    assert [entry.text for entry in list_thread(session, root)] == ["全公司都进不去"]


def test_an_older_open_ticket_is_joined_past_one_that_was_merged_into_a_solved_one(desk, session):
    old = desk.tell("outage", "down", conversation="c0").ticket
    root = desk.tell("outage", "进不去", conversation="c1", contact="northfold").ticket
    late = open_ticket(session, "demo", desk.told("outage", "down"), new_id=desk.new_id, deed=LI)
    merge(session, late, root, LI)
    change_status(session, root, LI, "resolved")
    assert desk.tell("outage", "still", conversation="c3").ticket is old


def test_what_was_solved_and_then_merged_into_an_open_ticket_is_open(desk, session):
    mine = desk.tell("outage", "down", conversation="c2").ticket
    change_status(session, mine, LI, "resolved")
    root = desk.tell("outage", "全公司都进不去", conversation="c1", contact="northfold").ticket
    merge(session, mine, root, LI)
    assert desk.tell("outage", "down again", conversation="c3").ticket is mine
    assert root.events > 3


def test_one_customers_merged_ticket_is_named_by_the_one_it_goes_on_in(desk, session):
    first = desk.tell("outage", "down").ticket
    second = open_ticket(session, "demo", desk.told("outage", "down"), new_id=desk.new_id, deed=LI)
    merge(session, second, first, LI)
    assert desk.tell("outage", "still down", conversation="c3").ticket is first


def test_a_ticket_is_found_by_its_owner_only(desk, session):
    number = desk.tell("complaint", "慢").ticket.number
    assert find_ticket(session, "demo", "qinglan", number) is not None
    assert find_ticket(session, "demo", "northfold", number) is None


def test_the_thread_keeps_the_order_in_which_it_was_told(desk, session):
    ticket = desk.tell("complaint", "一").ticket
    for text in ("二", "三"):
        note(session, ticket, Deed("agent:a1", TUESDAY), name="Ning", text=text)
    thread = list_thread(session, ticket)
    assert [(entry.position, entry.text) for entry in thread] == [(1, "一"), (2, "二"), (3, "三")]
