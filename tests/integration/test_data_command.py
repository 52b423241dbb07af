"""`huiyi data`: checking, counting and bringing in labelled messages from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.bootstrap import build_database
from bot.cli.errors import expected_errors
from bot.cli.main import app
from bot.models import Conversation, InboxItem, Message, TurnRecord
from bot.settings import load_settings
from bot.tenants import new_tenant, store_tenant
from tests.scripted import NOW
from tests.unit.nlu.tiny_messages import tiny_messages


def huiyi(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["data", *map(str, arguments)])


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    rows = "".join(f"{one.text},{one.intent},{one.language}\n" for one in tiny_messages())
    path = tmp_path / "mine.csv"
    path.write_text("text,label,language\n" + rows, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    (tmp_path / "home").mkdir()
    return tmp_path


def test_warnings_alone_fail_only_where_they_are_asked_to(messages: Path) -> None:
    named = {
        "text": "is Tom there",
        "intent": "out_of_scope",
        "entities": [{"start": 3, "end": 6, "entity": "person"}],
    }
    (messages.parent / "named.jsonl").write_text(json.dumps(named), encoding="utf-8")
    shown = huiyi("validate", "--data", messages.parent)
    assert shown.exit_code == 0
    assert f"warning: {messages}:2: check_bill has 8 messages in en; expected 20 in train" in shown.stdout
    assert shown.stdout.endswith("44 messages of train, 0 of test: 0 errors, 6 warnings\n")
    assert huiyi("validate", "--data", messages.parent, "--strict").exit_code == 2


def test_an_error_fails_and_scripts_get_it_with_file_and_line(messages: Path) -> None:
    with messages.open("a", encoding="utf-8") as file:
        file.write("refund,check_bill,en\n,greet,en\n")
    shown = huiyi("validate", "--data", messages, "--json")
    report = json.loads(shown.stdout)
    assert shown.exit_code == 2
    assert report["messages"] == {"train": 44, "test": 0}
    errors = [(one["line"], one["message"]) for one in report["complaints"] if one["severity"] == "error"]
    assert (46, "the text is empty; fill it or drop the message") in errors
    assert any(line == 45 and "as request_refund" in message for line, message in errors)
    assert report["errors"] == len(errors)
    assert report["confusable"][0]["pairs"][0]["likeness"] == 1.0


def test_counts_are_shown_and_given_to_scripts(messages: Path) -> None:
    shown = huiyi("stats", "--data", messages)
    assert (shown.exit_code, "43 messages" in shown.stdout, "out of scope: 32.6%" in shown.stdout) == (
        0,
        True,
        True,
    )
    train = json.loads(huiyi("stats", "--data", messages, "--json").stdout)["train"]
    assert (train["messages"], train["languages"]) == (43, {"en": 22, "zh": 21})


def test_an_intent_may_look_like_markup(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "hi", "intent": "[/b] :smile:"}', encoding="utf-8")
    assert "[/b] :smile:" in huiyi("stats", "--data", tmp_path / "a.jsonl").stdout


def test_much_is_compared_with_progress_and_in_part_as_it_says(
    messages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlu.likeness.MOST_PAIRS", 100)
    shown = huiyi("validate", "--data", messages)
    assert shown.stderr.splitlines()[0] == f"validate: reading {messages}"
    assert "validate: weighing 22 messages in en" in shown.stderr
    assert (
        "likeness, train in en: 4 of 22 messages, chosen at random, were compared with 22 of train's 22; "
        "there may be more that read alike\n"
    ) in shown.stdout
    compared = json.loads(huiyi("validate", "--data", messages, "--json").stdout)["compared"]
    assert compared[0] == {
        "split": "train",
        "language": "en",
        "messages": 22,
        "compared": 4,
        "taught": 22,
        "among": 22,
    }


@pytest.mark.parametrize("command", [("validate", "--data"), ("stats", "--data"), ("import",)])
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "text,intent\n你好,greet\n".encode("gbk"), "a.csv:2: byte 12 is not UTF-8"),
        ("a.csv", "text,intent\nhi,greet\n".encode("utf-16"), "a.csv:1: the file is UTF-16"),
        ("a.csv", b"message,label\nhi,greet\n", "a.csv:1: expected the columns text and intent"),
        ("a.csv", b"text,intent\nhi\0,greet\n", "a.csv:2: a NUL byte"),
        ("a.jsonl", b'["hi", "greet"]\n', "a.jsonl:1: got ['hi', 'greet']; expected one object a line"),
        ("a.jsonl", b"", "no labelled messages in "),
        ("a.yml", b"nlu:\n- intent: [", "a.yml:2: the YAML is broken: while parsing"),
        ("a.txt", b"hi", "unknown kind of file"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(
    tmp_path: Path, command: tuple[str, ...], name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    out = ("--out", tmp_path / "out") if command == ("import",) else ()
    refused = huiyi(*command, tmp_path / name, *out)
    ours = isinstance(refused.exception, expected_errors())
    assert ours or refused.exit_code == 2
    told = [*refused.output.splitlines(), *([str(refused.exception)] if ours else [])]
    assert sum(says in line for line in told) == 1


def test_messages_come_in_once(messages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = json.loads(huiyi("import", messages, "--out", out, "--json").stdout)
    assert (first["written"], first["added"], first["doubled"]) == (True, 43, 0)
    assert str(out / "train/zh/request_refund.yml") in first["files"]
    again = huiyi("import", messages, "--out", out)
    assert again.stdout == f"added 0 messages to 0 files in {out}; 43 were there already\n"


def test_one_message_that_cannot_be_used_keeps_all_out_unless_told(messages: Path, tmp_path: Path) -> None:
    with messages.open("a", encoding="utf-8") as file:
        file.write("hello there,,en\n")
    out = tmp_path / "out"
    refused = huiyi("import", messages, "--out", out)
    assert refused.exit_code == 2
    assert f"error: {messages}:45: the intent is empty" in refused.stderr
    assert not out.exists()
    assert huiyi("import", messages, "--out", out, "--skip-broken").exit_code == 0
    assert (out / "train/en/check_bill.yml").exists()


def test_what_to_import_must_be_said(tmp_path: Path) -> None:
    assert huiyi("import", "--out", tmp_path).exit_code == 2
    assert huiyi("import", tmp_path, "--out", tmp_path, "--format", "conversations").exit_code == 2


def test_what_customers_wrote_is_written_masked_for_people_to_label(home: Path) -> None:
    converse(
        ("你好呀机器人", "greet", "text", []),
        ("mail ann@acme.example, card 4111 1111 1111 1111", "check_bill", "text", [("email", 5, 21)]),
        ("mail bob@acme.example, card 4222 2222 2222 2222", "check_bill", "text", [("email", 5, 21)]),
        ("talk to a person please", "talk_to_human", "handoff", []),
        ("it failed on our side", None, "text", []),
    )
    shown = huiyi("import", "--format", "conversations", "--out", home / "out")
    assert shown.exit_code == 0, shown.exception
    written = (home / "out/to_label/en.yml").read_text(encoding="utf-8")
    assert "- intent: check_bill" in written
    assert written.count("    - ") == 1
    assert "(email)" in written
    assert not any(secret in written for secret in ("ann@", "acme", "4111", "person please", "our side"))
    again = huiyi("import", "--format", "conversations", "--out", home / "out")
    assert again.stdout.startswith("added 0 messages")


def converse(*said: tuple[str, str | None, str, list[tuple[str, int, int]]]) -> None:
    """The tenant `demo` with one conversation in which the customer said this, each with its turn's trace."""
    database = build_database(load_settings())
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=NOW)
    key = {"tenant_id": "demo", "conversation_id": "c1"}
    with database.uow("demo") as session:
        session.add(
            Conversation(
                tenant_id="demo", id="c1", channel="web", language="en", status="open", owner="bot", fence=0,
                next_seq=99, next_event=1, preview="", customer_seen_seq=0, agent_seen_seq=0, created_at=NOW,
                updated_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        for seq, (text, _, _, _) in enumerate(said, start=1):
            session.add(Message(**key, seq=seq, author="customer", text=text, created_at=NOW))
        session.flush()
        for seq, (text, intent, kind, spans) in enumerate(said, start=1):
            trace = {
                "intent": {"name": intent, "confidence": 0.9} if intent else None,
                "language": "zh" if "你" in text else "en",
                "entities": [
                    {
                        "entity": kind,
                        "start": start,
                        "end": end,
                        "raw": text[start:end],
                        "value": text[start:end],
                    }
                    for kind, start, end in spans
                ],
            }
            session.add(TurnRecord(**key, seq=seq, trace=trace, created_at=NOW))
            session.add(
                InboxItem(
                    **key,
                    channel="web",
                    external_id=str(seq),
                    seq=seq,
                    kind=kind,
                    state="done",
                    attempts=1,
                    received_at=NOW,
                )
            )
    database.dispose()
