"""`huiyi replay` as CI and people call it: what it prints and how it ends."""

import json

import pytest

from tests.command import huiyi
from tests.demo_database import copy_demo_database
from tests.model_home import CUSTOMERS

TALK = [
    {"text": "refund LY20260503011 please", "conversation": "a", "customer": "northfold"},
    {"text": "bought by mistake", "conversation": "a", "customer": "northfold"},
    {"text": "yes", "conversation": "a", "customer": "northfold"},
    {"text": "忘记密码了怎么办", "conversation": "b"},
]
SAID = {"author": "customer", "text": "hello"}
PLAIN = {"id": "x", "language": "en", "now": "2026-05-12T15:00:00+08:00", "messages": [SAID]}


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    """The demo's customers, without models or articles."""
    home = tmp_path_factory.mktemp("demo")
    assert huiyi(home, "demo", "load", CUSTOMERS).returncode == 0
    return home


@pytest.fixture(scope="module")
def talked_home(tmp_path_factory):
    """The whole bot, after two conversations."""
    home = tmp_path_factory.mktemp("talked")
    copy_demo_database(home)
    typed = "".join(json.dumps(line) + "\n" for line in TALK)
    assert huiyi(home, "chat", "--json", lines=typed).returncode == 0
    return home


@pytest.mark.model
def test_exit_0_without_a_difference_and_1_with_one(talked_home, tmp_path):
    stored = huiyi(talked_home, "replay")
    assert stored.returncode == 0, stored.stderr
    assert stored.stdout.startswith("0 of 4 turns, in 0 of 2 conversations")
    assert "2 of 2 conversations" in stored.stderr

    file = tmp_path / "conversations.jsonl"
    assert huiyi(talked_home, "replay", "--export", file).returncode == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line.get("customer") for line in lines] == ["northfold", None]
    first = lines[0]["messages"][0]
    assert (first["text"], first["turn"]["intent"]) == (TALK[0]["text"], "request_refund")

    first["turn"]["acts"] = ["clarifies"]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    outcome = huiyi(talked_home, "replay", "--file", file, "--json")
    assert outcome.returncode == 1, outcome.stderr
    assert outcome.stderr == ""
    report = json.loads(outcome.stdout)
    assert (report["turns"], report["different"], report["after_divergence"]) == (4, 1, 0)
    assert report["by_intent"] == {"request_refund": 1}
    assert report["differences"][0]["changes"]["acts"]["recorded"] == ["clarifies"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--tenant", "nobody"], "nobody"),
        (["--model", "nowhere"], "nowhere"),
        (["--since", "yesterday"], "yesterday"),
        (["--export", "a", "--model", "b"], "--export"),
        (["--file", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--by", "mood"], "mood"),
        ([], "huiyi train"),
    ],
)
def test_what_the_user_can_mend_is_said_and_exit_2(demo_home, arguments, says):
    outcome = huiyi(demo_home, "replay", *arguments)
    assert outcome.returncode == 2
    assert says in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_wrong_line_of_a_file_is_named(demo_home, tmp_path):
    file = tmp_path / "conversations.jsonl"
    file.write_text(json.dumps(PLAIN) + "\n" + json.dumps(PLAIN | {"id": "y", "language": "fr"}) + "\n")
    outcome = huiyi(demo_home, "replay", "--file", file)
    assert outcome.returncode == 2
    assert len(outcome.stderr.splitlines()) == 1
    assert f"{file}:2: language:" in outcome.stderr
