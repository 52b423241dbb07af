from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.routing.action import Assign, Notify, SetPriority, Tag
from escalation.routing.action_check import Known
from escalation.routing.deciding import DEEPEST, Chain, Outcome, decide
from escalation.routing.rule import EVENTS, TIME, Condition, Group, Rule
from escalation.routing.rule_check import read_rule, rule_data
from escalation.routing.view import FIELDS, OPERATORS, Kind, TicketView
from escalation.routing.why import read_why
from escalation.routing.words import Words
from escalation.workflow.defaults import default_rules

VIEW = TicketView(
    priority="P2",
    status="new",
    channel="widget",
    language="en",
    intent="report_bug",
    subject="Export fails",
    text="The CSV export stops at row 100",
    tier="business",
    tags=("csv", "export"),
    fields={"seats": 40, "region": "EU"},
)
NAMED = Words("名", "name")


def rule(rule_id="r", when=(), mode="all", **more):
    values = {"events": ("ticket.opened",), "actions": (Tag(add=(rule_id,)),), **more}
    return Rule(rule_id, NAMED, when=Group(mode, tuple(when)), **values)


def outcomes(decision):
    return {one.rule_id: one.outcome for one in decision.trace}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition("priority", "is", ("P1", "P2")), True),
        (Condition("priority", "is_not", ("P2",)), False),
        (Condition("intent", "is", ("REPORT_BUG",)), True),
        (Condition("tier", "is_set"), True),
        (Condition("team", "is_set"), False),
        (Condition("team", "is_empty"), True),
        (Condition("team", "is_not", ("support",)), True),
        (Condition("text", "contains", ("csv EXPORT",)), True),
        (Condition("text", "contains", ("exp", "xlsx")), True),
        (Condition("text", "contains_not", ("xlsx",)), True),
        (Condition("tags", "contains", ("Export",)), True),
        (Condition("tags", "contains", ("exp",)), False),
        (Condition("tags", "is_empty"), False),
        (Condition("hours", "is", ("open",)), True),
        (Condition("minutes_in_status", "at_least", ("1",)), False),
        (Condition("minutes_in_status", "at_most", ("0",)), True),
        (Condition("field.seats", "at_least", ("40",)), True),
        (Condition("field.seats", "is", ("40",)), True),
        (Condition("field.region", "is", ("eu",)), True),
        (Condition("field.nothing", "at_most", ("5",)), False),
        (Condition("field.nothing", "is_empty"), True),
        (Condition("incident", "is", ("no",)), True),
    ],
)
def test_a_condition_holds_or_not(condition, holds):
    decision = decide([rule(when=[condition])], "ticket.opened", VIEW)
    assert bool(decision.actions) == holds


def test_all_needs_every_condition_and_any_needs_one():
    true, false = Condition("priority", "is", ("P2",)), Condition("priority", "is", ("P0",))
    rules = [
        rule("all", [true, false]),
        rule("any", [true, false], mode="any"),
        rule("none", [false, false], mode="any"),
        rule("nested", [true, Group("any", (false, true))]),
        rule("empty"),
    ]
    decided = outcomes(decide(rules, "ticket.opened", VIEW))
    assert [name for name, outcome in decided.items() if outcome is Outcome.matched] == [
        "any",
        "nested",
        "empty",
    ]


def test_the_reason_names_the_condition_that_failed_and_what_was_there():
    decision = decide([rule(when=[Condition("tier", "is", ("enterprise",))])], "ticket.opened", VIEW)
    why = decision.trace[0].why
    assert why.in_language("en") == '"Customer\'s plan is enterprise" does not hold: it was "business"'
    assert why.in_language("zh") == "“客户套餐是enterprise”不成立：当时是“business”"
    assert read_why(why.as_data()) == why


def test_rules_act_in_order_until_one_stops_them():
    rules = [rule("a"), rule("b", stop=True), rule("c"), rule("d", events=("ticket.noted",))]
    decision = decide(rules, "ticket.opened", VIEW)
    assert [(one.rule_id, one.number) for one in decision.actions] == [("a", 1), ("b", 1)]
    assert outcomes(decision) == {
        "a": Outcome.matched,
        "b": Outcome.matched,
        "c": Outcome.stopped,
        "d": Outcome.skipped,
    }


def test_a_rule_that_does_not_match_stops_nothing():
    rules = [rule("a", [Condition("priority", "is", ("P0",))], stop=True), rule("b")]
    assert outcomes(decide(rules, "ticket.opened", VIEW))["b"] is Outcome.matched


