"""`huiyi review`: from collecting to training data on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.bootstrap import build_database
from bot.cli.main import app
from bot.settings import load_settings
from bot.tenants import new_tenant, store_tenant
from tests.contracts.test_review_queue import NOW, tell, unsure
from tests.model_labels import put_in_force
from training_data.loader import load_split
from training_data.schema import Split

Run = Callable[..., Result]


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `huiyi review …` in an installation where two messages wait to be collected."""
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    database = build_database(load_settings())
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=NOW)
    tell(database, "c:1", ("customer", "the numbers\nof zhou@x.example", unsure()), tenant="demo")
    tell(database, "c2", ("customer", "my paper", unsure()), tenant="demo")
    database.dispose()
    return lambda *arguments: CliRunner().invoke(app, ["review", *arguments])


@pytest.fixture
def collected(review: Run) -> Run:
    assert json.loads(review("collect", "--json").stdout) == {"conversations": 2, "proposed": 2, "changed": 0}
    return review


def listed(review: Run, state: str = "open") -> dict[str, dict]:
    lines = review("list", "--state", state, "--json").stdout.splitlines()
    return {one["id"]: one for one in map(json.loads, lines)}


def test_collecting_says_what_it_found_and_again_that_there_is_no_more(review: Run) -> None:
    first, again = review("collect"), review("collect")
    assert first.stdout == "searched 2 conversations: 2 messages proposed, 0 proposals changed\n"
    assert again.stdout == "searched 2 conversations: 0 messages proposed, 0 proposals changed\n"


def test_the_list_is_a_line_each_for_people_and_for_scripts(collected: Run) -> None:
    assert "c:1:1  check_bill  unsure  open  the numbers of zhou@x.example\n" in collected("list").stdout
    assert listed(collected)["c2:1"]["proposed"] == "check_bill"
    assert listed(collected, "rejected") == {}
    assert set(listed(collected, "all")) == {"c:1:1", "c2:1"}


def test_an_empty_list_says_how_to_fill_it(review: Run) -> None:
    outcome = review("list")
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    assert "huiyi review collect" in outcome.stderr


def test_decisions_go_into_the_training_data_once(collected: Run, tmp_path: Path) -> None:
    assert collected("confirm", "c:1:1").stdout == "c:1:1 confirmed as check_bill\n"
    assert collected("relabel", "c2:1", "request_invoice").stdout == "c2:1 relabelled as request_invoice\n"
    out = tmp_path / "nlu"
    assert collected("export", "--out", str(out)).stdout == f"added 2 to {out}; 0 were there already\n"
    assert {(one.text, one.intent) for one in load_split(out, Split.train)} == {
        ("the numbers of name@example.com", "check_bill"),
        ("my paper", "request_invoice"),
    }
    again = json.loads(collected("export", "--out", str(out), "--json").stdout)
    places = [(one.pop("file"), one.pop("line")) for one in again["left_out"]]
    assert places == [(str(out / "train/en/review.yml"), line) for line in (7, 11)]
    assert again == {
        "added": 0,
        "known": 2,
        "disputed": 0,
        "tested": 0,
        "left_out": [
            {"id": "c:1:1", "why": f"{out}/train/en/review.yml:7 has it already"},
            {"id": "c2:1", "why": f"{out}/train/en/review.yml:11 has it already"},
        ],
        "files": [],
    }


def test_a_decision_says_how_many_others_have_the_same_words(review: Run) -> None:
    database = build_database(load_settings())
    tell(database, "c3", ("customer", "My paper", unsure()), tenant="demo")
    database.dispose()
    review("collect")
    assert review("relabel", "c3:1", "request_invoice").stdout == (
        "c3:1 relabelled as request_invoice, and 1 more with the same words\n"
    )
    assert set(listed(review)) == {"c:1:1"}
    assert listed(review, "relabelled")["c2:1"]["label"] == "request_invoice"


def test_who_decided_and_when_is_in_the_file(collected: Run, tmp_path: Path) -> None:
    collected("confirm", "c2:1", "--by", "Ann")
    decided_at = json.loads(collected("show", "c2:1", "--json").stdout)["decided_at"]
    collected("export", "--out", str(tmp_path / "nlu"))
    written = (tmp_path / "nlu/train/en/review.yml").read_text(encoding="utf-8")
    assert f"# c2:1 confirmed by Ann at {decided_at[:19]}" in written


