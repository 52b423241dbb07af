"""Messages from CSV, JSONL and Rasa's files: what is read, and what is said of the rest."""

import json
from pathlib import Path

import pytest

from nlu.language import detect
from training_data.errors import DataBroken, DataMissing
from training_data.schema import Annotation, Example, Reading, Severity, Split
from training_data.sources import Format, load_messages, read_messages

RASA = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello there\n    - 你们好呀\n'


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, content: str | bytes, **options: str) -> Reading:
    return read_messages(write(path, content), Split.train, detect=detect, **options)


def brief(examples: tuple[Example, ...]) -> list[tuple[str, str, str, int]]:
    return [(one.text, one.intent, one.language, one.line) for one in examples]


@pytest.mark.parametrize("intent", ["intent", "label", "LABEL "])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_csv_needs_a_text_and_an_intent_in_any_order(tmp_path: Path, intent: str, comma: str) -> None:
    content = f"id,{intent},Text\n1,greet,hello there\n\n2,check_bill,我的账单在哪\n".replace(",", comma)
    reading = read(tmp_path / "a.csv", content)
    assert reading.complaints == ()
    assert brief(reading.examples) == [
        ("hello there", "greet", "en", 2),
        ("我的账单在哪", "check_bill", "zh", 4),
    ]


def test_csv_of_excel_with_its_mark_and_messages_over_several_lines(tmp_path: Path) -> None:
    content = '\ufefftext,label\r\n"hello,\r\n""Tom"" here",greet\r\nbye bye now,goodbye\r\n'
    assert brief(read(tmp_path / "a.csv", content).examples) == [
        ('hello,  "Tom" here', "greet", "en", 2),
        ("bye bye now", "goodbye", "en", 4),
    ]


def test_the_language_is_the_rows_or_the_one_given_or_what_is_detected(tmp_path: Path) -> None:
    content = "text,label,language\nok,affirm,zh-CN\nok,affirm,\n"
    assert [one.language for one in read(tmp_path / "a.csv", content, language="en").examples] == ["zh", "en"]
    content = "text,label\nyes that is what i want,affirm\nok,affirm\n"
    assert [one.language for one in read(tmp_path / "a.csv", content).examples] == ["en", "en"]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "expected the columns text and intent (or label), and language if you like; got none"),
        ("text,category\nhi,greet\n", 1, "got text, category"),
        ("text,label\nhi\n", 2, "expected 2 columns at least, got 1"),
        ("text,label\nhi,greet\n ,greet\n", 3, "the text is empty"),
        ("text,label\nhi,\n", 2, "the intent is empty"),
        ("text,label,language\nhi,greet,fr\n", 2, "the language is 'fr'; expected zh or en"),
        (
            'text,label\n"hi,greet\nbye,goodbye\n',
            2,
            "the CSV is broken: unexpected end of data; a quotation mark may be left open, as line 3 shows",
        ),
        ("a" * 100_000 + "\n", 1, "got " + "a" * 80),
        (
            "text,label\n" + "a" * 100_000 + ",greet\n",
            2,
            "the text has 100000 characters; expected at most 10000",
        ),
        (
            "text,label\n" + "a" * 1_000_000 + ",greet\n",
            2,
            "the CSV is broken: field larger than field limit",
        ),
        ("text,label\nhi,g" + "r" * 400 + "\n", 2, "the intent has 401 characters; expected at most 300"),
        (
            "text,label\nhi\0there,greet\n",
            2,
            "a NUL byte: the file is UTF-16 or no text; save it as UTF-8",
        ),
        ("text,label\nhi,greet\n".encode("utf-16-le"), 1, "a NUL byte"),
        ("text,label\n你好,greet\n".encode("gbk"), 2, "byte 11 is not UTF-8; save the file as UTF-8"),
        ("text,label\nhi,greet\n".encode("utf-16"), 1, "the file is UTF-16"),
    ],
)
def test_what_of_a_csv_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, message: str
) -> None:
    (complaint,) = read(tmp_path / "a.csv", content).complaints
    assert (complaint.file, complaint.line) == (tmp_path / "a.csv", line)
    assert message in complaint.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            'text,label\nhi there,greet\n"unclosed,greet\nbye bye,goodbye\nsee you",goodbye\nhello,greet\n',
            "lines 3 to 5 are one message, but line 3 reads like a row of its own",
        ),
        (
            'label;text\r\ngreet;你好\r\ngoodbye;"再见\r\ngreet;在吗\r\ngoodbye;回见"\r\n',
            "lines 3 to 5 are one message, but line 3 reads like a row of its own",
        ),
    ],
)
def test_rows_that_an_open_quotation_mark_swallows_are_told(
    tmp_path: Path, content: str, message: str
) -> None:
    (complaint,) = read(tmp_path / "a.csv", content).complaints
    assert (complaint.line, complaint.severity) == (3, Severity.warning)
    assert message in complaint.message