def test_other_events_other_channels_and_what_is_off_are_passed_over():
    rules = [rule("a", events=("ticket.noted",)), rule("b", channels=("email",)), rule("c", enabled=False)]
    assert set(outcomes(decide(rules, "ticket.opened", VIEW)).values()) == {Outcome.skipped}


def test_nothing_acts_on_a_ticket_that_is_merged_into_another():
    decision = decide([rule()], "ticket.opened", replace(VIEW, merged=True))
    assert decision.trace[0].why.code == "merged"


def test_a_rule_runs_once_in_a_chain_and_no_chain_goes_on_for_ever():
    rules = [rule("a"), rule("b")]
    decided = outcomes(decide(rules, "ticket.opened", VIEW, Chain(depth=1, ran={"a"})))
    assert decided == {"a": Outcome.repeat, "b": Outcome.matched}
    deep = outcomes(decide(rules, "ticket.opened", VIEW, Chain(depth=DEEPEST + 1, ran={"a"})))
    assert deep == {"a": Outcome.repeat, "b": Outcome.loop}


@pytest.mark.parametrize(
    ("priority", "goes_to"),
    [
        ("P0", Assign(team="emergency", queue="emergency", override=True)),
        ("P1", Assign(team="support", queue="support")),
        ("P2", Assign(queue="bot")),
        ("P3", Assign(queue="default")),
    ],
)
def test_the_default_rules_send_each_priority_where_it_belongs(priority, goes_to):
    decision = decide(default_rules(), "ticket.opened", replace(VIEW, priority=priority))
    assigned = [one.action for one in decision.actions if isinstance(one.action, Assign)]
    assert assigned == [goes_to]
    alerts = [one.action for one in decision.actions if isinstance(one.action, Notify)]
    assert [alert.by for alert in alerts] == (["console", "sms"] if priority == "P0" else [])


def test_a_ticket_that_becomes_critical_alerts_and_one_that_becomes_normal_stays_where_it_is():
    raised = decide(default_rules(), "ticket.priority_changed", replace(VIEW, priority="P0"))
    assert [type(one.action) for one in raised.actions] == [Assign, Notify, Notify]
    assert not decide(default_rules(), "ticket.priority_changed", VIEW).actions


@pytest.mark.parametrize("agent", [None, "a_1"])
def test_of_a_deadline_that_is_near_who_has_the_ticket_is_told_and_else_the_team(agent):
    warned = decide(default_rules(), "sla.warned", replace(VIEW, agent_id=agent))
    assert [one.action.to for one in warned.actions] == [("assignee",) if agent else ("team",)]


def test_of_a_missed_deadline_all_are_told_whom_it_concerns():
    missed = decide(default_rules(), "sla.breached", VIEW)
    assert [one.action.to for one in missed.actions] == [("assignee", "team", "watchers")]


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(str.strip)


@st.composite
def conditions(draw):
    name = draw(st.sampled_from(sorted(FIELDS)))
    field = FIELDS[name]
    operator = draw(st.sampled_from(OPERATORS[field.kind]))
    if operator in ("is_set", "is_empty"):
        return {"field": name, "operator": operator}
    if field.kind is Kind.number:
        return {"field": name, "operator": operator, "value": draw(st.integers(0, 10_000))}
    values = st.sampled_from(field.choices) if field.kind is Kind.choice else TEXTS
    return {"field": name, "operator": operator, "value": draw(st.lists(values, min_size=1, max_size=3))}


GROUPS = st.dictionaries(
    st.sampled_from(["all", "any"]), st.lists(conditions(), max_size=4), min_size=1, max_size=1
)


@given(
    events=st.lists(st.sampled_from([one for one in EVENTS if one != TIME]), min_size=1, max_size=3),
    when=st.dictionaries(
        st.sampled_from(["all", "any"]),
        st.lists(st.one_of(conditions(), GROUPS), max_size=4),
        min_size=1,
        max_size=1,
    ),
)
def test_whatever_is_accepted_is_kept_unchanged_and_can_be_decided(events, when):
    data = {
        "id": "r",
        "name": {"zh": "名", "en": "name"},
        "events": events,
        "when": when,
        "actions": [{"do": "set_priority", "priority": "P1"}],
    }
    read = read_rule(data, Known())
    assert read_rule(rule_data(read), Known()) == read
    decision = decide([read], events[0], VIEW)
    trace = decision.trace[0]
    assert bool(decision.actions) == (trace.outcome is Outcome.matched)
    assert trace.why.in_language("zh")
    assert trace.why.in_language("en")
    assert all(one.action == SetPriority("P1") for one in decision.actions)
