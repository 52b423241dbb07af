from pathlib import Path

import pytest

from training_data.annotations import AnnotationBroken, parse_annotated, write_annotated
from training_data.errors import DataBroken, DataMissing
from training_data.loader import load_split, read_file, read_split
from training_data.schema import Annotation, Severity, Split

GOOD = """\
version: "3.1"
nlu:
- intent: check_bill
  examples: |
    - 帮我看下[三月份](time)的账单

    - [企业版]{"entity": "plan", "value": "enterprise"}多少钱
- intent: greet
  examples: |
    - hi - there: "you"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "train/zh/billing.yml", GOOD)
    return tmp_path


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_messages_come_with_label_language_spans_file_and_line(folder: Path) -> None:
    first, second, third = load_split(folder, Split.train)
    assert (first.text, first.intent, first.language, first.line) == (
        "帮我看下三月份的账单",
        "check_bill",
        "zh",
        5,
    )
    assert first.entities == (Annotation("time", 4, 7, "三月份"),)
    assert second.entities == (Annotation("plan", 0, 3, "企业版", "enterprise"),)
    assert (second.text, second.line) == ("企业版多少钱", 7)
    assert (third.text, third.intent, third.line) == ('hi - there: "you"', "greet", 10)
    assert third.file == folder / "train/zh/billing.yml"


def test_every_span_is_where_it_says(folder: Path) -> None:
    for example in load_split(folder, Split.train):
        assert all(span.raw == example.text[span.start : span.end] for span in example.entities)


def test_a_split_without_files_says_where_they_were_expected(folder: Path) -> None:
    with pytest.raises(
        DataMissing, match=r"no labelled messages in .*test; expected files like zh/billing\.yml"
    ):
        load_split(folder, Split.test)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("nlu:\n- intent: greet\n  examples: |\n    - hi\n   - broken", 5, "the YAML is broken"),
        ("nlu: [", 1, "the YAML is broken: while parsing a flow"),
        ("nlu:\n- intent: gr\x07eet", 2, "control characters are not allowed; expected nlu: and a list"),
        ("nlu: 1\n---\nnlu: 2", 2, "expected a single document in the stream, but found another document"),
        ("nlu: " + "[\n" * 200_000, 50, "the YAML is broken: nested deeper than 50 levels"),
        ("nlu: " + "- " * 50_000, 1, "the YAML is broken"),
        ("nlu:\n- intent: ''\n  examples: |\n    - hi", 2, "the intent is empty"),
        ("nlu:\n- intent: greet\n  examples: |\n    - \n    - hi", 4, "the text is empty"),
        ("nlu:\n- intent: greet\n  examples: |\n    - hi\0", 4, "a NUL byte"),
        (
            "nlu:\n- intent: greet\n  examples: |\n    - " + "[" * 1_000_000,
            4,
            "the text has 1000000 characters; expected at most 10000",
        ),
        ("a: *nobody", 1, "the YAML is broken"),
        ("", 1, "no list under the key nlu; expected nlu: and a list of - intent: NAME"),
        ("- just\n- a list", 1, "no list under the key nlu; expected nlu: and a list of - intent: NAME"),
        ("nlu: 3", 1, "no list under the key nlu; expected nlu: and a list of - intent: NAME"),
        ("nlu:\n- intent: greet", 2, "expected an intent and examples"),
        ("nlu:\n- intent: greet\n  examples:\n  - hi", 2, "expected an intent and examples"),
        (
            "nlu:\n- intent: greet\n  examples: |\n    - hi\n    hello",
            5,
            "expected '- ' and a message, got 'hello'",
        ),
        ("nlu:\n- intent: greet\n  examples: |\n    - [hi](time", 4, "no complete annotation"),
        (
            "nlu:\n- intent: greet\n  examples: |\n    - ok\n    - [ hi](time)",
            5,
            "empty or has spaces around it",
        ),
        ('nlu:\n- intent: greet\n  examples: |\n    - [hi]{"value": "x"}', 4, "cannot be read"),
        (b"nlu:\n- intent: \xff", 2, "byte 15 is not UTF-8"),
        ("nlu: []".encode("utf-16"), 1, "the file is UTF-16; save it as UTF-8"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, message: str
) -> None:
    path = write(tmp_path, "train/en/talk.yml", content)
    (complaint,) = read_file(path, "en").complaints
    assert (complaint.file, complaint.line) == (path, line)
    assert message in complaint.message
    with pytest.raises(DataBroken, match=r"talk\.yml:\d+: .*mend the file and try again"):
        load_split(tmp_path, Split.train)


@pytest.mark.parametrize("kind", ["lookup", "synonym", "regex"])
def test_what_rasa_has_besides_messages_is_told_and_stops_nothing(tmp_path: Path, kind: str) -> None:
    content = f"nlu:\n- {kind}: city\n  examples: |\n    - Rome\n- intent: greet\n  examples: |\n    - hi\n"
    path = write(tmp_path, "train/en/talk.yml", content)
    (complaint,) = read_file(path, "en").complaints
    assert (complaint.line, complaint.severity) == (2, Severity.warning)
    assert f"a {kind} is not used here" in complaint.message
    assert [example.text for example in load_split(tmp_path, Split.train)] == ["hi"]


LISTED = """\
version: "3.1"
nlu:
- intent: check_bill
  examples:
  - text: |
      帮我看下[三月份](time)的账单
    metadata:
      sentiment: neutral
  - text: 'show [Enterprise]{"entity": "plan", "value": "enterprise"} bill'
  - text: >
      - two
      lines
