"""What `huiyi parse` and a turn's trace say of an entity's role."""

from bot.cli.parse import parse_format
from bot.traces import understanding
from nlu.types import Decision, Entity, IntentScore, Language, ParseResult, RoleReason

OLD = Entity("plan", 5, 13, "Business", "business", "from", RoleReason.change)
NEW = Entity("plan", 17, 21, "Team", "team", "to", RoleReason.change)
SEATS = Entity("seats", 23, 31, "20 seats", "20")
PARSED = ParseResult(
    "from Business to Team, 20 seats",
    Language.en,
    IntentScore("downgrade_plan", 0.9),
    (IntentScore("downgrade_plan", 0.9),),
    (OLD, NEW, SEATS),
    Decision.accepted,
    ("sure",),
)


def test_a_role_stands_in_rasas_format_where_there_is_one_and_its_reason_beside():
    shown = parse_format(PARSED)
    assert [entity.get("role") for entity in shown["entities"]] == ["from", "to", None]
    assert "role" not in shown["entities"][2]
    assert shown["reasons"] == [
        "sure",
        "'Business' is from: one is to become the other",
        "'Team' is to: one is to become the other",
    ]


def test_the_trace_names_every_role():
    assert [entity["role"] for entity in understanding(PARSED)["entities"]] == ["from", "to", None]
