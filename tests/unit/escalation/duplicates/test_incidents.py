from datetime import timedelta

import pytest

from escalation.duplicates.incidents import (
    answer_gathered,
    gather,
    leave,
    list_gathered,
    resolve_gathered,
    set_status,
)
from escalation.duplicates.merging import merge
from escalation.errors import MergeRefused
from escalation.ticketing import work
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed
from tests.unit.escalation.conftest import TUESDAY

LI = Deed("agent:li", TUESDAY + timedelta(hours=1))


@pytest.fixture
def incident(session, opened):
    ticket = opened("蓝云打不开，全公司都这样")
    work.mark_incident(session, ticket, LI, incident=True)
    return ticket


def test_one_answer_reaches_all_that_it_gathered(session, opened, incident):
    hit = [opened(contact="chen"), opened(contact=None)]
    for ticket in hit:
        assert gather(session, incident, ticket, LI)
    answered = answer_gathered(session, incident, LI, name="李宁", text="我们在修，半小时内恢复")
    assert [one.ticket.id for one in answered] == [ticket.id for ticket in hit]
    for ticket in hit:
        assert list_thread(session, ticket)[-1].text == "我们在修，半小时内恢复"
        assert (ticket.status, ticket.first_responded_at) == ("open", LI.now)


def test_solved_once_is_solved_for_all_that_are_still_open(session, opened, incident):
    one, other = opened(), opened()
    for ticket in (one, other):
        gather(session, incident, ticket, LI)
    work.change_status(session, other, LI, "closed")
    assert resolve_gathered(session, incident, LI, why="fixed") == [one]
    assert (one.status, other.status) == ("resolved", "closed")


def test_each_may_leave_and_lives_on_by_itself(session, opened, incident):
    one, other = opened(), opened()
    for ticket in (one, other):
        gather(session, incident, ticket, LI)
    assert leave(session, incident, one, LI)
    assert not leave(session, incident, one, LI)
    assert list_gathered(session, incident) == [other]
    assert resolve_gathered(session, incident, LI, why="fixed") == [other]
    assert one.status == "new"


def test_twice_is_once(session, opened, incident):
    ticket = opened()
    assert gather(session, incident, ticket, LI)
    assert not gather(session, incident, ticket, LI)
    assert list_gathered(session, incident) == [ticket]


def test_only_an_incident_gathers_and_only_single_troubles(session, opened, incident):
    plain, merged = opened(), opened()
    merge(session, merged, plain, LI)
    for taker, taken in ((plain, incident), (incident, incident), (incident, merged)):
        with pytest.raises(MergeRefused):
            gather(session, taker, taken, LI)
    assert list_gathered(session, incident) == []


def test_other_links_are_not_gathered(session, opened, incident):
    related = opened()
    work.link(session, related, LI, incident)
    assert list_gathered(session, incident) == []


@pytest.mark.parametrize("from_incident", [False, True])
def test_what_is_linked_otherwise_is_gathered_all_the_same(session, opened, incident, from_incident):
    hit = opened()
    ends = (incident, hit) if from_incident else (hit, incident)
    work.link(session, ends[0], LI, ends[1])
    assert gather(session, incident, hit, LI)
    assert list_gathered(session, incident) == [hit]
    assert work.links_of(session, hit) == {incident.id: "incident"}
    assert not work.link(session, incident, LI, hit)
    assert leave(session, incident, hit, LI)
    assert work.links_of(session, hit) == {}


@pytest.mark.parametrize("kind", ["related", "follow_up"])
def test_what_was_never_gathered_does_not_leave(session, opened, incident, kind):
    other = opened()
    work.link(session, other, LI, incident, kind)
    assert not leave(session, incident, other, LI)
    assert work.links_of(session, other) == {incident.id: kind}


def test_an_incident_that_is_solved_solves_what_it_gathers_and_one_that_waits_does_not(
    session, opened, incident
):
    hit, other = opened(), opened()
    gather(session, incident, hit, LI)
    set_status(session, incident, LI, "pending")
    assert (hit.status, other.status) == ("new", "new")
    assert set_status(session, incident, LI, "closed")
    assert (incident.status, hit.status, other.status) == ("closed", "resolved", "new")


def test_what_its_customer_opened_again_is_left_alone_when_the_incident_is_closed(session, opened, incident):
    hit = opened()
    gather(session, incident, hit, LI)
    set_status(session, incident, LI, "resolved")
    work.customer_writes(session, hit, Deed("customer", LI.now), "not for us")
    assert set_status(session, incident, LI, "closed")
    assert hit.status == "reopened"


def test_an_incident_is_not_merged_away_from_the_tickets_it_gathers(session, opened, incident):
    hit, other = opened(), opened()
    gather(session, incident, hit, LI)
    with pytest.raises(MergeRefused, match="gather them into that one first"):
        merge(session, incident, other, LI)
    leave(session, incident, hit, LI)
    session.flush()
    merge(session, incident, other, LI)
    assert incident.merged_into == other.id
