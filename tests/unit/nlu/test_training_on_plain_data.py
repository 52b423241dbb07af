"""Training on what people have at hand: a file of messages with labels, nothing out of scope, no entities."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from nlu.calibration import choose_thresholds
from nlu.classifiers.kernel_training import HeldOut
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import ModelBroken, ModelMissing, TrainingDataBroken
from nlu.evaluation import evaluate
from nlu.language import detect
from nlu.model_store import NAMES, read_manifest
from nlu.pipeline import Pipeline
from nlu.training import train
from nlu.types import OUT_OF_SCOPE, Decision, ParseResult
from nlu.versions.naming import content_hash
from tests.unit.nlu.tiny_messages import WORDS, tiny_messages
from training_data.schema import Annotation, Example, Split
from training_data.sources import load_messages

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)


def plain_messages() -> list[Example]:
    return [one for one in tiny_messages() if one.intent != OUT_OF_SCOPE and not one.entities]


@pytest.fixture(scope="module")
def encoder(tiny_encoder_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(tiny_encoder_folder)


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def plain(encoder: OnnxEncoder, told: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a CSV with a text and a label a line."""
    folder = tmp_path_factory.mktemp("plain")
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["text", "label"])
    rows.writerows((one.text, one.intent) for one in plain_messages())
    (folder / "mine.csv").write_text(written.getvalue(), encoding="utf-8")
    examples = load_messages(folder / "mine.csv", Split.train, detect=detect)
    train(examples, encoder, folder / "model", progress=told.append)
    return folder / "model"


@pytest.fixture(scope="module")
def pipeline(plain: Path, encoder: OnnxEncoder) -> Pipeline:
    return Pipeline.load_with(plain, encoder)


def parse(pipeline: Pipeline, text: str) -> ParseResult:
    return pipeline.parse(text, now=NOW, timezone="+08:00")


def test_its_intents_are_understood(pipeline: Pipeline) -> None:
    for text, intent in (("我要退款", "request_refund"), ("show bill", "check_bill")):
        result = parse(pipeline, text)
        assert (result.decision, result.intent.name) == (Decision.accepted, intent)
        assert {one.name for one in result.intent_ranking} == {"check_bill", "request_refund"}


def test_what_resembles_none_of_them_is_stranger_than_what_does(pipeline: Pipeline) -> None:
    weather = [text for texts in WORDS[OUT_OF_SCOPE].values() for text in texts]
    strange = [parse(pipeline, text).out_of_scope for text in (*weather, "qqqq 7 !!", "zzz#@zz")]
    known = [parse(pipeline, one.text).out_of_scope for one in plain_messages()]
    assert np.mean(strange) > np.mean(known) + 0.1
    assert parse(pipeline, "").intent.name == OUT_OF_SCOPE


def test_rules_find_entities_without_a_model_of_names(pipeline: Pipeline, plain: Path) -> None:
    found = parse(pipeline, "my name is Hannah Price, refund $20 please").entities
    assert {("person", "Hannah Price"), ("money", "$20")} <= {(one.entity, one.raw) for one in found}
    files = ["head.safetensors", "learned.safetensors", "manifest.json"]
    assert sorted(path.name for path in plain.iterdir()) == files


def test_the_manifest_and_training_say_what_is_lacking(plain: Path, told: list[str]) -> None:
    manifest = read_manifest(plain)
    assert manifest.lacks == (OUT_OF_SCOPE, NAMES)
    assert manifest.labels == ("check_bill", "request_refund")
    assert manifest.metrics["in_scope_rejected"] <= 0.02
    assert not [name for name in manifest.metrics if name.startswith("out_of_scope")]
    assert manifest.thresholds.sure is None
    assert [step for step in told if step.startswith("no message")] == [
        "no message is out_of_scope: what looks like none of the intents is rejected",
        "no message has a person or company marked: they are found by rules alone",
    ]


def test_it_can_be_evaluated_on_any_messages(pipeline: Pipeline) -> None:
    report = evaluate(pipeline, tiny_messages())
    assert report.total.in_scope_accuracy > 0.9
    assert evaluate(pipeline, plain_messages()).rejection.auroc is None


def test_data_that_lacks_only_one_of_both_gives_the_other(encoder: OnnxEncoder, tmp_path: Path) -> None:
    nameless = [one for one in tiny_messages() if not one.entities]
    assert train(nameless, encoder, tmp_path / "nameless").lacks == (NAMES,)
    assert parse(Pipeline.load_with(tmp_path / "nameless", encoder), "天气好吗").intent.name == OUT_OF_SCOPE
    in_scope = [one for one in tiny_messages() if one.intent != OUT_OF_SCOPE]
    assert train(in_scope, encoder, tmp_path / "in_scope").lacks == (OUT_OF_SCOPE,)
    assert (tmp_path / "in_scope" / "ner" / "names.json").is_file()


