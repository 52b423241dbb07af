"""Files of flows: what is wrong in one is said with file and line; one that is right works as it stands."""

from pathlib import Path

import pytest

from dialogs.flow.loading import load_specs
from dialogs.flow.spec import Action
from dialogs.flows.registry import load_repertoire
from dialogs.manager import DialogueManager
from dialogs.types import ActionCall
from nlu.types import Language
from training_data.errors import FileBroken

LOAN = """\
flow: borrow_projector
title: {zh: 借投影仪, en: projector loan}
triggers: [book_training]
slots:
  day:
    entity: time
    ask:
      zh: ["哪一天要用？"]
      en: ["Which day do you need it?"]
  room:
    pattern: '[A-Z]\\d{3}'
    ask:
      zh: ["哪个会议室？"]
      en: ["Which room?"]
    again:
      zh: ["会议室像 A101 这样。"]
      en: ["A room looks like A101."]
refuse:
  cellar:
    when: {room: [K001, K002]}
    then: nothing
    say:
      zh: ["地下室没有电源。"]
      en: ["There is no power in the cellar."]
confirm:
  zh: ["{day}，{room}，对吗？"]
  en: ["{room} on {day}, right?"]
action: {rasa: action_lend}
outcomes:
  done:
    zh: ["{room} 的投影仪已登记。"]
    en: ["The projector for {room} is noted."]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loan.yml").write_text(LOAN, encoding="utf-8")
    return tmp_path


def broken(folder: Path, old: str = "", new: str = "") -> FileBroken:
    """What is said of the loan's file with `old` replaced."""
    assert old in LOAN
    (folder / "loan.yml").write_text(LOAN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileBroken) as raised:
        load_repertoire(folder)
    return raised.value


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: {", "title: [", 2, ["not YAML"]),
        (LOAN, "# nothing\n", 1, ["is empty"]),
        (LOAN, "just a text\n", 1, ["got 'just a text'", "expected names with values"]),
        ("triggers:", "starts:", 3, ["starts", "unknown", "expected one of", "triggers"]),
        (
            "    entity: time",
            "    entity: time\n    aks: x",
            7,
            ["slots.day.aks", "unknown", "expected one of", "ask"],
        ),
        ("title: {zh: 借投影仪, en: projector loan}\n", "", 1, ["lacks 'title'"]),
        ("flow: borrow_projector", "flow: Borrow-It", 1, ["got 'Borrow-It'", "expected lower-case"]),
        (
            "{zh: 借投影仪, en: projector loan}",
            "{zh: 借投影仪}",
            2,
            ["title", "has zh", "expected zh and en"],
        ),
        ('      en: ["Which room?"]\n', "", 13, ["slots.room.ask", "has zh", "expected zh and en"]),
        ('      en: ["Which room?"]', '      en: [""]', 14, ["slots.room.ask.en[0]", "expected a text"]),
        (
            "{room} on {day}, right?",
            "{room}, right?",
            26,
            ["confirm", "only one language tells day", "in both"],
        ),
        ("{room} on {day}, right?", "{room on {day}, right?", 26, ["confirm", "write {name} for a value"]),
        (
            "    entity: time",
            "    oracle: time",
            6,
            ["slots.day.oracle", "expected one of", "entity", "pattern"],
        ),
        (
            "    entity: time",
            "    thing: train",
            6,
            ["slots.day.thing", "got 'train'", "expected order, bill or ticket"],
        ),
        ("    entity: time", "    text: poem", 6, ["slots.day.text", "got 'poem'", "expected any or reason"]),
        ("    entity: time\n", "", 6, ["slots.day", "says none", "expected one of", "entity"]),
        (
            "    entity: time",
            "    entity: time\n    text: any",
            6,
            ["slots.day", "entity, text", "expected one of"],
        ),
        ("[A-Z]\\d{3}", "[A-Z", 11, ["slots.room.pattern", "'[A-Z'", "no regular expression"]),
        (
            "{room: [K001, K002]}",
            "{room: {nearly: K001}}",
            20,
            ["nearly", "unknown", "expected one of", "is"],
        ),
        ("{room: [K001, K002]}", "{room: {is: K001, not: K2}}", 20, ["2 comparisons", "expected one"]),
        ("    when: {room: [K001, K002]}\n", "", 20, ["refuse.cellar", "lacks 'when' or 'say'"]),
        ("{rasa: action_lend}", "{grpc: lend}", 28, ["action.grpc", "unknown", "expected one of http, rasa"]),
        ("action: {rasa: action_lend}\n", "", 1, ["expected either 'action' or 'looks_up'"]),
        ("  done:\n", "  over:\n", 1, ["lacks outcomes.done"]),
    ],
)
def test_the_complaint_names_file_and_line_what_was_got_and_what_is_expected(folder, old, new, line, says):
    complaint = broken(folder, old, new)
    assert (complaint.file, complaint.line) == ("loan.yml", line)
    assert str(complaint).startswith(f"loan.yml:{line}: ")
    for word in says:
        assert word in complaint.problem


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{room: [K001, K002]}", "{rom: K001}", ["refuse.cellar", "'rom'", "room"]),
        ("{room: [K001, K002]}", "{customer.mood: bad}", ["'customer.mood'", "customer.plan"]),
        ("{room: [K001, K002]}", "{room: {same_as: customer.room}}", ["'customer.room'", "customer.company"]),
        ("    entity: time", "    entity: time\n    must: {order.paid: true}", ["slots.day", "'order.paid'"]),
        (
            "    entity: time",
            "    entity: time\n    default: customer.day",
            ["slots.day.default", "'customer.day'"],
        ),
        ("    entity: time", "    reader: by_magic", ["slots.day.reader", "'by_magic'", "steps"]),
        ("    entity: time", "    entity: time\n    unless_told: [rom]", ["day.unless_told", "'rom'"]),
        ("地下室没有电源。", "{floor}没有电源。", ["only one language tells floor"]),
        ("{rasa: action_lend}", "lend", ["action", "'lend'", "expected one of", "cancel_order"]),
        ("{rasa: action_lend}", "request", ["request", "joined", "outcomes.joined"]),
        ("then: nothing", "then: other", ["refuse.cellar", "says.other"]),
        ("then: nothing", "then: borrow_bicycle", ["refuse.cellar", "'borrow_bicycle'"]),
        ("action: {rasa: action_lend}", "looks_up: order", ["looks_up: order and no slot", "thing: order"]),
    ],
)
def test_what_a_file_speaks_of_must_be_there(folder, old, new, says):
    complaint = broken(folder, old, new)
    assert complaint.file == "loan.yml"
    for word in says:
        assert word in complaint.problem


