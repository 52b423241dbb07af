from datetime import timedelta

import pytest

from escalation.errors import NotFound, SettingRejected, SettingStale
from escalation.routing.action_check import Known
from escalation.routing.people import (
    delete_queue,
    delete_team,
    find_team,
    get_profile,
    list_queues,
    list_teams,
    save_profile,
    save_queue,
    save_team,
)
from escalation.routing.rule_check import read_rule
from escalation.routing.rule_file import read_rules, write_rules
from escalation.routing.rulebook import (
    delete_rule,
    get_rule,
    list_rules,
    reorder_rules,
    replace_rules,
    save_rule,
    switch_rule,
)
from escalation.workflow.defaults import default_rules, furnish_desk, has_desk, renew_rules
from escalation.workflow.shelf import TEMPLATES
from tests.unit.escalation.conftest import TUESDAY

NAMES = {"zh": "名", "en": "name"}
ANYTHING = Known()
BY_PRIORITY = ["critical", "high", "normal", "rest"]
DEADLINES = ["deadline_near", "deadline_near_unassigned", "deadline_missed"]


@pytest.fixture
def desk(session):
    furnish_desk(session, "demo", TUESDAY)
    return session


def data(rule_id="vip", **changes):
    return {
        "id": rule_id,
        "name": NAMES,
        "events": ["ticket.opened"],
        "actions": [{"do": "set_priority", "priority": "P1"}],
        **changes,
    }


def save(session, body, version=None, known=ANYTHING):
    return save_rule(session, "demo", body, known, version=version, by="ning@lanyun.example", now=TUESDAY)


def ids(session):
    return [kept.rule.id for kept in list_rules(session, "demo", ANYTHING)]


def test_a_tenant_starts_with_the_default_rules_teams_and_queues(desk):
    assert has_desk(desk, "demo")
    assert not has_desk(desk, "other")
    assert ids(desk) == [*BY_PRIORITY, *DEADLINES]
    assert [team.key for team in list_teams(desk, "demo")] == ["emergency", "support"]
    assert [queue.key for queue in list_queues(desk, "demo")] == ["bot", "default", "emergency", "support"]
    known = Known(
        teams=frozenset({"emergency", "support"}),
        queues=frozenset({"bot", "default", "emergency", "support"}),
        templates=frozenset(kept.key for kept in TEMPLATES.list(desk, "demo")),
    )
    assert not [kept for kept in list_rules(desk, "demo", known) if kept.problems]


def as_once(session, *changes):
    """The rules as tenants started with them when nobody was told of deadlines; and `changes` of them."""
    bodies = {kept.rule.id: kept.data for kept in list_rules(session, "demo", ANYTHING)}
    critical = bodies["critical"]
    actions = [one for one in critical["actions"] if one.get("by") != "console"]
    bodies |= {"critical": critical | {"actions": actions}, **dict(changes)}
    rules = [read_rule(bodies[rule_id], ANYTHING) for rule_id in BY_PRIORITY]
    replace_rules(session, "demo", rules, by="huiyi", now=TUESDAY)


def test_rules_that_nobody_has_touched_become_what_tenants_start_with_now(desk):
    as_once(desk)
    TEMPLATES.delete(desk, "demo", "sla_near")
    renew_rules(desk, "demo", TUESDAY)
    assert [kept.rule for kept in list_rules(desk, "demo", ANYTHING)] == default_rules()
    assert TEMPLATES.find(desk, "demo", "sla_near")


def test_rules_that_somebody_has_changed_stay(desk):
    as_once(desk, ("rest", data("rest")))
    renew_rules(desk, "demo", TUESDAY)
    assert ids(desk) == BY_PRIORITY


def test_the_new_ones_do_not_come_again_where_they_were_deleted(desk):
    as_once(desk)
    renew_rules(desk, "demo", TUESDAY)
    for rule_id in DEADLINES:
        delete_rule(desk, "demo", rule_id)
    renew_rules(desk, "demo", TUESDAY)
    assert ids(desk) == BY_PRIORITY


def test_a_new_rule_goes_to_the_end_and_can_be_moved(desk):
    save(desk, data())
    assert ids(desk)[-1] == "vip"
    turned = ["vip", *reversed(BY_PRIORITY), *DEADLINES]
    reorder_rules(desk, "demo", turned)
    assert ids(desk) == turned
    with pytest.raises(SettingRejected):
        reorder_rules(desk, "demo", ["vip"])


