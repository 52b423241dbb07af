import pytest

from escalation.errors import SettingRejected
from escalation.routing.action import Assign, Notify
from escalation.routing.action_check import Known
from escalation.routing.rule import Condition, Group, Wait
from escalation.routing.rule_check import read_rule, rule_data
from escalation.routing.rule_file import read_rules, write_rules
from escalation.workflow.defaults import default_rules

KNOWN = Known(
    teams=frozenset({"support"}),
    queues=frozenset({"default"}),
    agents=frozenset({"a_1"}),
    macros=frozenset({"close-it"}),
    templates=frozenset({"alert"}),
)
NAME = {"zh": "企业客户优先", "en": "Enterprise first"}


def vip(**changes):
    return {
        "id": "vip",
        "name": NAME,
        "events": ["ticket.opened"],
        "when": {
            "all": [
                {"field": "tier", "operator": "is", "value": "enterprise"},
                {
                    "any": [
                        {"field": "text", "operator": "contains", "value": ["down", "宕机"]},
                        {"field": "field.seats", "operator": "at_least", "value": 100},
                    ]
                },
            ]
        },
        "actions": [
            {"do": "assign", "team": "support"},
            {"do": "notify", "by": "email", "to": ["address"], "address": "o@x.example", "template": "alert"},
        ],
        "stop": True,
        **changes,
    }


def complaints(**changes):
    with pytest.raises(SettingRejected) as rejected:
        read_rule(vip(**changes), KNOWN)
    return {problem.path: problem for problem in rejected.value.problems}


def test_a_rule_is_read_with_its_groups_and_actions():
    rule = read_rule(vip(), KNOWN)
    assert rule.when == Group(
        "all",
        (
            Condition("tier", "is", ("enterprise",)),
            Group(
                "any",
                (
                    Condition("text", "contains", ("down", "宕机")),
                    Condition("field.seats", "at_least", ("100",)),
                ),
            ),
        ),
    )
    assert rule.actions == (
        Assign(team="support"),
        Notify("email", "alert", to=("address",), address="o@x.example"),
    )
    assert rule.stop
    assert rule.enabled


def test_what_is_written_is_read_again_as_the_same_rule():
    rule = read_rule(vip(channels=["widget"], enabled=False), KNOWN)
    assert read_rule(rule_data(rule), KNOWN) == rule


def test_each_field_that_is_wrong_is_named_with_what_was_got_and_expected():
    found = complaints(
        name={"zh": "只有中文"},
        events=["ticket.exploded"],
        when={"all": [{"field": "priority", "operator": "is", "value": ["P9"]}]},
        actions=[{"do": "assign", "team": "nobody"}],
    )
    assert set(found) == {"name", "events", "when.all.0.value", "actions.0.team"}
    assert found["actions.0.team"].in_language("en") == (
        'actions.0.team: got "nobody", expected one of support'
    )
    assert found["when.all.0.value"].in_language("zh") == (
        'when.all.0.value：收到 ["P9"]，应为列表，至少一项，可用的有：P0, P1, P2, P3'
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"when": {"all": [{"any": [{"all": []}]}]}}, "when.all.0.any.0"),
        ({"when": {"some": []}}, "when"),
        (
            {"when": {"all": [{"field": "priority", "operator": "contains", "value": "P0"}]}},
            "when.all.0.operator",
        ),
        ({"when": {"all": [{"field": "colour", "operator": "is", "value": "red"}]}}, "when.all.0.field"),
        (
            {"when": {"all": [{"field": "reopened", "operator": "at_least", "value": "many"}]}},
            "when.all.0.value",
        ),
        ({"when": {"all": [{"field": "tier", "operator": "is", "value": []}]}}, "when.all.0.value"),
        ({"actions": [], "stop": False}, "actions"),
        ({"actions": "close"}, "actions"),
        ({"actions": [{"do": "explode"}]}, "actions.0.do"),
        ({"actions": [{"do": "note", "text": "see {{password}}"}]}, "actions.0.text"),
        ({"actions": [{"do": "note", "text": "see {{ticket"}]}, "actions.0.text"),
        ({"actions": [{"do": "set_status", "status": "new"}]}, "actions.0.status"),
        ({"actions": [{"do": "set_status", "status": "open", "color": "red"}]}, "actions.0.color"),
        (
            {"actions": [{"do": "notify", "by": "customer", "to": ["team"], "template": "alert"}]},
            "actions.0.to",
        ),
        ({"actions": [{"do": "notify", "by": "webhook", "template": "alert"}]}, "actions.0.address"),
        (
            {
                "actions": [
                    {"do": "notify", "by": "webhook", "address": "ftp://x.example", "template": "alert"}
                ]
            },
            "actions.0.address",
        ),
        (
            {
                "actions": [
                    {
                        "do": "notify",
                        "by": "email",
                        "to": ["address"],
                        "address": "a@x.example\nBcc: b@x.example",
                        "template": "alert",
                    }
                ]
            },
            "actions.0.address",
        ),
        (
            {
                "actions": [
                    {"do": "notify", "by": "sms", "to": ["address"], "address": "110", "template": "alert"}
                ]
            },
            "actions.0.address",
        ),
        ({"events": ["time.passed"]}, "after"),
        ({"after": {"status": "pending", "minutes": 5}}, "after"),
        (
            {"events": ["time.passed", "ticket.opened"], "after": {"status": "pending", "minutes": 5}},
            "events",
        ),
        ({"events": ["time.passed"], "after": {"status": "pending", "minutes": 0}}, "after.minutes"),
        ({"id": "Vip 1"}, "id"),
        ({"stop": "yes"}, "stop"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(changes, path):
    assert path in complaints(**changes)


def test_what_is_no_rule_at_all_is_refused_without_a_crash():
    for data in (None, [], "rule", 3, {"when": []}, {"actions": [None]}, {"events": [["ticket.opened"]]}):
        with pytest.raises(SettingRejected):
            read_rule(data, KNOWN)


def test_a_rule_that_waits_says_for_how_long_in_which_status():
    rule = read_rule(vip(events=["time.passed"], after={"status": "pending", "minutes": 4320}), KNOWN)
    assert rule.after == Wait("pending", 4320)


def test_rules_go_out_as_yaml_and_come_in_again():
    rules = [read_rule(vip(), KNOWN), read_rule(vip(id="second"), KNOWN)]
    text = write_rules(rule_data(rule) for rule in rules)
    assert "企业客户优先" in text
    assert read_rules(text, KNOWN) == rules


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("rules: [", "rules"),
        ("- id: x", "rules"),
        ("rules: 3", "rules"),
        ("[" * 100, "rules"),
        ("rules: !!python/object/apply:os.system [ls]", "rules"),
    ],
)
def test_a_file_that_is_no_list_of_rules_is_refused(text, path):
    with pytest.raises(SettingRejected) as rejected:
        read_rules(text, KNOWN)
    assert rejected.value.problems[0].path == path


def test_an_id_may_stand_in_a_file_once():
    text = write_rules([rule_data(read_rule(vip(), KNOWN))] * 2)
    with pytest.raises(SettingRejected) as rejected:
        read_rules(text, KNOWN)
    assert [problem.path for problem in rejected.value.problems] == ["rules.1.id"]


def test_the_rules_that_a_tenant_starts_with_are_the_four_by_priority_and_three_for_deadlines():
    by_priority = [rule.id for rule in default_rules()[:4]]
    assert by_priority == ["critical", "high", "normal", "rest"]
    assert {event for rule in default_rules()[4:] for event in rule.events} == {"sla.warned", "sla.breached"}
