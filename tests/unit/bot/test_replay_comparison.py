"""Which turns count as different, what they are called, and when a conversation has left its record."""

from dataclasses import replace

import pytest

from bot.cli.replay_text import as_text
from bot.replay.comparison import By, PlayedTurn, Report, compare
from bot.replay.course import Course, course_of, outcome_of

ANSWERED = Course("data_export", ("answers_from_kb",), article="export-data-5x.zh", version=3)
ASKED = Course("order_status", ("asks_slot:order_id",), "order_status", "asking_order_id")
TOLD = Course("order_status", ("lookup:order_status",), slots={"order_id": "LY1"})


def played(*pairs: tuple[Course | None, Course], tenant: str = "demo") -> list[PlayedTurn]:
    return [PlayedTurn(tenant, "c", number, "…", *pair) for number, pair in enumerate(pairs, start=1)]


def test_the_same_course_is_no_difference():
    assert compare(played((ANSWERED, ANSWERED), (ASKED, replace(ASKED, slots={})))) == ()


def test_a_turn_without_a_record_is_compared_with_nothing():
    assert compare(played((None, ASKED), (TOLD, TOLD))) == ()


@pytest.mark.parametrize(
    ("change", "leaves_the_record"),
    [
        ({"intent": "how_to"}, False),
        ({"version": 4}, False),
        ({"article": "export-data-4x.zh"}, True),
        ({"acts": ("clarifies",)}, True),
        ({"flow": "check_bill"}, True),
        ({"state": "confirming"}, True),
        ({"slots": {"order_id": "LY2"}}, True),
        ({"error": "ValueError: 5"}, True),
    ],
)
def test_each_field_is_told_and_later_differences_are_marked_once_the_course_was_left(
    change, leaves_the_record
):
    first, second = compare(played((ANSWERED, replace(ANSWERED, **change)), (TOLD, TOLD), (TOLD, ASKED)))
    assert (first.number, first.fields, first.after_divergence) == (1, tuple(change), False)
    assert (second.number, second.after_divergence) == (3, leaves_the_record)


def test_a_ticket_of_another_number_is_no_difference():
    ticket = Course("report_bug", ("ticket:report_bug",), ticket="#7")
    assert compare(played((ticket, replace(ticket, ticket="#8")))) == ()


def test_differences_are_grouped_by_intent_and_by_outcome_most_turns_first():
    wrong = replace(ASKED, intent="check_bill", flow="check_bill")
    report = Report(1, 4, 1, compare(played((ASKED, wrong), (TOLD, ASKED), (ASKED, wrong), (None, TOLD))))
    assert {name: len(ones) for name, ones in report.groups(By.intent).items()} == {
        "order_status → check_bill": 2,
        "order_status": 1,
    }
    told = report.as_json()
    assert told["by_outcome"] == {"asks order_id": 2, "looked up order_status → asks order_id": 1}
    assert list(told["by_intent"]) == ["order_status → check_bill", "order_status"]
    assert (told["turns"], told["unrecorded"], told["different"], told["after_divergence"]) == (4, 1, 3, 2)
    assert told["differences"][0]["changes"]["flow"] == {"recorded": "order_status", "replayed": "check_bill"}


def test_differences_are_grouped_by_tenant_too():
    turns = [*compare(played((ASKED, TOLD), tenant="b")), *compare(played((TOLD, ASKED), (ASKED, TOLD)))]
    report = Report(2, 3, 0, tuple(turns))
    assert {name: len(ones) for name, ones in report.groups(By.tenant).items()} == {"demo": 2, "b": 1}
    told = report.as_json()
    assert told["by_tenant"] == {"demo": 2, "b": 1}
    assert [one["tenant"] for one in told["differences"]] == ["b", "demo", "demo"]


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        (("handoff", "ticket:talk_to_human"), "handoff"),
        (("done:request_refund",), "done request_refund"),
        (("ticket:outage", "answers_from_kb"), "ticket outage"),
        (("answers_from_kb", "asks_slot:order_id"), "answered"),
        (("not_found", "asks_slot:order_id"), "not found"),
        (("refuses_out_of_scope",), "out of scope"),
        (("abandons:request_refund",), "abandoned request_refund"),
        (("smalltalk",), "small talk"),
        ((), "nothing"),
    ],
)
def test_the_outcome_of_a_turn(acts, outcome):
    assert outcome_of(Course("x", acts)) == outcome


def test_a_failed_turn_has_failed_whatever_else():
    assert outcome_of(Course(None, ("handoff",), error="KeyError: 'a'")) == "failed"


def test_a_joined_ticket_was_not_opened_by_the_turn():
    trace = {
        "intent": None,
        "acts": [],
        "flow": None,
        "state": None,
        "slots": {},
        "article": {"article": "refund-policy", "title": "…", "language": "en", "version": 2},
        "ticket": {"ticket_id": "#5", "joined": True},
        "error": None,
    }
    assert course_of(trace) == Course(None, (), article="refund-policy.en", version=2)
    opened = {**trace, "ticket": {"ticket_id": "#5", "joined": False}}
    assert course_of(opened).ticket == "#5"


def test_what_was_told_in_several_lines_takes_one_and_no_more_than_that():
    told = replace(TOLD, slots={"description": "it hangs\n\nsteps:\n1. open\n" + "看板" * 2000})
    lines = as_text(Report(1, 1, 0, compare(played((ASKED, told)))), By.intent).split("\n")
    slots = next(line for line in lines if line.startswith("    slots"))
    assert "– → description=it hangs steps: 1. open 看板" in slots
    assert len(slots) < 120
