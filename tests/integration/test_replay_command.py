"""`huiyi replay` as CI and people call it: what it prints and how it ends."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from bot.bootstrap import build_database
from bot.settings import Settings
from bot.tenants import new_tenant, store_tenant
from dialogs.flow.loading import FOLDER as FLOWS
from tests.command import huiyi
from tests.demo_database import ARTICLES, copy_demo_database
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


@pytest.mark.model
def test_where_nothing_was_compared_it_is_said_and_exit_2(talked_home, tmp_path):
    plain, recorded = tmp_path / "plain.jsonl", tmp_path / "recorded.jsonl"
    said = [PLAIN, PLAIN | {"id": "y", "language": "zh", "messages": [SAID | {"text": "你好"}]}]
    plain.write_text("".join(json.dumps(line) + "\n" for line in said), encoding="utf-8")
    silent = tmp_path / "silent.jsonl"
    silent.write_text(json.dumps(PLAIN | {"messages": []}), encoding="utf-8")
    for arguments, says in (
        (["--since", "2999-01-01"], "0 conversations, and no customer's message to the bot"),
        (["--file", silent, "--record", recorded], "1 conversations, and no customer's message to the bot"),
        (["--file", plain], "none of the 2 turns has a record to compare with"),
    ):
        outcome = huiyi(talked_home, "replay", *arguments, "--json")
        assert (outcome.returncode, len(outcome.stderr.splitlines())) == (2, 1)
        assert says in outcome.stderr
        assert json.loads(outcome.stdout)["different"] == 0
    assert huiyi(talked_home, "replay", "--file", plain, "--record", recorded).returncode == 0
    assert huiyi(talked_home, "replay", "--file", recorded).returncode == 0


@pytest.mark.model
def test_other_flows_and_articles_are_tried_without_being_put_in_service(talked_home, tmp_path):
    flows = shutil.copytree(FLOWS, tmp_path / "flows")
    articles = shutil.copytree(ARTICLES, tmp_path / "articles")
    for folder in (("--flows", flows), ("--articles", articles)):
        same = huiyi(talked_home, "replay", *folder)
        assert (same.returncode, same.stdout[:19]) == (0, "0 of 4 turns, in 0 "), same.stderr

    answered = json.loads(exported(talked_home, tmp_path).splitlines()[1])["messages"][0]["turn"]
    answer = articles / f"{answered['article']}.md"
    answer.write_text(answer.read_text(encoding="utf-8") + "\n另见帮助中心首页。\n", encoding="utf-8")
    refund = flows / "request_refund.yml"
    asks = refund.read_text(encoding="utf-8")
    refund.write_text(asks.replace("text: reason", "text: reason\n    optional: true"), encoding="utf-8")
    for folder, intent, fields in (
        (("--articles", articles), answered["intent"], ["version"]),
        (("--flows", flows), "request_refund", ["acts", "state"]),
    ):
        for _ in range(2):
            outcome = huiyi(talked_home, "replay", *folder, "--json")
            assert outcome.returncode == 1, outcome.stderr
            first = json.loads(outcome.stdout)["differences"][0]
            assert (first["tenant"], first["intent"]) == ("demo", intent)
            assert set(fields) <= first["changes"].keys()
    assert huiyi(talked_home, "replay").returncode == 0

    refund.write_text(asks.replace("reason:\n", "reason\n", 1), encoding="utf-8")
    answer.write_text("no front matter", encoding="utf-8")
    for option, folder, names in (
        ("--articles", articles, answer.name),
        ("--articles", tmp_path / "nowhere", "nowhere"),
        ("--flows", flows, refund.name),
    ):
        outcome = huiyi(talked_home, "replay", option, folder)
        assert (outcome.returncode, len(outcome.stderr.splitlines())) == (2, 1)
        assert f"{names}:" in outcome.stderr


def exported(home, folder) -> str:
    file = folder / "exported.jsonl"
    assert huiyi(home, "replay", "--export", file).returncode == 0
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--tenant", "nobody"], "nobody"),
        (["--model", "nowhere"], "nowhere"),
        (["--since", "yesterday"], "yesterday"),
        (["--export", "a", "--model", "b"], "--export"),
        (["--file", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--flows", "nowhere"], "nowhere has no flow files"),
        (["--record", "nowhere/a.jsonl"], "nowhere/a.jsonl cannot be written"),
        (["--export", "a", "--flows", "b"], "--export"),
        (["--export", "a", "--articles", "b"], "--export"),
        (["--by", "mood"], "mood"),
        ([], "huiyi train"),
    ],
)
def test_what_the_user_can_mend_is_said_and_exit_2(demo_home, arguments, says):
    outcome = huiyi(demo_home, "replay", *arguments)
    assert outcome.returncode == 2
    assert says in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_what_is_about_one_tenant_wants_its_name_where_there_are_several(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "home")
    database = build_database(Settings(home=home))
    with database.control() as session:
        store_tenant(session, new_tenant("t2", "rival", "Rival"), now=datetime.now(UTC))
    database.dispose()
    file = tmp_path / "conversations.jsonl"
    for option in ("--file", "--export", "--record", "--articles"):
        outcome = huiyi(home, "replay", option, file)
        assert outcome.returncode == 2
        assert "demo, rival" in outcome.stderr
    assert huiyi(home, "replay", "--export", file, "--tenant", "rival").returncode == 0


def test_a_wrong_line_of_a_file_is_named(demo_home, tmp_path):
    file = tmp_path / "conversations.jsonl"
    file.write_text(json.dumps(PLAIN) + "\n" + json.dumps(PLAIN | {"id": "y", "language": "fr"}) + "\n")
    outcome = huiyi(demo_home, "replay", "--file", file)
    assert outcome.returncode == 2
    assert len(outcome.stderr.splitlines()) == 1
    assert f"{file}:2: language:" in outcome.stderr
