import pytest

from escalation.routing.priority import determine_priority


@pytest.mark.parametrize(
    ("intent", "text", "plan", "entities", "level"),
    [
        ("outage", "nobody can log in", None, {}, "P0"),
        ("report_bug", "图标有点歪", None, {}, "P2"),
        ("report_bug", "我们的数据全没了，紧急", None, {}, "P1"),
        ("report_bug", "we are blocked, deadline today", "enterprise", {}, "P0"),
        ("report_bug", "export fails", None, {"error_code": "502"}, "P1"),
        ("report_bug", "export fails", None, {"error_code": "E1042"}, "P2"),
        ("talk_to_human", "人工", None, {}, "P2"),
        ("feature_request", "dark mode please", None, {}, "P3"),
        ("outage", "URGENT production down", "enterprise", {}, "P0"),
    ],
)
def test_the_level_follows_intent_wording_and_plan(intent, text, plan, entities, level):
    priority = determine_priority(intent, text, plan=plan, entities=entities)
    assert priority.level == level
    assert intent in priority.reason


def test_the_reason_names_what_raised_it():
    reason = determine_priority("report_bug", "this is urgent", plan="enterprise").reason
    assert 'says "urgent"' in reason
    assert "Enterprise plan" in reason
