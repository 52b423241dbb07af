"""Messages brought into a folder of ours: where they end up, and what stays out."""

from pathlib import Path

import pytest

from training_data.errors import DataBroken, DataUnwritable
from training_data.importing import Import, plan_import, plan_labelling, plan_split_import
from training_data.loader import load_split
from training_data.rasa_file import write_files
from training_data.schema import Annotation, Example, Reading, Severity, Split

SOURCE = Path("export.csv")


def message(text: str, intent: str = "greet", language: str = "en", *spans: Annotation) -> Example:
    return Example(text, intent, language, spans, SOURCE, 7)


def bring_in(folder: Path, *messages: Example, split: Split = Split.train) -> Import:
    planned = plan_import(Reading(messages, ()), folder, split)
    write_files(planned.files)
    return planned


def stored(folder: Path, split: Split = Split.train) -> list[tuple[str, str, str, tuple[Annotation, ...]]]:
    return [(one.text, one.intent, one.language, one.entities) for one in load_split(folder, split)]


def test_each_intent_and_language_gets_a_file_with_its_annotations(tmp_path: Path) -> None:
    plan = Annotation("plan", 0, 3, "pro", "business")
    bring_in(tmp_path, message("hi"), message("你好", language="zh"), message("pro?", "upgrade", "en", plan))
    assert stored(tmp_path) == [
        ("你好", "greet", "zh", ()),
        ("hi", "greet", "en", ()),
        ("pro?", "upgrade", "en", (plan,)),
    ]
    assert (tmp_path / "train/en/upgrade.yml").read_text(encoding="utf-8") == (
        'version: "3.1"\nnlu:\n- intent: upgrade\n  examples: |\n'
        '    - [pro]{"entity": "plan", "value": "business"}?\n'
    )


def test_what_is_there_is_not_brought_in_again(tmp_path: Path) -> None:
    bring_in(tmp_path, message("hi"))
    before = (tmp_path / "train/en/greet.yml").read_bytes()
    again = bring_in(tmp_path, message("HI "), message("hello"), message("hello"))
    assert ([one.text for one in again.added], again.doubled, again.complaints) == (["hello"], 2, ())
    assert (tmp_path / "train/en/greet.yml").read_bytes() == before + b"    - hello\n"


def test_the_same_under_another_intent_and_what_the_other_split_has_stay_out(tmp_path: Path) -> None:
    bring_in(tmp_path, message("hi"))
    bring_in(tmp_path, message("good evening"), split=Split.test)
    planned = bring_in(tmp_path, message("hi", "goodbye"), message("Good evening!"))
    assert (planned.added, planned.files) == ((), {})
    other, leak = planned.complaints
    assert str(other) == f"export.csv:7: left out: it is at {tmp_path}/train/en/greet.yml:5 as greet"
    assert str(leak) == f"export.csv:7: left out: test has it ({tmp_path}/test/en/greet.yml:5)"
    assert {other.severity, leak.severity} == {Severity.warning}


@pytest.mark.parametrize(
    "written",
    [
        'version: "3.1"\nnlu:\n- intent: greet # ours\n  examples: |\n    - hi\n# the end\n',
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hi',
        "nlu:\n    - intent: greet\n      examples: |\n          - hi\n\n\n",
        "nlu:\n  - intent: greet\n    examples: |\n      - hi\n"
        "  - intent: deny\n    examples: |\n      - no\n",
        "nlu:\n- intent: greet\r\n  examples: |\r\n    - hi\r\n",
        "nlu:\n- intent: greet\n  examples: |\n    - hi\n  metadata: ours\n",
        "nlu:\n- intent: greet\n  examples:\n  - text: |\n      hi\n    metadata: {tone: glad}\n",
        "nlu:\n  - intent: greet\n    examples:\n      - text: hi\n",
    ],
)
def test_a_file_goes_on_as_it_was_written(tmp_path: Path, written: str) -> None:
    path = tmp_path / "train" / "en" / "greet.yml"
    path.parent.mkdir(parents=True)
    path.write_text(written, encoding="utf-8", newline="")
    before = stored(tmp_path)
    bring_in(tmp_path, message("hello"), message("hey"))
    assert path.read_bytes().startswith(written.encode())
    assert [(text, intent) for text, intent, *_ in stored(tmp_path)][len(before) :] == [
        ("hello", "greet"),
        ("hey", "greet"),
    ]


@pytest.mark.parametrize(
    "written", ["", "nlu: []\n", "nlu: [{intent: greet, examples: '- hi'}]\n", "nlu:\nresponses: {}\n"]
)
def test_a_file_that_cannot_go_on_is_named_and_left_alone(tmp_path: Path, written: str) -> None:
    path = tmp_path / "train" / "en" / "greet.yml"
    path.parent.mkdir(parents=True)
    path.write_text(written, encoding="utf-8")
    with pytest.raises(DataBroken, match=r"greet\.yml"):
        bring_in(tmp_path, message("hello"), message("bye", "goodbye"))
    assert path.read_text(encoding="utf-8") == written
    assert not (tmp_path / "train/en/goodbye.yml").exists()