def test_without_a_folder_the_messages_of_the_settings_get_them(
    collected: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = tmp_path / "mine/test/en/paper.yml"
    test.parent.mkdir(parents=True)
    test.write_text("nlu:\n- intent: request_invoice\n  examples: |\n    - My paper!\n", encoding="utf-8")
    monkeypatch.setenv("HUIYI_MESSAGES", str(tmp_path / "mine"))
    collected("confirm", "c:1:1")
    collected("confirm", "c2:1")
    assert collected("export").stdout == (
        f"added 1 to {tmp_path}/mine; 0 were there already\n"
        f"left out c2:1: {test}:4 has it, which training must not see\n"
    )
    assert len(load_split(tmp_path / "mine", Split.train)) == 1


def test_a_message_that_is_there_as_something_else_is_named(collected: Run, tmp_path: Path) -> None:
    collected("confirm", "c2:1")
    collected("export", "--out", str(tmp_path / "nlu"))
    collected("relabel", "c2:1", "request_invoice")
    said = collected("export", "--out", str(tmp_path / "nlu")).stdout
    assert "left out c2:1: " in said
    assert "review.yml:7 has it as check_bill, not as request_invoice" in said


def test_an_intent_of_the_training_data_can_be_chosen(collected: Run, tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "mine/train/en/seats.yml"
    file.parent.mkdir(parents=True)
    file.write_text("nlu:\n- intent: change_seats\n  examples: |\n    - more seats\n", encoding="utf-8")
    assert collected("relabel", "c2:1", "change_seats").exit_code != 0
    monkeypatch.setenv("HUIYI_MESSAGES", str(tmp_path / "mine"))
    assert collected("relabel", "c2:1", "change_seats").stdout == "c2:1 relabelled as change_seats\n"


def test_a_new_intent_is_taken_when_it_is_asked_for_and_known_from_then_on(collected: Run) -> None:
    said = collected("relabel", "c2:1", "change_seats", "--new-intent").stdout
    assert said == "c2:1 relabelled as change_seats\n"
    assert collected("relabel", "c:1:1", "change_seats").stdout == "c:1:1 relabelled as change_seats\n"


def test_the_tenants_own_model_says_which_intents_there_are(collected: Run, tmp_path: Path) -> None:
    put_in_force(tmp_path, "demo", ("book_table", "opening_hours"))
    refused = collected("relabel", "c2:1", "brand_new")
    assert "book_table" in str(refused.exception)
    assert collected("relabel", "c2:1", "book_table").stdout == "c2:1 relabelled as book_table\n"


def test_showing_says_who_decided_and_why_not(collected: Run) -> None:
    collected("reject", "c2:1", "--reason", "says nothing", "--by", "Ann")
    shown = collected("show", "c2:1").stdout
    assert all(words in shown for words in ("rejected", "says nothing", "Ann", "check_bill 0.40"))
    assert json.loads(collected("show", "c2:1", "--json").stdout)["note"] == "says nothing"


def test_showing_says_what_was_decided_before(collected: Run) -> None:
    collected("reject", "c2:1", "--reason", "says nothing", "--by", "Ann")
    collected("confirm", "c2:1", "--by", "Bob")
    shown = collected("show", "c2:1").stdout
    assert "decided_by  Bob" in shown
    before = next(line for line in shown.splitlines() if line.startswith("before"))
    assert before.split(maxsplit=1)[1].startswith("rejected by Ann at 20")
    assert before.endswith(": says nothing")
    [kept] = json.loads(collected("show", "c2:1", "--json").stdout)["earlier"]
    assert (kept["state"], kept["by"], kept["note"]) == ("rejected", "Ann", "says nothing")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["confirm", "c2:9"], "no such proposal"),
        (["confirm", "c2"], "CONVERSATION:SEQ"),
        (["show", "c2:" + "9" * 5000], "CONVERSATION:SEQ"),
        (["relabel", "c2:1", "brand_new"], "expected one of add_member"),
        (["relabel", "c2:1", "brand_new"], "--new-intent"),
        (["relabel", "c2:1", "two words", "--new-intent"], "expected a name"),
        (["relabel", "c2:1", "", "--new-intent"], "expected a name"),
        (["list", "--tenant", "nowhere"], "nowhere"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(collected: Run, arguments, said) -> None:
    refused = collected(*arguments)
    assert refused.exit_code != 0
    assert said in str(refused.exception)
    assert set(listed(collected)) == {"c:1:1", "c2:1"}
