import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import ModelBroken, ModelMissing, NLUError, TrainingDataBroken
from nlu.model_store import hash_examples, read_manifest
from nlu.pipeline import Pipeline
from nlu.training import train
from nlu.types import Decision, Language, ParseResult
from tests.unit.nlu.tiny_messages import tiny_messages

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def trained(tiny_encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "intent"
    train(tiny_messages(), OnnxEncoder.load(tiny_encoder_folder), folder)
    return folder


@pytest.fixture
def spoilt(trained: Path, tmp_path: Path) -> Path:
    """A copy of the model that a test may spoil."""
    return Path(shutil.copytree(trained, tmp_path / "intent"))


@pytest.fixture(scope="module")
def pipeline(trained: Path, tiny_encoder_folder: Path) -> Pipeline:
    return Pipeline.load(trained, tiny_encoder_folder)


def parse(pipeline: Pipeline, text: str) -> ParseResult:
    return pipeline.parse(text, now=NOW, timezone="+08:00")


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("我要退款", "request_refund", Language.zh),
        ("i want a refund", "request_refund", Language.en),
        ("我的账单", "check_bill", Language.zh),
        ("show bill", "check_bill", Language.en),
    ],
)
def test_a_message_it_learned_from_is_understood(
    pipeline: Pipeline, text: str, intent: str, language: Language
) -> None:
    result = parse(pipeline, text)
    assert result.intent_ranking[0].name == intent
    assert result.language is language
    assert result.text == text
    assert sum(one.confidence for one in result.intent_ranking) == pytest.approx(1)
    assert result.vector is not None
    assert result.reasons


def test_weather_is_out_of_scope(pipeline: Pipeline) -> None:
    result = parse(pipeline, "天气好吗")
    assert (result.decision, result.intent.name) == (Decision.rejected, "out_of_scope")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07", "。。。", "\u200b"])
def test_nothing_to_understand_is_rejected_without_the_encoder(pipeline: Pipeline, text: str) -> None:
    result = parse(pipeline, text)
    assert (result.decision, result.intent.name) == (Decision.rejected, "out_of_scope")
    assert result.intent_ranking == (result.intent,)
    assert (result.text, result.entities, result.vector) == (text, (), None)


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "<script>alert(1)</script>",
        "'; DROP TABLE tickets; --",
        "\ud800 lone surrogate",
        "refund\x00me",
        "a" * 100_000,
        "退款 " * 50_000,
        "１２３ ㊗ ﷺ",
    ],
)
def test_any_text_gives_a_result(pipeline: Pipeline, text: str) -> None:
    result = parse(pipeline, text)
    assert result.text == text
    assert all(one.raw == text[one.start : one.end] for one in result.entities)


def test_the_conversations_language_holds_where_the_text_has_none(pipeline: Pipeline) -> None:
    result = pipeline.parse("#1024", now=NOW, timezone="+08:00", default_language=Language.en)
    assert result.language is Language.en


def test_training_twice_gives_the_same_model(
    trained: Path, tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    train(tiny_messages(), OnnxEncoder.load(tiny_encoder_folder), tmp_path / "again")
    for name in ("manifest.json", "head.safetensors"):
        assert (trained / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_manifest_says_what_the_model_is_made_of(trained: Path, tiny_encoder_folder: Path) -> None:
    manifest = read_manifest(trained)
    assert manifest.recipe == "fast"
    assert manifest.labels == ("check_bill", "out_of_scope", "request_refund")
    assert manifest.data == hash_examples(tiny_messages())
    assert manifest.encoder == OnnxEncoder.load(tiny_encoder_folder).checksum
    assert {"in_scope_accuracy.zh", "in_scope_accuracy.en", "out_of_scope_recall"} <= set(manifest.metrics)
    assert "numpy" in manifest.versions


def test_a_model_made_with_another_encoder_is_refused(spoilt: Path, tiny_encoder_folder: Path) -> None:
    edit(spoilt, encoder="0" * 64)
    with pytest.raises(ModelBroken, match="trained with encoder 000000000000 and the encoder here is"):
        Pipeline.load(spoilt, tiny_encoder_folder)


def test_no_model_says_what_makes_one(tmp_path: Path, tiny_encoder_folder: Path) -> None:
    with pytest.raises(ModelMissing, match="huiyi train"):
        Pipeline.load(tmp_path, tiny_encoder_folder)


def test_a_truncated_head_is_refused(spoilt: Path, tiny_encoder_folder: Path) -> None:
    content = (spoilt / "head.safetensors").read_bytes()
    (spoilt / "head.safetensors").write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelBroken, match=r"head\.safetensors cannot be read"):
        Pipeline.load(spoilt, tiny_encoder_folder)


def test_a_head_for_other_labels_is_refused(spoilt: Path, tiny_encoder_folder: Path) -> None:
    edit(spoilt, labels=["greet", "out_of_scope"])
    with pytest.raises(ModelBroken, match="3 columns for 2 labels"):
        Pipeline.load(spoilt, tiny_encoder_folder)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"labels": []}'])
def test_a_manifest_of_another_form_is_refused(spoilt: Path, tiny_encoder_folder: Path, content: str) -> None:
    (spoilt / "manifest.json").write_text(content)
    with pytest.raises(ModelBroken, match=r"manifest\.json cannot be read"):
        Pipeline.load(spoilt, tiny_encoder_folder)


def test_a_classifier_nobody_registered_is_refused(spoilt: Path, tiny_encoder_folder: Path) -> None:
    edit(spoilt, classifier="oracle.v9")
    with pytest.raises(
        NLUError,
        match=r"its classifier is 'oracle\.v9', made by another Huiyi, and this one knows kernel\.v2; change",
    ):
        Pipeline.load(spoilt, tiny_encoder_folder)


def test_too_little_data_is_refused_and_the_old_model_stays(spoilt: Path, tiny_encoder_folder: Path) -> None:
    before = (spoilt / "manifest.json").read_bytes()
    few = [message for message in tiny_messages() if message.intent != "request_refund"]
    with pytest.raises(TrainingDataBroken, match="two intents at least beside out_of_scope, got check_bill"):
        train(few, OnnxEncoder.load(tiny_encoder_folder), spoilt)
    assert (spoilt / "manifest.json").read_bytes() == before
    assert [path.name for path in spoilt.parent.iterdir()] == ["intent"]


def test_an_intent_with_too_few_examples_is_named(tiny_encoder_folder: Path, tmp_path: Path) -> None:
    messages = tiny_messages()
    with pytest.raises(
        TrainingDataBroken, match=r"too few of: request_refund \(2, .*tiny\.yml:1\); add some or mend a label"
    ):
        few = [m for m in messages if m.intent != "request_refund" or m.line == 1]
        train(few, OnnxEncoder.load(tiny_encoder_folder), tmp_path / "intent")


def test_an_unknown_recipe_lists_the_known(tiny_encoder_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NLUError, match="no recipe is called 'slow'; known are fast, full"):
        train(tiny_messages(), OnnxEncoder.load(tiny_encoder_folder), tmp_path / "intent", recipe="slow")


def edit(folder: Path, **changes: object) -> None:
    stored = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**stored, **changes}))
