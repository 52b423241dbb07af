"""`huiyi` as scripts and people call it: a process, what it prints, how it ends."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import huiyi
from tests.demo_database import copy_demo_database
from tests.model_home import CHECKOUT, CUSTOMERS, built_models

NOW = "2026-05-12T15:00:00+08:00"


def answers(outcome: subprocess.CompletedProcess[str]) -> list[dict]:
    assert outcome.returncode == 0, outcome.stderr
    return [json.loads(line) for line in outcome.stdout.splitlines()]


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    copy_demo_database(home)
    return home


@pytest.mark.model
def test_parse_answers_each_line_in_order_and_a_wrong_one_on_its_own_line(demo_home):
    typed = "\n".join(
        [
            json.dumps({"text": "查一下订单 ly-2026-0428-006，昨天付的", "now": NOW}),
            "not json",
            json.dumps(["text"]),
            json.dumps({"words": "hi"}),
            json.dumps({"text": 5}),
            json.dumps({"text": "hi", "now": "yesterday"}),
            json.dumps({"text": "hi", "now": "9999-12-31T23:59:59+00:00"}),
            json.dumps({"text": "hi", "now": "0001-01-01T00:00:00+14:00"}),
            json.dumps({"text": "where is my order", "now": NOW}),
            json.dumps({"text": ""}),
            json.dumps({"text": "😀\x00\ud800"}),
            json.dumps({"text": "退款" * 50_000}),
        ]
    )
    first, *wrong, last, empty, odd, long = answers(huiyi(demo_home, "parse", "--jsonl", lines=typed))
    assert first["intent"]["name"] == "order_status"
    assert {(one["entity"], one["value"]) for one in first["entities"]} == {
        ("order_id", "LY20260428006"),
        ("time", "2026-05-11"),
    }
    for entity in first["entities"]:
        assert first["text"][entity["start"] : entity["end"]] == entity["raw"]
    assert first["intent_ranking"][0]["confidence"] >= first["intent_ranking"][1]["confidence"]
    assert [list(one) for one in wrong] == [["error"]] * 7
    assert (last["language"], first["language"]) == ("en", "zh")
    assert empty["intent"]["name"] == "out_of_scope"
    assert 0 < odd["intent"]["confidence"] <= 1
    assert long["intent"]["name"] == "request_refund"


@pytest.mark.model
def test_chat_reports_acts_slots_and_article(demo_home):
    lines = [
        {"text": "忘记密码了怎么办", "conversation": "a"},
        {
            "text": "refund LY20260503011 please, bought by mistake",
            "conversation": "b",
            "customer": "northfold",
        },
        {"text": "yes", "conversation": "b", "customer": "northfold"},
        {"text": "hello", "conversation": "b", "customer": "qinglan"},
        {"text": "hello", "customer": "nobody"},
        {"text": " \n"},
        {"text": "x" * 100_000},
        {"text": "hello", "conversation": "long" * 16},
        {"text": "hello", "conversation": "a\x00b"},
    ]
    answer, confirm, done, *wrong = answers(huiyi(demo_home, "chat", "--json", lines=lines))
    assert "answers_from_kb" in answer["trace"]["acts"]
    assert answer["trace"]["article"]["article"] == "reset-password"
    assert answer["trace"]["article"]["version"] >= 1
    assert "confirms" in confirm["trace"]["acts"]
    assert confirm["trace"]["slots"]["order_id"] == "LY20260503011"
    assert "done:request_refund" in done["trace"]["acts"]
    assert all(isinstance(reply, str) for reply in done["replies"])
    assert [list(one) for one in wrong] == [["error"]] * 6


@pytest.mark.model
def test_search_finds_across_languages_and_says_when_it_does_not_know(demo_home):
    lines = [
        {"query": "怎么开发票", "language": "zh"},
        {"query": "how do I export everything", "language": "en", "product_version": "4.8"},
        {"query": "what is the airspeed of an unladen swallow", "language": "en"},
        {"query": "hi", "language": "fr"},
        {"query": "a" * 100_000},
        {"query": "a" * 4_000},
    ]
    invoice, old, unknown, wrong, too_long, one_word = answers(
        huiyi(demo_home, "kb", "search", "--jsonl", lines=lines)
    )
    assert {"article", "title", "language", "version", "score", "passage"} <= invoice["hits"][0].keys()
    assert invoice["hits"][0]["language"] == "zh"
    assert old["hits"][0]["article"] == "export-data-4x"
    assert unknown["confident"] is False
    assert "fr" in wrong["error"]
    assert "4000" in too_long["error"]
    assert one_word["confident"] is False


@pytest.mark.model
def test_an_answer_is_reproduced_and_listed_with_its_ticket_when_the_article_changes(tmp_path):
    home, articles = tmp_path / "home", tmp_path / "articles"
    shutil.copytree(CHECKOUT / "training_data" / "articles", articles)
    home.mkdir()
    copy_demo_database(home)
    said = answers(
        huiyi(
            home,
            "chat",
            "--json",
            lines=[
                {"text": "How do I restore a deleted board?", "conversation": "a", "customer": "northfold"},
                {"text": "I want to talk to a person", "conversation": "a", "customer": "northfold"},
            ],
        )
    )
    answer, ticket = said[0]["trace"]["answer"], said[1]["trace"]["ticket"]["ticket_id"]
    assert answer and said[1]["trace"]["answer"] is None
    (again,) = answers(huiyi(home, "kb", "reproduce", answer, "--json"))
    assert again["same"] and again["shown"] in said[0]["replies"][0]
    assert again["article"] == said[0]["trace"]["article"]["article"]
    assert answers(huiyi(home, "kb", "outdated", "--json")) == []

    article = articles / f"{again['article']}.en.md"
    body = article.read_text("utf-8").split("---", 2)
    article.write_text("---".join([*body[:2], "\nAll of it is new.\n"]), "utf-8")
    indexed = huiyi(home, "kb", "index", str(articles), "--json")
    assert json.loads(indexed.stdout)["passages"] and "index: " in indexed.stderr
    (listed,) = answers(huiyi(home, "kb", "outdated", "--json"))
    assert (listed["id"], listed["open_tickets"]) == (answer, [ticket])
    (after,) = answers(huiyi(home, "kb", "reproduce", answer, "--json"))
    assert after["shown"] == again["shown"] and after["same"]
    misspelt = huiyi(home, "kb", "outdated", "export-dat")
    assert (misspelt.returncode, misspelt.stdout) == (
        2,
        "",
    ) and "no article export-dat is known" in misspelt.stderr
    unknown = huiyi(home, "kb", "reproduce", "a_never")
    assert (
        unknown.returncode == 2 and "no such answer" in unknown.stderr and "Traceback" not in unknown.stderr
    )


def test_where_the_vectors_are_is_said_to_people_and_machines(demo_home: Path) -> None:
    (place,) = answers(huiyi(demo_home, "kb", "vectors", "--json"))
    assert place["in_database"] is False
    assert place["texts"] > 300
    assert "searched in memory" in huiyi(demo_home, "kb", "vectors").stdout
    nobody = huiyi(demo_home, "kb", "vectors", "--tenant", "nobody")
    assert nobody.returncode == 2
    assert "no such tenant 'nobody'" in nobody.stderr


def test_explain_shows_how_a_question_is_read_and_what_each_signal_brings(demo_home):
    (found,) = answers(huiyi(demo_home, "kb", "explain", "how do I export my data to csv", "--json"))
    assert {"export", "csv"} <= {word["word"] for word in found["words"]}
    first = found["hits"][0]
    sums = [sum(by.values()) for by in first["brought"].values()]
    assert abs(sum(sums) / len(sums) - first["score"]) < 0.01
    shown = huiyi(demo_home, "kb", "explain", "怎么导出数据")
    assert shown.returncode == 0 and shown.stdout.startswith("read as: 导出")
    for platform, minds in (("web", True), ("iOS", False)):
        asked = ("kb", "explain", "push notifications do not arrive on my phone", "--platform", platform)
        (as_asker,) = answers(huiyi(demo_home, *asked, "--plan", "Team", "--internal", "--json"))
        reasons = [reason for hit in as_asker["hits"] for reason in hit["reasons"]]
        assert (f"-2.0 for other platforms than {platform}" in reasons) is minds
    for option, wrong in (("--language", "fr"), ("--product-version", "latest")):
        refused = huiyi(demo_home, "kb", "explain", "x", option, wrong)
        assert refused.returncode == 2 and wrong in refused.stderr


def test_the_demo_is_loaded_again_over_what_was_there(demo_home):
    outcome = huiyi(demo_home, "demo", "load", str(CUSTOMERS), "--json")
    assert json.loads(outcome.stdout) == {"customers": 3, "orders": 3, "bills": 2, "tickets": 1}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["parse", "hello"], "huiyi train"),
        (["chat", "--json"], "demo load"),
        (["demo", "load", "nowhere.json"], "nowhere.json"),
        (["kb", "index", "--tenant", "nobody"], "nobody"),
        (["evaluate"], "huiyi train"),
        (["agent", "add", "a@b.example", "--name", "A", "--password-stdin"], "demo"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_exit_2(tmp_path, arguments, says):
    outcome = huiyi(tmp_path, *arguments)
    assert outcome.returncode == 2
    assert says in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.model
def test_a_broken_model_folder_is_named(tmp_path):
    shutil.copytree(built_models() / "intent", tmp_path / "models" / "intent")
    (tmp_path / "models" / "encoder").symlink_to(built_models() / "encoder")
    (tmp_path / "models" / "intent" / "head.safetensors").write_bytes(b"\x80\x04not a model")
    outcome = huiyi(tmp_path, "parse", "hello")
    assert outcome.returncode == 2
    assert len(outcome.stderr.splitlines()) == 1
    assert str(tmp_path / "models" / "intent") in outcome.stderr


def test_a_corrupt_database_is_named_and_left_alone(tmp_path):
    database = tmp_path / "huiyi.db"
    database.write_bytes(b"no database at all, " * 200)
    outcome = huiyi(tmp_path, "demo", "load", str(CUSTOMERS))
    assert outcome.returncode == 2
    assert "huiyi.db" in outcome.stderr
    assert database.read_bytes() == b"no database at all, " * 200


@pytest.mark.model
def test_a_database_damaged_in_its_middle_is_found_and_named(tmp_path):
    copy_demo_database(tmp_path)
    database = tmp_path / "huiyi.db"
    half = database.stat().st_size // 2
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (half - half % 4096))
    found = huiyi(tmp_path, "doctor", "--json")
    assert found.returncode == 2
    (damaged,) = (one for one in json.loads(found.stdout)["findings"] if one["check"] == "database")
    assert "restore it from a backup" in damaged["found"]
    outcome = huiyi(tmp_path, "chat", "--json", lines=json.dumps({"text": "hello"}))
    assert outcome.returncode == 2
    assert "restore it from a backup" in outcome.stderr
    assert "defect" not in outcome.stderr


def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = huiyi(tmp_path, "serve", "--port", str(port))
    assert outcome.returncode == 2
    assert str(port) in outcome.stderr


def test_malformed_training_data_is_named_with_file_and_line(tmp_path):
    folder = tmp_path / "nlu" / "train" / "zh"
    folder.mkdir(parents=True)
    (folder / "broken.yml").write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: [unclosed\n')
    (tmp_path / "models").mkdir()
    encoder = Path(os.environ.get("HUIYI_HOME", CHECKOUT / ".huiyi")) / "models" / "encoder"
    (tmp_path / "models" / "encoder").symlink_to(encoder)
    outcome = huiyi(tmp_path, "train", "--data", str(tmp_path / "nlu"))
    assert outcome.returncode == 2
    assert "broken.yml" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_doctor_says_what_is_missing_and_how_to_mend_it(tmp_path):
    outcome = huiyi(tmp_path, "doctor", "--json")
    report = json.loads(outcome.stdout)
    missing = {finding["check"]: finding for finding in report["findings"] if not finding["ok"]}
    assert outcome.returncode == 2
    assert not report["healthy"]
    assert missing["encoder"]["mend"] == "huiyi encoder build"
    assert missing["intent model"]["mend"].startswith("huiyi train")
    assert "make train" not in outcome.stdout  # which only a checkout has


@pytest.mark.model
def test_doctor_is_content_with_a_prepared_home(demo_home):
    outcome = huiyi(demo_home, "doctor")
    assert outcome.returncode == 0, outcome.stdout
    assert "All is well." in outcome.stdout


def test_help_names_every_command():
    command = [sys.executable, "-c", "from bot.cli import main; main()", "--help"]
    shown = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for command in (
        "serve",
        "train",
        "evaluate",
        "compare",
        "parse",
        "chat",
        "doctor",
        "encoder",
        "kb",
        "demo",
        "agent",
        "review",
    ):
        assert command in shown