def test_the_second_to_save_what_both_looked_at_is_told(desk):
    first = save(desk, data())
    save(desk, data(stop=True), version=first.version)
    with pytest.raises(SettingStale):
        save(desk, data(enabled=False), version=first.version)
    with pytest.raises(SettingStale):
        save(desk, data())


def test_a_rule_is_switched_and_deleted(desk):
    save(desk, data())
    switch_rule(desk, "demo", "vip", enabled=False, by="x", now=TUESDAY)
    assert not get_rule(desk, "demo", "vip", ANYTHING).rule.enabled
    switch_rule(desk, "demo", "vip", enabled=True, by="x", now=TUESDAY)
    assert get_rule(desk, "demo", "vip", ANYTHING).rule.enabled
    delete_rule(desk, "demo", "vip")
    with pytest.raises(NotFound):
        get_rule(desk, "demo", "vip", ANYTHING)


def test_what_a_rule_names_and_is_gone_is_told_and_the_rest_of_it_stays(desk):
    save(desk, data(actions=[{"do": "assign", "team": "night"}, {"do": "set_priority", "priority": "P0"}]))
    kept = get_rule(desk, "demo", "vip", Known(teams=frozenset({"support"})))
    assert [problem.path for problem in kept.problems] == ["actions.0.team"]
    assert len(kept.rule.actions) == 2


def test_the_book_goes_out_as_a_file_and_comes_in_again(desk):
    save(desk, data())
    text = write_rules(kept.data for kept in list_rules(desk, "demo", ANYTHING))
    replace_rules(desk, "demo", default_rules(), by="x", now=TUESDAY)
    assert "vip" not in ids(desk)
    replace_rules(desk, "demo", read_rules(text, ANYTHING), by="x", now=TUESDAY + timedelta(hours=1))
    assert ids(desk)[-1] == "vip"
    unchanged = get_rule(desk, "demo", "high", ANYTHING)
    assert (unchanged.version, unchanged.changed_at) == (1, TUESDAY)


def test_another_tenant_has_a_book_of_its_own(desk):
    assert list_rules(desk, "other", ANYTHING) == []
    assert list_teams(desk, "other") == []


def test_a_team_has_members_and_is_kept_while_a_rule_sends_tickets_to_it(desk):
    support = {"key": "support", "name": NAMES, "members": ["a_2", "a_1"]}
    save_team(desk, "demo", support, agents={"a_1", "a_2"})
    assert find_team(desk, "demo", "support").members == ("a_1", "a_2")
    with pytest.raises(SettingRejected) as rejected:
        delete_team(desk, "demo", "support")
    assert rejected.value.problems[0].got == '["high"]'
    delete_rule(desk, "demo", "high")
    delete_team(desk, "demo", "support")
    assert find_team(desk, "demo", "support") is None


def test_a_member_must_be_one_of_our_agents(desk):
    with pytest.raises(SettingRejected) as rejected:
        save_team(desk, "demo", {"key": "night", "name": NAMES, "members": ["a_9"]}, agents={"a_1"})
    assert [problem.path for problem in rejected.value.problems] == ["members"]


def test_the_default_queue_stays(desk):
    save_queue(desk, "demo", {"key": "billing", "name": NAMES})
    delete_queue(desk, "demo", "billing")
    delete_rule(desk, "demo", "rest")
    with pytest.raises(SettingRejected):
        delete_queue(desk, "demo", "default")


def test_what_an_agent_can_do_is_kept_and_checked(desk):
    assert get_profile(desk, "demo", "a_1").capacity == 20
    save_profile(
        desk,
        "demo",
        "a_1",
        {"capacity": 8, "languages": ["zh"], "modules": ["reports"], "phone": "+86 138-0000-0000"},
    )
    kept = get_profile(desk, "demo", "a_1")
    assert (kept.capacity, kept.languages, kept.phone) == (8, ("zh",), "+8613800000000")
    with pytest.raises(SettingRejected) as rejected:
        save_profile(desk, "demo", "a_1", {"capacity": -1, "phone": "110", "languages": "zh"})
    assert {problem.path for problem in rejected.value.problems} == {"capacity", "phone", "languages"}