- intent: greet
  metadata: {sentiment: glad}
  examples:
  - {text: hi}
"""


def test_messages_may_be_a_list_of_texts_with_metadata(tmp_path: Path) -> None:
    path = write(tmp_path, "train/zh/talk.yml", LISTED)
    reading = read_file(path, "zh")
    assert [(one.text, one.intent, one.line) for one in reading.examples] == [
        ("帮我看下三月份的账单", "check_bill", 6),
        ("show Enterprise bill", "check_bill", 9),
        ("- two lines", "check_bill", 11),
        ("hi", "greet", 16),
    ]
    assert reading.examples[0].entities == (Annotation("time", 4, 7, "三月份"),)
    assert reading.examples[1].entities == (Annotation("plan", 5, 15, "Enterprise", "enterprise"),)
    (complaint,) = reading.complaints
    assert (complaint.line, complaint.severity) == (8, Severity.warning)
    assert "metadata is not taken" in complaint.message


def test_a_list_without_metadata_has_nothing_to_tell(tmp_path: Path) -> None:
    content = "nlu:\n- intent: greet\n  examples:\n  - text: hi\n  - text: 你好\n"
    reading = read_file(write(tmp_path, "train/en/talk.yml", content), "en")
    assert ([one.text for one in reading.examples], reading.complaints) == (["hi", "你好"], ())


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("hello", "expected - text: and a message"),
        ("metadata: {a: 1}", "expected - text: and a message"),
        ("text: [hi]", "expected - text: and a message"),
        ("text: ''", "the text is empty"),
        ("text: '[hi](time'", "no complete annotation"),
        ("text: '[ hi](time)'", "empty or has spaces around it"),
    ],
)
def test_a_broken_item_of_a_list_is_named_with_its_line(tmp_path: Path, item: str, says: str) -> None:
    content = f"nlu:\n- intent: greet\n  examples:\n  - text: hi\n  - {item}\n  - text: hey\n"
    reading = read_file(write(tmp_path, "train/en/talk.yml", content), "en")
    assert [one.text for one in reading.examples] == ["hi", "hey"]
    (complaint,) = (one for one in reading.complaints if one.severity is Severity.error)
    assert complaint.line == 5
    assert says in complaint.message


def test_a_role_or_group_that_is_not_taken_is_told_once_a_file(tmp_path: Path) -> None:
    content = """\
