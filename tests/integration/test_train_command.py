"""`huiyi train` on a home with a tiny encoder: plain files, what is wrong with them, and the recipe full."""

import json
import shutil
from pathlib import Path

import pytest

from bot.bootstrap import build_database
from bot.settings import Settings
from bot.tenants import new_tenant, store_tenant
from tests.command import huiyi
from tests.contracts.test_review_queue import NOW, tell, unsure
from tests.model_home import CHECKOUT
from tests.tiny_home import build_tiny_home
from tests.unit.nlu.tiny_messages import tiny_messages


@pytest.fixture(scope="module")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch", reason="building an encoder needs the extra 'train'")
    home = build_tiny_home(tmp_path_factory.mktemp("home") / "home")
    rows = [(one.text, one.intent) for one in tiny_messages() if one.intent != "out_of_scope"]
    (home / "plain.csv").write_text(
        "text,label\n" + "".join(f"{text},{intent}\n" for text, intent in rows), encoding="utf-8"
    )
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_home, tmp_path / "home", symlinks=True))


def test_a_csv_of_texts_and_labels_is_all_it_takes(home: Path) -> None:
    trained = huiyi(home, "train", "--data", str(home / "plain.csv"), "--promote")
    assert trained.returncode == 0, trained.stderr
    assert "train: no message is out_of_scope" in trained.stdout
    assert list((home / "models" / "urgency").glob("*.npy"))  # the service's first minute need not make them
    assert json.loads(huiyi(home, "parse", "my bill").stdout)["intent"]["name"] == "check_bill"
    overlapping = json.loads(huiyi(home, "parse", "We are Acme Business Ltd").stdout)
    assert [one["entity"] for one in overlapping["entities"]] == ["company"]
    assert overlapping["reasons"][-1].startswith("'Business' is not plan business: it overlaps the company")
    assert "learned nothing of out of scope" in huiyi(home, "models", "list").stdout
    version = json.loads(huiyi(home, "models", "list", "--json").stdout)["in_force"]["version"]
    assert "without     out_of_scope, names" in huiyi(home, "models", "show", version).stdout
    for data in (home / "plain.csv", home / "data"):
        measured = huiyi(home, "evaluate", "--data", str(data), "--out", str(home / "report"))
        assert measured.returncode == 0, measured.stderr


def test_what_a_file_holds_and_training_does_not_take_is_told_with_its_line(home: Path) -> None:
    written = "".join(
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text} {at}\n" for at in range(5))
        for intent, text in (("book_flight", "fly me"), ("bye", "再见"))
    )
    rasa = home / "rasa.yml"
    others = "".join(f"- regex: r{at}\n  examples: |\n    - x\n" for at in range(12))
    rasa.write_text(f'version: "3.1"\nnlu:\n{written}- synonym: rome\n  examples: |\n    - roma\n{others}')
    trained = huiyi(home, "train", "--data", str(rasa))
    assert trained.returncode == 0, trained.stderr
    told = [
        line.removeprefix("train: ") for line in trained.stdout.splitlines() if "is not used here" in line
    ]
    assert (
        told[0]
        == f"{rasa}:17: a synonym is not used here; give the value with the annotation instead: [span]{{...}}"
    )
    assert len(told) == 10
    assert "train: and 3 warnings more: `huiyi data validate` tells them" in trained.stdout
    (home / "plain.jsonl").write_text(
        "".join(
            json.dumps({"text": f"{text} {at}", "intent": text}) + "\n" for text in "ab" for at in range(5)
        )
    )
    clean = huiyi(home, "train", "--data", str(home / "plain.jsonl"))
    assert "data validate" not in clean.stdout + clean.stderr


def test_a_model_is_not_measured_on_what_it_learned_itself(home: Path) -> None:
    plain = str(home / "plain.csv")
    assert huiyi(home, "train", "--data", str(home / "data")).returncode == 0
    for recipe in ("fast", "full"):
        refused = huiyi(home, "train", "--data", plain, "--promote", "--recipe", recipe)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
        assert f"`huiyi data import {plain} --out FOLDER --test-share 0.2` makes one" in refused.stderr
    assert len(json.loads(huiyi(home, "models", "list", "--json").stdout)["versions"]) == 1
    trained = json.loads(huiyi(home, "train", "--data", plain, "--json").stdout)
    assert trained["in_force"] is False
    promote = ("models", "promote", trained["version"], "--data")
    assert "but what it learns itself" in huiyi(home, *promote, plain).stderr
    (home / "others.csv").write_text(
        "text,label\nthe bill,check_bill\nhis bill,check_bill\nwhat weather,out_of_scope\n",
        encoding="utf-8",
    )
    promoted = huiyi(home, *promote, str(home / "others.csv"), "--force", "--reason", "to see it", "--json")
    assert json.loads(promoted.stdout)["measured_on"] == "2 messages of others.csv"
    left_out = f"1 of 3 messages are left out, as {trained['version']} or what is in force learned them"
    assert left_out in promoted.stderr