@pytest.mark.parametrize(
    "intent", ["faq/ask_name", "../../escape", "yes", "a: b", "退款", "?!", "# x", "3", "n" * 300]
)
def test_an_intent_may_have_any_name(tmp_path: Path, intent: str) -> None:
    bring_in(tmp_path / "in", message("hi there", intent))
    bring_in(tmp_path / "in", message("hello there", intent))
    assert [(text, name) for text, name, *_ in stored(tmp_path / "in")] == [
        ("hi there", intent),
        ("hello there", intent),
    ]
    assert len(list((tmp_path / "in/train/en").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    "text", ["- a", "# b", "{c: d}", '"e" \\n', "| f", "👋🏽 hi", "a\u00a0b", "&x *y !z %w @v"]
)
def test_a_message_may_hold_what_means_something_to_yaml(tmp_path: Path, text: str) -> None:
    bring_in(tmp_path, message(text))
    assert [one for one, *_ in stored(tmp_path)] == [text]


def test_a_message_that_the_format_cannot_hold_is_an_error(tmp_path: Path) -> None:
    planned = plan_import(Reading((message("see [here](there)"), message("hi")), ()), tmp_path, Split.train)
    (complaint,) = planned.complaints
    assert (complaint.line, complaint.severity) == (7, Severity.error)
    assert [one.text for one in planned.added] == ["hi"]


def test_planning_writes_nothing_and_one_file_that_cannot_be_written_keeps_all_away(tmp_path: Path) -> None:
    planned = plan_import(Reading((message("hi"), message("你好", language="zh")), ()), tmp_path, Split.train)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "zh").write_text("in the way", encoding="utf-8")
    with pytest.raises(DataUnwritable, match="cannot be written"):
        write_files(planned.files)
    assert list(tmp_path.rglob("*.yml*")) == []


@pytest.mark.parametrize("there", [(), ("hello",)])
def test_of_two_imports_at_once_neither_loses_what_the_other_wrote(
    tmp_path: Path, there: tuple[str, ...]
) -> None:
    bring_in(tmp_path, *map(message, there))
    slow = plan_import(Reading((message("good day"), message("hm", "affirm")), ()), tmp_path, Split.train)
    bring_in(tmp_path, message("hi"))
    with pytest.raises(DataUnwritable, match=r"greet\.yml cannot be written: somebody else wrote into it"):
        write_files(slow.files)
    assert [text for text, *_ in stored(tmp_path)] == [*there, "hi"]


def test_messages_to_label_lie_where_training_does_not_read(tmp_path: Path) -> None:
    bring_in(tmp_path, message("hi"))
    known = [message("thanks", "thank")]
    said = [message("Hi!"), message("thanks"), message("hm"), message("hm?"), message("嗯", "affirm", "zh")]
    first = plan_labelling(said, tmp_path, known)
    write_files(first.files)
    assert ([one.text for one in first.added], first.doubled) == (["hm", "嗯"], 3)
    assert plan_labelling(said, tmp_path, known).files == {}
    assert [text for text, *_ in stored(tmp_path)] == ["hi"]
    assert "- intent: affirm" in (tmp_path / "to_label/zh.yml").read_text(encoding="utf-8")


def held_back(folder: Path, *messages: Example, share: float = 0.2) -> tuple[set[str], set[str]]:
    write_files(plan_split_import(Reading(messages, ()), folder, share=share, least=5).files)
    return tuple({one.text for one in load_split(folder, split)} for split in Split)


def test_a_share_of_each_intent_and_language_is_put_aside(tmp_path: Path) -> None:
    groups = [(intent, language) for intent in ("a", "b") for language in ("zh", "en")]
    said = [message(f"{kind} {tongue} {n}", kind, tongue) for kind, tongue in groups for n in range(10)]
    train, test = held_back(tmp_path, *said)
    assert not train & test
    assert [sum(text.startswith(" ".join(group)) for text in test) for group in groups] == [2, 2, 2, 2]
    assert len(train) == 32


def test_the_same_messages_are_put_aside_in_whatever_order_they_come(tmp_path: Path) -> None:
    said = [message(f"hi {n}") for n in range(40)]
    _, test = held_back(tmp_path / "one", *said)
    _, again = held_back(tmp_path / "two", *reversed(said))
    assert test == again


def test_few_messages_all_stay_to_be_learned_and_twins_never_part(tmp_path: Path) -> None:
    _, test = held_back(tmp_path / "few", *(message(f"hi {n}") for n in range(6)), share=0.5)
    assert len(test) == 1
    train, test = held_back(tmp_path / "twins", *(message(f"hi {n // 2}{'!' * (n % 2)}") for n in range(40)))
    assert not {text.strip("!") for text in train} & {text.strip("!") for text in test}


def test_five_different_messages_stay_to_be_learned_however_often_each_comes(tmp_path: Path) -> None:
    train, test = held_back(tmp_path, *(message(f"hi {n % 6}") for n in range(30)), share=0.5)
    assert (len(train), len(test)) == (5, 1)
