from datetime import timedelta

import numpy as np
import pytest

from escalation.duplicates.finding import READ, find_duplicates, keep_told, merge_certain
from escalation.duplicates.likeness import load_weights
from escalation.duplicates.merging import merge
from escalation.duplicates.told import Told
from escalation.ticketing import work
from escalation.ticketing.log import read_events
from escalation.ticketing.work import Deed
from tests.unit.escalation.conftest import TUESDAY

NOW = TUESDAY + timedelta(hours=1)
SYSTEM = Deed("system", NOW)
SURE = "邀请的新成员收不到邀请邮件"


@pytest.fixture
def told(session, opened):
    """A ticket whose telling is kept."""

    def open_and_keep(text, *, language="zh", embedder=None, vector=None, **who):
        ticket = opened(text, **who)
        telling = Told(text, language, frozenset({("platform", "web")}), vector)
        keep_told(session, ticket, telling, embedder=embedder, now=ticket.created_at)
        session.flush()
        return ticket

    return open_and_keep


def find(session, ticket, now=NOW):
    return find_duplicates(session, ticket, weights=load_weights(), now=now)


def test_open_tickets_of_the_same_trouble_are_found_across_customers_and_languages(session, told):
    one = told("The board won't load, endless spinner", language="en", contact="chen")
    told("想预约一次培训", contact="chen")
    mine = told("看板一直打不开")
    found = find(session, mine)
    assert [duplicate.ticket for duplicate in found] == [one]
    assert not found[0].same_customer


def test_what_is_solved_merged_or_old_is_not_found(session, told):
    solved, merged, root = told(SURE), told(SURE), told("报表很慢")
    work.change_status(session, solved, SYSTEM, "resolved")
    merge(session, merged, root, SYSTEM)
    old = told(SURE)
    mine = told(SURE)
    assert [one.ticket for one in find(session, mine)] == [old]
    assert find(session, mine, now=NOW + timedelta(days=31)) == []


def test_a_ticket_that_is_not_kept_yet_has_none(session, told, opened):
    told(SURE)
    assert find(session, opened(SURE)) == []


def test_vectors_of_another_embedder_are_left_out(session, told):
    near = np.ones(384, np.float32)
    told(SURE, embedder="onnx.v1-old", vector=near)
    mine = told("邀请邮件对方收不到", embedder="onnx.v1-new", vector=near)
    plain = told("邀请邮件对方收不到", embedder=None)
    scores = [
        next(one.likeness.score for one in find(session, it) if one.ticket.number < mine.number)
        for it in (mine, plain)
    ]
    assert scores[0] == scores[1]


def test_what_one_customer_surely_told_twice_is_merged_unasked(session, told):
    first, second = told(SURE), told("邀请的新成员收不到邀请邮件，重发也收不到")
    assert merge_certain(session, second, find(session, second), SYSTEM) is first
    assert second.merged_into == first.id
    assert [event.by for event in read_events(session, second) if event.type == "ticket.merged"] == ["system"]


def test_across_customers_nothing_is_merged_unasked(session, told):
    told(SURE, contact="chen")
    told(SURE, contact=None)
    mine = told(SURE)
    found = find(session, mine)
    assert len(found) == 2 and all(one.likeness.certain for one in found)
    assert merge_certain(session, mine, found, SYSTEM) is None
    assert merge_certain(session, mine, find(session, mine), SYSTEM) is None


def test_what_an_agent_has_begun_with_stays_where_it_is(session, told):
    told(SURE)
    mine = told(SURE)
    found = find(session, mine)
    work.reply(session, mine, SYSTEM, name="李宁", text="请稍等")
    assert merge_certain(session, mine, found, SYSTEM) is None


def test_where_pairs_are_read_what_reads_as_one_trouble_is_found_and_nothing_else(session, told):
    one, other = told("屏幕上那个小人不动了"), told(SURE)
    mine = told("助手的头像僵住了")

    def read(a, b):
        return 12.0 if "小人" in a + b else -12.0

    assert find(session, mine) == []
    found = find_duplicates(session, mine, weights=load_weights(), now=NOW, read=read)
    assert [duplicate.ticket for duplicate in found] == [one]
    assert other not in [duplicate.ticket for duplicate in found]


def test_only_the_nearest_are_read_and_the_customers_own_before_all(session, told):
    own = told("另一回事", contact="chen")
    for number in range(2 * READ):
        told(f"第 {number} 件事", contact=None)
    mine = told("助手的头像僵住了", contact="chen")
    asked = []

    def read(a, b):
        asked.append(b)
        return -12.0

    find_duplicates(session, mine, weights=load_weights(), now=NOW, read=read)
    assert len(asked) == READ
    assert asked[0] == "另一回事"
    assert own.merged_into is None