def test_a_file_can_be_parted_into_what_is_learned_and_what_is_measured(home: Path) -> None:
    parted = ("data", "import", str(home / "plain.csv"), "--out", str(home / "mine"), "--test-share", "0.2")
    assert huiyi(home, *parted).returncode == 0
    assert huiyi(home, *parted, "--split", "test").returncode == 2
    assert huiyi(home, "train", "--data", str(home / "mine")).returncode == 0
    again = huiyi(home, "train", "--data", str(home / "mine"), "--promote", "--seed", "8")
    assert "is in force" in again.stdout, again.stderr


def test_promoting_at_once_leaves_out_of_test_what_a_model_learns(home: Path) -> None:
    assert huiyi(home, "train", "--data", str(home / "data")).returncode == 0
    shutil.copytree(home / "data" / "train", home / "data" / "test", dirs_exist_ok=True)
    for recipe in ("fast", "full"):
        refused = huiyi(home, "train", "--data", str(home / "data"), "--promote", "--recipe", recipe)
        assert refused.returncode == 2
        assert "but what it learns itself" in refused.stderr
    new = "nlu:\n- intent: check_bill\n  examples: |\n    - this bill here\n    - 那个账单\n"
    (home / "data" / "test" / "en" / "new.yml").write_text(new, encoding="utf-8")
    again = huiyi(home, "train", "--data", str(home / "data"), "--promote", "--seed", "8")
    assert "messages in test are left out: a model learns them" in again.stdout, again.stderr
    assert "on 2 messages" in again.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "text,label\nhi,greet\nmy bill,check_bill\n",
            "expected 5 examples an intent, too few of: check_bill (1, ",
        ),
        ("text,label\n" + "hi,greet\n" * 6, "expected two intents at least beside out_of_scope, got greet"),
        ("message,category\nhi,greet\n", "expected the columns text and intent (or label)"),
        ("text,label\n你好,greet\n".encode("gbk"), "is not UTF-8; save the file as UTF-8"),
        ("", "expected the columns text and intent"),
        (
            "text,label\n" + "same,greet\nsame,thank\n" * 6,
            "expected messages that can be told apart, got 'same' as each text",
        ),
    ],
)
def test_data_that_cannot_be_learned_from_is_one_line(home: Path, content: str | bytes, says: str) -> None:
    file = home / "bad.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    outcome = huiyi(home, "train", "--data", str(file))
    assert outcome.returncode == 2
    assert says in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1
    assert not (home / "models" / "intent").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--recipe", "full", "--tenant", "demo"), "tenants share one encoder"),
        (("--recipe", "whole", "--tenant", "demo"), "so --recipe whole is for all"),
        (("--half-precision",), "want --recipe full or whole"),
        (("--rounds", "3"), "want --recipe full"),
        (("--anew",), "want --recipe full"),
        (("--recipe", "slow"), "known are fast, full, whole"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    home: Path, arguments: tuple[str, ...], says: str
) -> None:
    outcome = huiyi(home, "train", "--data", str(home / "data"), *arguments)
    assert outcome.returncode == 2
    assert says in " ".join(outcome.stderr.replace("│", " ").split())


def test_the_recipe_full_tunes_builds_trains_and_promotes(home: Path, monkeypatch) -> None:
    encoder = home / "models" / "encoder"
    monkeypatch.setenv("HUIYI_ENCODER", str(encoder))
    before = (encoder / "build.json").read_text()
    command = ("train", "--recipe", "full", "--rounds", "1", "--data", str(home / "data"))
    outcome = huiyi(home, *command, "--json")
    assert outcome.returncode == 0, outcome.stderr
    told = json.loads(outcome.stdout)
    assert (told["in_force"], told["recipe"]) == (True, "full")
    assert (encoder / "build.json").read_text() != before
    assert "round 1 of 1" in outcome.stderr
    assert "run `huiyi kb rebuild`" in outcome.stderr
    assert json.loads(huiyi(home, "parse", "my bill").stdout)["intent"]["name"] == "check_bill"
    again = huiyi(home, *command)
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    assert "is tuned already" in again.stderr


