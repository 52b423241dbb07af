from datetime import timedelta

import pytest

from escalation.duplicates.incidents import whom_to_tell
from escalation.duplicates.merging import list_merged, lock_tree, merge, read_story, unmerge
from escalation.errors import MergeRefused
from escalation.sla.clocks import ClockState, clocks_of
from escalation.ticketing import work
from escalation.ticketing.log import read_events
from escalation.ticketing.work import Deed
from tests.merge_trees import play_merge_tree
from tests.unit.escalation.conftest import TUESDAY

LI = Deed("agent:li", TUESDAY + timedelta(hours=1))
LATER = Deed("agent:li", TUESDAY + timedelta(hours=2))


def kinds(session, ticket):
    return [event.type for event in read_events(session, ticket)]


def test_a_merged_ticket_says_where_it_goes_on_and_keeps_its_status_underneath(session, opened):
    first, second = opened(), opened("看板加载不出来")
    merge(session, second, first, LI)
    assert (second.merged_into, second.status) == (first.id, "new")
    assert kinds(session, second)[-1] == "ticket.merged"
    assert kinds(session, first)[-1] == "ticket.absorbed"


def test_its_clocks_stand_still_until_it_is_on_its_own_again(session, opened):
    first, second = opened(), opened()
    before = clocks_of(read_events(session, second))
    merge(session, second, first, LI)
    assert second.due_at is None
    assert {clock.state for clock in clocks_of(read_events(session, second))} == {ClockState.stopped}
    assert unmerge(session, second, LATER)
    assert [(clock.kind, clock.due_at) for clock in clocks_of(read_events(session, second))] == [
        (clock.kind, clock.due_at) for clock in before
    ]
    assert (second.merged_into, kinds(session, first)[-1]) == (None, "ticket.released")


def test_the_story_has_the_entries_of_all_by_time(session, opened):
    first, second, third = opened("一"), opened("二"), opened("三")
    merge(session, third, second, LI)
    merge(session, second, first, LI)
    work.reply(session, first, LATER, name="李宁", text="正在处理")
    told = [(said.ticket.number, said.entry.text) for said in read_story(session, first)]
    assert told == [
        (first.number, "一"),
        (second.number, "二"),
        (third.number, "三"),
        (first.number, "正在处理"),
    ]
    assert [one.id for one in list_merged(session, first)] == [second.id, third.id]


def test_the_customers_of_all_are_told(session, opened):
    first, second, third = opened(), opened(contact="chen"), opened(contact=None)
    merge(session, third, second, LI)
    merge(session, second, first, LI)
    assert [one.id for one in whom_to_tell(session, first)] == [first.id, second.id, third.id]
    assert unmerge(session, second, LATER)
    assert [one.id for one in whom_to_tell(session, first)] == [first.id]
    assert [one.id for one in whom_to_tell(session, second)] == [second.id, third.id]


def test_what_was_not_merged_cannot_be_taken_out(session, opened):
    ticket = opened()
    assert not unmerge(session, ticket, LI)
    assert "ticket.unmerged" not in kinds(session, ticket)


def test_circles_are_refused(session, opened):
    first, second, third = opened(), opened(), opened()
    merge(session, second, first, LI)
    merge(session, third, second, LI)
    for source, into in ((first, first), (first, second), (first, third)):
        with pytest.raises(MergeRefused):
            merge(session, source, into, LI)
    assert first.merged_into is None


def test_what_is_merged_goes_nowhere_else(session, opened):
    first, second, third = opened(), opened(), opened()
    merge(session, second, first, LI)
    with pytest.raises(MergeRefused, match="take it out first"):
        merge(session, second, third, LI)


def test_open_trouble_does_not_go_under_in_a_solved_ticket(session, opened):
    solved, fresh = opened(), opened()
    work.change_status(session, solved, LI, "resolved")
    with pytest.raises(MergeRefused, match="open it again first") as refused:
        merge(session, fresh, solved, LI)
    assert refused.value.why.zh == "对方已经解决，请先重新打开"
    merge(session, solved, fresh, LI)
    assert solved.merged_into == fresh.id


def test_another_tenants_ticket_is_never_merged(session, opened):
    mine, other = opened(), opened()
    session.expunge(other)
    other.tenant_id = "umbra"
    with pytest.raises(MergeRefused, match="two desks"):
        merge(session, mine, other, LI)


def test_a_tree_is_locked_up_to_its_root(session, opened):
    first, second, third = opened(), opened(), opened()
    merge(session, second, first, LI)
    merge(session, third, second, LI)
    assert set(lock_tree(session, "demo", [third.id])) == {first.id, second.id, third.id}


@pytest.mark.parametrize("seed", range(20))
def test_taken_apart_it_is_as_if_it_had_never_been_merged(seed):
    assert play_merge_tree(seed) is None