def test_a_flow_about_two_things_is_refused(folder):
    two = "slots:\n  order_id: {thing: order, optional: true}\n  invoice_id: {thing: bill, optional: true}"
    (folder / "loan.yml").write_text(LOAN.replace("slots:", two), encoding="utf-8")
    with pytest.raises(FileBroken, match=r"loan\.yml:\d+: slots: order_id and invoice_id are things"):
        load_repertoire(folder)


def test_a_value_that_no_text_can_take_is_named(folder):
    text = LOAN.replace("for {room} is", "on {floor} is").replace("{room} 的", "{floor} 的")
    (folder / "loan.yml").write_text(text, encoding="utf-8")
    with pytest.raises(FileBroken, match=r"the text of done: 'floor' is unknown; expected one of .*room"):
        load_repertoire(folder)


def test_a_file_that_is_not_utf8_is_named(folder):
    (folder / "loan.yml").write_bytes(LOAN.encode("gb18030"))
    with pytest.raises(FileBroken, match=r"loan.yml:1: is not UTF-8 .*save it as UTF-8"):
        load_specs(folder)


def test_a_file_of_two_megabytes_is_not_read(folder):
    (folder / "loan.yml").write_text(LOAN + "#" * 2_000_000, encoding="utf-8")
    with pytest.raises(FileBroken, match=r"loan.yml:1: has 2\d{6} bytes, expected at most 1000000"):
        load_specs(folder)


def test_two_files_may_not_have_one_name_nor_one_trigger(folder):
    (folder / "more.yml").write_text(LOAN, encoding="utf-8")
    with pytest.raises(FileBroken, match=r"more.yml:1: flow borrow_projector is in loan.yml too; keep one"):
        load_specs(folder)
    other = LOAN.replace("borrow_projector", "borrow_bicycle")
    (folder / "more.yml").write_text(other, encoding="utf-8")
    with pytest.raises(
        FileBroken, match=r"more.yml:1: intent book_training starts borrow_projector already; choose one"
    ):
        load_specs(folder)


def test_the_http_actions_beside_the_flows_are_passed_over(folder):
    (folder / "actions.yml").write_text("lend: {url: https://x.example}\n", encoding="utf-8")
    assert list(load_specs(folder)) == ["borrow_projector"]


def test_a_flow_is_read_as_its_file_says(folder):
    spec = load_specs(folder)["borrow_projector"]
    assert spec.title == {Language.zh: "借投影仪", Language.en: "projector loan"}
    assert (spec.triggers, spec.asks) == (("book_training",), ("day", "room"))
    assert spec.action == Action("rasa", "action_lend")
    assert [(one.name, one.then) for one in spec.refusals] == [("cellar", "nothing")]


@pytest.fixture
def loans(folder, chat):
    """Conversations of a bot that knows no other flow."""

    def start(customer):
        talk = chat(customer)
        talk.manager = DialogueManager(flows=folder)
        return talk

    return start


@pytest.mark.parametrize(
    ("says", "asked", "said"),
    [
        (
            ("借投影仪", "5月27日", "一楼那间", "A101，谢谢", "好的"),
            ("哪一天", "哪个会议室", "哪个会议室", "5 月 27 日，A101"),
            "A101 的投影仪已登记。",
        ),
        (
            ("I need a projector", "27 May", "the big one upstairs", "A101 please", "yes"),
            ("Which day", "Which room", "Which room", "A101 on 27 May"),
            "The projector for A101 is noted.",
        ),
    ],
)
def test_a_flow_of_ones_own_works_from_its_first_question_to_its_action(loans, says, asked, said):
    talk = loans(None)
    turns = [talk.say(text, "?" if at else "book_training") for at, text in enumerate(says)]
    assert [turn.trace.acts for turn in turns] == [
        ("asks_slot:day",),
        ("asks_slot:room",),
        ("asks_slot:room",),
        ("confirms",),
        ("done:borrow_projector",),
    ]
    assert [words in turn.replies[0].text for words, turn in zip(asked, turns, strict=False)] == [True] * 4
    assert [turn.action for turn in turns[:4]] == [None] * 4
    assert turns[4].replies[0].text == said
    slots = {"day": "2026-05-27", "room": "A101"}
    assert turns[4].action == ActionCall("rasa", "action_lend", "borrow_projector", slots)


def test_it_is_restated_at_once_put_right_refused_and_left_like_any_other(loans):
    talk = loans("trio")
    assert talk.say("a projector in A101 on 27 May", "book_training").trace.acts == ("confirms",)
    turn = talk.say("no, B202")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["room"] == "B202"
    assert talk.say("never mind").trace.acts == ("abandons:borrow_projector",)
    turn = talk.say("a projector in K001 on 27 May", "book_training")
    assert turn.trace.acts == ("abandons:borrow_projector",)
    assert turn.replies[0].text == "There is no power in the cellar."
    assert turn.action is None