def test_the_recipe_whole_does_so_with_whole_weights_and_holds_articles(home: Path, monkeypatch) -> None:
    monkeypatch.setenv("HUIYI_ENCODER", str(home / "models" / "encoder"))
    articles = home / "articles"
    articles.mkdir()
    for language in ("zh", "en"):
        shutil.copy(CHECKOUT / "training_data" / "articles" / f"add-seats.{language}.md", articles)
    options = ("--rounds", "1", "--hold", str(articles), "--half-precision", "--json")
    outcome = huiyi(home, "train", "--recipe", "whole", "--data", str(home / "data"), *options)
    assert outcome.returncode == 0, outcome.stderr
    told = json.loads(outcome.stdout)
    assert (told["in_force"], told["recipe"]) == (True, "whole")
    assert "cut to rank 64" in outcome.stderr
    assert json.loads(huiyi(home, "parse", "my bill").stdout)["intent"]["name"] == "check_bill"


@pytest.fixture
def accepted(home: Path) -> Path:
    """Two tenants; of shop two messages are accepted, of which test/ has one, and five wait."""
    database = build_database(Settings(home=home))
    with database.control() as session:
        for name in ("shop", "other"):
            store_tenant(session, new_tenant(name, name, name), now=NOW)
    said = ["quarterly paper please", "my bill my bill", *(f"seat number {number}" for number in range(5))]
    for number, text in enumerate(said):
        tell(database, f"c{number}", ("customer", text, unsure()), tenant="shop")
    database.dispose()
    assert huiyi(home, "review", "collect", "--tenant", "shop").returncode == 0
    for number in range(2):
        assert huiyi(home, "review", "confirm", f"c{number}:1", "--tenant", "shop").returncode == 0
    return home


def data_of(outcome) -> tuple[str, int]:
    assert outcome.returncode == 0, outcome.stderr
    told = json.loads(outcome.stdout)
    return told["data"], told["examples"]


def test_a_tenants_training_learns_what_was_accepted_in_its_review(accepted: Path) -> None:
    home, data = accepted, ("--data", str(accepted / "data"), "--json")
    common = huiyi(home, "train", *data)
    assert (
        "train: 1 accepted in the review of shop are not learned, as all tenants get this model; "
        "`huiyi train --tenant shop` learns them for shop, `huiyi review export --tenant shop` adds them to "
    ) in common.stderr
    assert "review of other" not in common.stderr
    without, count = data_of(common)

    learned = huiyi(home, "train", "--tenant", "shop", *data)
    assert (
        "train: 1 accepted in the review of shop are learned too; "
        "left out: 1 in test, which training must not see\n" in learned.stderr
    )
    with_review, more = data_of(learned)
    assert (with_review != without, more) == (True, count + 1)
    assert data_of(huiyi(home, "train", "--tenant", "shop", *data)) == (with_review, more)
    plain = huiyi(home, "train", "--tenant", "shop", "--no-review", *data)
    assert "review" not in plain.stderr
    assert data_of(plain) == (without, count)
    assert data_of(huiyi(home, "train", "--tenant", "other", *data)) == (without, count)


def test_a_new_intent_of_the_review_is_learned_once_there_are_five_and_can_be_chosen_then(
    accepted: Path,
) -> None:
    home, here = accepted, ("--tenant", "shop")
    train = ("train", *here, "--data", str(home / "data"), "--promote")
    for number in range(2, 6):
        relabel = ("review", "relabel", f"c{number}:1", "change_seats", *here)
        unknown = huiyi(home, *relabel)
        if number == 2:
            assert unknown.returncode == 2
            assert "--new-intent" in unknown.stderr
            assert huiyi(home, *relabel, "--new-intent").returncode == 0
        else:
            assert unknown.returncode == 0, unknown.stderr
    few = huiyi(home, *train)
    assert "4 of change_seats, which has fewer than 5 messages" in few.stdout
    assert huiyi(home, "review", "relabel", "c6:1", "change_seats", *here).returncode == 0
    assert "6 accepted in the review of shop are learned too" in huiyi(home, *train).stdout
    shown = json.loads(huiyi(home, "models", "list", *here, "--json").stdout)
    assert "change_seats" in shown["versions"][-1]["manifest"]["labels"]


def test_without_a_database_training_needs_none_and_makes_none(home: Path) -> None:
    trained = huiyi(home, "train", "--data", str(home / "data"))
    assert trained.returncode == 0, trained.stderr
    assert "review" not in trained.stdout
    assert not (home / "huiyi.db").exists()
