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


@pytest.fixture
def yesterday(tmp_path: Path) -> Path:
    """Messages whose times are labelled as of 1 March 2025 in Berlin, one with an intent of nobody's."""
    for language, text in (("en", "bill of [yesterday]"), ("zh", "[昨天]的账单")):
        file = tmp_path / "mine" / "test" / language / "mine.yml"
        file.parent.mkdir(parents=True)
        said = text.replace("]", ']{"entity": "time", "value": "2025-02-28"}')
        blocks = (
            f"- intent: check_bill\n  examples: |\n    - {said}\n",
            f"- intent: frobnicate\n  examples: |\n    - {said}!\n",
        )
        file.write_text("nlu:\n" + "".join(blocks))
    return tmp_path / "mine"


def test_values_of_times_are_as_of_the_instant_that_is_named(tiny_home: Path, yesterday: Path) -> None:
    def values(*options: object) -> tuple[float, dict[str, str]]:
        outcome = huiyi(tiny_home, "evaluate", "--data", yesterday, "--json", *options)
        assert outcome.returncode == 0, outcome.stderr
        told = json.loads(outcome.stdout)
        return told["entity_value_total"]["f1"], told["moment"]

    assert values()[0] == 0
    right, moment = values("--now", "2025-03-01T00:30", "--timezone", "Europe/Berlin")
    assert (right, moment) == (1, {"now": "2025-03-01T00:30:00+01:00", "timezone": "Europe/Berlin"})


def test_intents_that_the_model_has_not_learned_are_named(tiny_home: Path, yesterday: Path) -> None:
    outcome = huiyi(tiny_home, "evaluate", "--data", yesterday, "--out", yesterday / "report")
    assert "did not learn, so their messages count as wrong: frobnicate (2)" in outcome.stderr
    page = (yesterday / "report" / "report.html").read_text(encoding="utf-8")
    assert "has never learned <code>frobnicate</code> (2)" in page


def test_messages_that_the_model_learned_are_counted(tiny_home: Path, yesterday: Path) -> None:
    learned = len(tiny_messages())
    outcome = huiyi(tiny_home, "evaluate", "--data", tiny_home / "data")
    assert f"{learned} of {learned} messages are what" in outcome.stderr
    assert "flatter it" not in huiyi(tiny_home, "evaluate", "--data", yesterday).stderr


def test_a_model_is_compared_at_the_moment_of_the_others_report(tiny_home: Path, yesterday: Path) -> None:
    when = ("--now", "2025-03-01T00:30", "--timezone", "Europe/Berlin")
    report, model = yesterday / "report", tiny_home / "models" / "intent"
    huiyi(tiny_home, "evaluate", "--data", yesterday, "--out", report, *when)
    outcome = huiyi(tiny_home, "compare", report, model, "--data", yesterday, "--json")
    assert json.loads(outcome.stdout)["total"]["differences"]["value F1"]["b"] == 1
    otherwise = huiyi(tiny_home, "compare", report, model, "--data", yesterday, "--now", "2025-03-02")
    assert otherwise.returncode == 2
    assert "with the same --now and --timezone" in otherwise.stderr


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--now", "yesterday"), "expected ISO 8601"),
        (("--timezone", "Mars"), "unknown time zone: got 'Mars'"),
    ],
)
@pytest.mark.parametrize("command", [("evaluate",), ("compare", "a", "b"), ("models", "promote", "a")])
def test_what_is_no_instant_or_zone_is_refused_before_the_work(
    tiny_home: Path, command: tuple[str, ...], option: tuple[str, str], says: str
) -> None:
    outcome = huiyi(tiny_home, *command, *option)
    assert outcome.returncode == 2
    assert says in outcome.stderr


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