def test_a_model_of_names_that_was_lost_is_not_taken_for_one_that_never_was(
    encoder: OnnxEncoder, tmp_path: Path
) -> None:
    in_scope = [one for one in tiny_messages() if one.intent != OUT_OF_SCOPE]
    train(in_scope, encoder, tmp_path / "model")
    (tmp_path / "model" / "ner").rename(tmp_path / "elsewhere")
    with pytest.raises(ModelMissing):
        Pipeline.load_with(tmp_path / "model", encoder)


def test_a_head_that_weighs_other_signals_than_its_labels_give_is_refused(
    plain: Path, encoder: OnnxEncoder, tmp_path: Path
) -> None:
    train(tiny_messages(), encoder, tmp_path / "model")
    text = (plain / "manifest.json").read_text()
    (tmp_path / "model" / "manifest.json").write_text(text.replace('"check_bill",', '"check_bill", "x",'))
    with pytest.raises(ModelBroken, match="weighs 4 signals"):
        Pipeline.load_with(tmp_path / "model", encoder)


def test_what_lacks_nothing_is_written_as_it_always_was(encoder: OnnxEncoder, tmp_path: Path) -> None:
    train(tiny_messages(), encoder, tmp_path / "model")
    before = content_hash(tmp_path / "model")
    assert "lacks" not in (tmp_path / "model" / "manifest.json").read_text()
    assert content_hash(tmp_path / "model") == before


def test_five_examples_make_a_new_intent_at_once(encoder: OnnxEncoder, tmp_path: Path) -> None:
    texts = ["hello there", "hello", "hello you", "oh hello", "well hello"]
    greetings = [Example(text, "greet", "en", (), Path("more.csv"), 1) for text in texts]
    train([*tiny_messages(), *greetings], encoder, tmp_path / "model")
    pipeline = Pipeline.load_with(tmp_path / "model", encoder)
    for text in ("hello hello", "so hello"):
        assert parse(pipeline, text).intent_ranking[0].name == "greet"
    assert parse(pipeline, "show bill").intent_ranking[0].name == "check_bill"


def test_a_message_that_comes_again_and_again_vouches_for_itself_no_more_than_once(
    plain: Path, encoder: OnnxEncoder, tmp_path: Path
) -> None:
    said: list[str] = []
    again = [replace(one, text=one.text.upper()) for one in plain_messages()]
    train([*plain_messages() * 5, *again], encoder, tmp_path / "model", progress=said.append)
    repeated, once = read_manifest(tmp_path / "model"), read_manifest(plain)
    assert (repeated.metrics, repeated.thresholds) == (once.metrics, once.thresholds)
    assert repeated.examples == 6 * once.examples
    assert f"{5 * once.examples} messages repeat another of their intent, which is learned once" in said


def test_an_intent_whose_messages_are_all_the_same_has_one(encoder: OnnxEncoder, tmp_path: Path) -> None:
    same = [Example("hello", "greet", "en", (), Path("more.csv"), line) for line in range(2, 8)]
    with pytest.raises(TrainingDataBroken, match=r"too few of: greet \(1, more\.csv:2\).*counts once"):
        train([*tiny_messages(), *same], encoder, tmp_path / "model")


@pytest.mark.parametrize("count", [10, 49, 50, 400])
def test_at_most_one_held_out_message_in_fifty_is_rejected(count: int) -> None:
    random = np.random.default_rng(count)
    held_out = HeldOut(
        intents=np.array(["greet"] * count),
        languages=np.zeros(count, dtype=np.int64),
        confidences=np.full((count, 2), 0.5, dtype=np.float32),
        strangeness=(0.5 + random.random(count) / 2).astype(np.float32),
    )
    limit = choose_thresholds(held_out, ("greet", "thank")).out_of_scope
    assert (held_out.strangeness >= limit).sum() == count // 50


def test_what_few_messages_and_unknown_entities_are_good_for_is_said(
    encoder: OnnxEncoder, tmp_path: Path
) -> None:
    said: list[str] = []
    place = Annotation("city", 0, 2, "ab")
    messages = [
        replace(one, entities=(place,)) if at == 0 else one for at, one in enumerate(plain_messages())
    ]
    train(messages, encoder, tmp_path / "model", progress=said.append)
    assert "not learned: city; company and person are, and rules find the rest" in said
    assert any("are rough; 200 and more make them better" in one for one in said)