nlu:
- intent: change_plan
  examples: |
    - from [Team]{"entity": "plan", "role": "from"} to [Business]{"entity": "plan", "role": "to"}
    - 从[团队版]{"entity": "plan", "role": "from", "value": "team"}换过去
    - [two]{"entity": "seats", "group": "1"} and [Pro]{"entity": "plan", "group": null}
    - [Pro]{"entity": "plan", "value": "role"} and [May](role)
"""
    reading = read_file(write(tmp_path, "train/en/talk.yml", content), "en")
    assert len(reading.examples) == 4
    assert reading.examples[1].entities == (Annotation("plan", 1, 4, "团队版", "team"),)
    assert [(one.line, one.severity) for one in reading.complaints] == [
        (4, Severity.warning),
        (6, Severity.warning),
    ]
    role, group = (one.message for one in reading.complaints)
    assert role.startswith("the role of plan is not taken, here and further on; ")
    assert group.startswith("the group of seats is not taken")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (complaint,) = read_file(tmp_path / "gone.yml", "en").complaints
    assert str(complaint) == f"{tmp_path / 'gone.yml'}: cannot be read: No such file or directory"


def test_one_broken_line_does_not_hide_the_others(tmp_path: Path) -> None:
    content = "nlu:\n- intent: greet\n  examples: |\n    - [a](\n    - fine\n    - [b]{\n"
    write(tmp_path, "train/en/talk.yml", content)
    reading = read_split(tmp_path, Split.train)
    assert [example.text for example in reading.examples] == ["fine"]
    assert [complaint.line for complaint in reading.complaints] == [4, 6]


@pytest.mark.parametrize(
    ("written", "text"),
    [("no marks", "no marks"), ("a [note] (aside)", "a [note] (aside)"), ("list[0] = 3", "list[0] = 3")],
)
def test_brackets_that_are_no_marks_stay(written: str, text: str) -> None:
    assert parse_annotated(written) == (text, ())


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("企业版多少钱", (Annotation("plan", 0, 3, "企业版", "enterprise"),)),
        ("from May to June", (Annotation("time", 5, 8, "May"), Annotation("time", 12, 16, "June"))),
        ('list[0] = 3, "quoted"', ()),
    ],
)
def test_what_is_written_reads_as_the_same(text: str, spans: tuple[Annotation, ...]) -> None:
    assert parse_annotated(write_annotated(text, spans)) == (text, spans)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("see [here](https://example.com)", ()),
        ("half [a mark](", ()),
        ("the [x] plan", (Annotation("plan", 4, 7, "[x]"),)),
        ("pro", (Annotation("plan", 0, 3, "pro", "{}"),)),
    ],
)
def test_what_would_be_read_otherwise_is_refused(text: str, spans: tuple[Annotation, ...]) -> None:
    with pytest.raises(AnnotationBroken, match="brackets in the message"):
        write_annotated(text, spans)


def test_a_mark_within_a_mark_is_refused() -> None:
    with pytest.raises(AnnotationBroken):
        parse_annotated("[[a](time) b](money)")


@pytest.mark.parametrize(
    "name",
    [
        "train/more.csv",
        "train/more.tsv",
        "train/zh/more.jsonl",
        "train/en/more.ndjson",
        "train/zh/more.yaml",
        "train/fr/billing.yml",
        "train/a.yml",
        "train/en/deep/a.yml",
    ],
)
def test_a_file_that_stands_where_none_is_read_is_told(folder: Path, name: str) -> None:
    stray = write(folder, name, GOOD)
    with pytest.raises(
        DataBroken, match=r"is not read here: expected train/zh/NAME\.yml or train/en/NAME\.yml"
    ):
        load_split(folder, Split.train)
    assert [one.file for one in read_split(folder, Split.train).complaints] == [stray]


def test_notes_beside_the_messages_are_no_matter(folder: Path) -> None:
    write(folder, "train/zh/LABELS.md", "# What a label means")
    assert read_split(folder, Split.train).complaints == ()
