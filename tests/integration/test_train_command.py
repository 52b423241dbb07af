"""`huiyi train` on a home with a tiny encoder: plain files, what is wrong with them, and the recipe full."""

import json
import shutil
from pathlib import Path

import pytest

from tests.command import huiyi
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
    assert "learned nothing of out of scope" in huiyi(home, "models", "list").stdout
    version = json.loads(huiyi(home, "models", "list", "--json").stdout)["in_force"]["version"]
    assert "without     out_of_scope, names" in huiyi(home, "models", "show", version).stdout
    for data in (home / "plain.csv", home / "data"):
        measured = huiyi(home, "evaluate", "--data", str(data), "--out", str(home / "report"))
        assert measured.returncode == 0, measured.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "text,label\nhi,greet\nmy bill,check_bill\n",
            "expected 5 examples an intent, too few of: check_bill, greet",
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
        (("--rounds", "3"), "want --recipe full"),
        (("--anew",), "want --recipe full"),
        (("--recipe", "slow"), "known are fast, full"),
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
    assert "run `huiyi kb index`" in outcome.stderr
    assert json.loads(huiyi(home, "parse", "my bill").stdout)["intent"]["name"] == "check_bill"
    again = huiyi(home, *command)
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    assert "is tuned already" in again.stderr