@pytest.mark.parametrize(
    "message",
    [
        "Hi,\n\nno bill yet, please look\nBest, Tom",
        "你好，\n账单没收到,麻烦看看\n谢谢, 王",
        "greet\nhello, all\ngreet",
    ],
)
def test_a_letter_of_several_lines_is_one_message(tmp_path: Path, message: str) -> None:
    reading = read(tmp_path / "a.csv", f'text,label\n"{message}",check_bill\nhello,greet\n')
    assert reading.complaints == ()
    assert reading.examples[0].text == message.replace("\n", " ")


def test_columns_of_a_csv_that_are_not_taken_are_named_once(tmp_path: Path) -> None:
    content = "序号,text,label,langauge,Entities,\n1,hello,greet,en,[],\n2,hi,greet,en,[],\n"
    (complaint,) = read(tmp_path / "a.csv", content).complaints
    assert (complaint.line, complaint.severity) == (1, Severity.warning)
    assert complaint.message.startswith("not taken: langauge, Entities; the columns text")


def test_an_intent_beside_a_label_is_what_a_csv_is_read_by(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.csv", "text,label,intent\nhello,3,greet\n")
    assert brief(reading.examples) == [("hello", "greet", "en", 2)]
    assert [one.message[:16] for one in reading.complaints] == ["not taken: label"]


def test_a_label_that_differs_from_the_intent_is_told_once(tmp_path: Path) -> None:
    lines = [{"text": "hi you", "intent": "greet", "label": label} for label in ("greet", "goodbye", 3)]
    reading = read(tmp_path / "a.jsonl", "\n".join(json.dumps(line) for line in lines))
    assert [one.intent for one in reading.examples] == ["greet"] * 3
    (complaint,) = reading.complaints
    assert (complaint.line, complaint.severity) == (2, Severity.warning)
    assert "a label that differs from the intent is not taken" in complaint.message


def test_keys_of_jsonl_that_are_not_taken_are_named_once(tmp_path: Path) -> None:
    lines = [{"id": 1, "text": "hello", "label": "greet"}, {"text": "hi", "label": "greet", "lang": "en"}]
    reading = read(tmp_path / "a.jsonl", "\n".join(json.dumps(line) for line in [*lines, lines[1]]))
    assert len(reading.examples) == 3
    (complaint,) = reading.complaints
    assert (complaint.line, complaint.severity) == (2, Severity.warning)
    assert complaint.message.startswith("lang is not taken, here and further on")


def test_jsonl_keeps_entities_as_rasa_writes_them(tmp_path: Path) -> None:
    spans = [
        {"start": 12, "end": 15, "entity": "time", "value": "May"},
        {"start": 3, "end": 6, "entity": "plan", "value": "business"},
    ]
    lines = [
        {"text": "  \npro bill in May", "intent": "check_bill", "entities": []},
        {"text": "\n  pro bill May", "label": "check_bill", "language": "en", "entities": spans, "id": 1},
    ]
    reading = read(tmp_path / "a.jsonl", "\n\n".join(json.dumps(line) for line in lines))
    assert reading.complaints == ()
    assert brief(reading.examples) == [
        ("pro bill in May", "check_bill", "en", 1),
        ("pro bill May", "check_bill", "en", 3),
    ]
    assert reading.examples[1].entities == (
        Annotation("plan", 0, 3, "pro", "business"),
        Annotation("time", 9, 12, "May"),
    )


def test_a_role_or_group_in_a_jsonl_is_told_once_as_not_taken(tmp_path: Path) -> None:
    span = {"start": 0, "end": 3, "entity": "plan", "role": "from", "group": None}
    lines = [{"text": "pro bill", "intent": "check_bill", "entities": [span]}] * 2
    reading = read(tmp_path / "a.jsonl", "\n".join(json.dumps(line) for line in lines))
    (complaint,) = reading.complaints
    assert (len(reading.examples), complaint.line, complaint.severity) == (2, 1, Severity.warning)
    assert complaint.message.startswith("the role of plan is not taken")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hello", "Invalid JSON: expected value at column 1; expected one object a line"),
        ("[]", "got []; expected one object a line"),
        ("[" * 100_000, "Invalid JSON: recursion limit exceeded"),
        ('{"text": "' + "a" * 1_000_000 + '", "intent": "greet"}', "the text has 1000000 characters"),
        ('{"intent": "greet"}', "text: Field required"),
        ('{"text": "hi"}', "intent: Field required"),
        ('{"text": 5, "intent": "greet"}', "text: Input should be a valid string"),
        ('{"text": " ", "intent": "greet"}', "the text is empty"),
        ('{"text": "hi", "intent": ""}', "the intent is empty"),
        ('{"text": "hi", "intent": "greet", "language": "fr"}', "language: "),
        ('{"text": "hi", "intent": "greet", "entities": [{"start": 0}]}', "entities.0.end: Field required"),
        (
            '{"text": "hi", "intent": "greet", "entities": [{"start": 0, "end": 3, "entity": "plan"}]}',
            "the span 0 to 3 of plan is not in the text, which has 2 characters",
        ),
        (
            '{"text": "hi you", "intent": "greet", "entities": [{"start": 2, "end": 6, "entity": "person"}]}',
            "the span 2 to 6 of person is ' you'; leave the spaces around it out",
        ),
        (
            '{"text": "hi you", "intent": "greet", "entities": [{"start": 0, "end": 4, "entity": "person"},'
            ' {"start": 3, "end": 6, "entity": "person"}]}',
            "the span 3 to 6 of person overlaps another",
        ),
    ],
)
def test_what_of_a_jsonl_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, line: str, message: str
) -> None:
    good = '{"text": "hello", "intent": "greet"}'
    reading = read(tmp_path / "a.jsonl", f"{good}\n{line}\n{good}\n")
    assert [one.line for one in reading.examples] == [1, 3]
    (complaint,) = reading.complaints
    assert complaint.line == 2
    assert message in complaint.message
    assert "\n" not in complaint.message


