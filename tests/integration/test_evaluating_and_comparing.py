"""`huiyi evaluate` and `huiyi compare` as people call them, on a tiny model."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.training import train
from tests.command import huiyi
from tests.unit.nlu.tiny_encoder import build_tiny_encoder
from tests.unit.nlu.tiny_messages import tiny_messages


@pytest.fixture(scope="module")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder, a model that learned from the tiny messages, and those messages to test it on."""
    pytest.importorskip("torch", reason="building an encoder needs the extra 'train'")
    home = tmp_path_factory.mktemp("home")
    encoder = build_tiny_encoder(home)
    train(tiny_messages(), OnnxEncoder.load(encoder), home / "models" / "intent")
    encoder.rename(home / "models" / "encoder")
    write_test_split(home / "data")
    return home


def write_test_split(folder: Path) -> None:
    texts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for message in tiny_messages():
        texts[message.language, message.intent].append(message.text)
    for (language, intent), lines in texts.items():
        file = folder / "test" / language / f"{intent}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        examples = "".join(f"    - {line}\n" for line in lines)
        file.write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{examples}')


@pytest.fixture(scope="module")
def saved(tiny_home: Path) -> Path:
    folder = tiny_home / "reports" / "first"
    outcome = huiyi(tiny_home, "evaluate", "--data", tiny_home / "data", "--out", folder)
    assert outcome.returncode == 0, outcome.stderr
    assert "expected error" in outcome.stdout
    assert "rule: rejects from an out-of-scope score of 0." in outcome.stdout
    return folder


def test_evaluate_saves_a_report_for_scripts_and_a_page_for_people(saved: Path) -> None:
    told = json.loads((saved / "report.json").read_text(encoding="utf-8"))
    assert told["total"]["messages"] == len(tiny_messages()) == len(told["outcomes"])
    assert any(0 < one["out_of_scope"] < 1 for one in told["outcomes"])
    assert "How well the bot understands" in (saved / "report.html").read_text(encoding="utf-8")


def test_a_model_compared_with_its_own_report_is_no_better(tiny_home: Path, saved: Path) -> None:
    model = tiny_home / "models" / "intent"
    outcome = huiyi(tiny_home, "compare", saved, model, "--data", tiny_home / "data", "--json")
    assert outcome.returncode == 0, outcome.stderr
    told = json.loads(outcome.stdout)
    assert told["verdict"] == "no difference beyond chance"
    assert (told["better"], told["worse"]) == ([], [])


def test_compare_shows_each_message_that_got_worse(tiny_home: Path, saved: Path, tmp_path: Path) -> None:
    told = json.loads((saved / "report.json").read_text(encoding="utf-8"))
    for one in told["outcomes"]:
        one["got"] = "request_refund"
    (tmp_path / "report.json").write_text(json.dumps(told))
    outcome = huiyi(tiny_home, "compare", saved, tmp_path / "report.json")
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.startswith("B against A: worse\n")
    assert "A got right, B wrong" in outcome.stdout
    assert "show bill" in outcome.stdout
    for one in told["outcomes"]:
        one["got"] = "thank"
    (tmp_path / "other.json").write_text(json.dumps(told))
    again = huiyi(tiny_home, "compare", tmp_path / "report.json", tmp_path / "other.json")
    assert "both wrong, each in its own way" in again.stdout
    assert "A request_refund; B thank" in again.stdout


def test_what_cannot_be_compared_is_one_line_and_exit_2(tiny_home: Path, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{}")
    for other, says in (
        (tmp_path / "broken.json", "Field required"),
        (tmp_path / "none", "No such file"),
        (tmp_path, "huiyi train"),
    ):
        outcome = huiyi(tiny_home, "compare", saved, other)
        assert outcome.returncode == 2
        assert says in outcome.stderr
        assert len(outcome.stderr.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tiny_home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = huiyi(
        tiny_home, "evaluate", "--data", tiny_home / "data", "--out", tmp_path / "file" / "deeper"
    )
    assert outcome.returncode == 2
    assert "give a folder to write into" in outcome.stderr
    assert "evaluating" not in outcome.stderr