def test_a_folder_without_splits_is_all_its_files_and_a_file_of_rasas_has_its_language_detected(
    tmp_path: Path,
) -> None:
    write(tmp_path / "deep" / "a.yml", RASA)
    write(tmp_path / "b.csv", "text,label\nbye bye now,goodbye\n")
    write(tmp_path / "notes.txt", "no messages")
    examples = load_messages(tmp_path, Split.test, detect=detect)
    assert brief(examples) == [
        ("bye bye now", "goodbye", "en", 2),
        ("hello there", "greet", "en", 5),
        ("你们好呀", "greet", "zh", 6),
    ]


def test_other_files_of_a_rasa_project_are_passed_over_and_named(tmp_path: Path) -> None:
    write(tmp_path / "nlu.yml", "nlu:\n- intent: greet\n  examples: |\n    - hello there\n")
    write(tmp_path / "stories.yml", 'version: "3.1"\nstories:\n- story: hi\n  steps:\n  - intent: greet\n')
    reading = read_messages(tmp_path, Split.train, detect=detect)
    assert [one.text for one in reading.examples] == ["hello there"]
    (told,) = reading.complaints
    assert str(told).endswith(
        "stories.yml:1: not read: it has Rasa's stories, and no messages under the key nlu"
    )
    assert told.severity is Severity.warning
    with pytest.raises(DataMissing):
        load_messages(tmp_path / "stories.yml", Split.train, detect=detect)


def test_a_folder_with_splits_gives_the_split_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "train" / "zh" / "talk.yml", RASA)
    write(tmp_path / "test" / "en" / "talk.yml", RASA.replace("hello", "hi"))
    assert [one.language for one in load_messages(tmp_path, Split.train, detect=detect)] == ["zh", "zh"]
    assert load_messages(tmp_path, Split.test, detect=detect)[0].text == "hi there"


def test_the_kind_of_a_file_is_its_names_or_the_one_given(tmp_path: Path) -> None:
    content = "text,label\nhello,greet\n"
    (complaint,) = read(tmp_path / "export.txt", content).complaints
    assert "unknown kind of file; expected one of .yml, " in complaint.message
    assert read(tmp_path / "export.txt", content, kind=Format.csv).examples[0].text == "hello"


def test_no_messages_and_broken_ones_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=r"no labelled messages in .*empty\.csv; expected files like"):
        load_messages(write(tmp_path / "empty.csv", "text,label\n"), Split.train, detect=detect)
    with pytest.raises(DataMissing, match=r"no labelled messages in .*/train; expected"):
        (tmp_path / "only" / "test").mkdir(parents=True)
        load_messages(tmp_path / "only", Split.train, detect=detect)
    with pytest.raises(DataBroken, match=r"nowhere: there is no such file or folder; mend"):
        load_messages(tmp_path / "nowhere", Split.train, detect=detect)
    with pytest.raises(DataBroken, match=r"nowhere\.csv: there is no such file or folder; mend"):
        load_messages(tmp_path / "nowhere.csv", Split.train, detect=detect)
