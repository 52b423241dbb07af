"""Thresholds chosen on messages of whoever a model is for: another version, the same but for them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder.adapter import lesson_keys
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import ModelBroken, TrainingDataBroken
from nlu.fallback import Thresholds
from nlu.learned import mark_learned
from nlu.model_store import MANIFEST_FILE, ChosenOn, hash_examples, read_manifest, write_manifest
from nlu.pipeline import Pipeline
from nlu.training import train
from nlu.types import Decision
from nlu.versions import going_back, promotion
from nlu.versions.adjusting import adjust
from nlu.versions.pointer import Person
from nlu.versions.registry import ALL, ModelRegistry
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
WHO = Person("ning", lambda: NOW, "as planned")
FAR_OFF = Thresholds(out_of_scope=0.999, margin=0.3, sure=0.8)


@pytest.fixture(scope="module")
def encoder(tiny_encoder_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(tiny_encoder_folder)


@pytest.fixture
def registry(tmp_path: Path, encoder: OnnxEncoder) -> ModelRegistry:
    """With a model for all in force that rejects next to nothing."""
    registry = ModelRegistry(tmp_path / "models")
    with registry.draft(ALL) as folder:
        train(tiny_messages(), encoder, folder)
        write_manifest(replace(read_manifest(folder), thresholds=FAR_OFF), folder)
        version = registry.get(ALL, registry.keep(ALL, folder, NOW))
    promotion.promote_where_none_serves(registry, version, encoder=encoder.checksum, person=WHO)
    return registry


def said(times: int = 6) -> list[Example]:
    """What a tenant's customers wrote, none of it learned."""
    return [
        replace(one, text=f"{one.text} {n}", entities=()) for one in tiny_messages() for n in range(times)
    ]


def found(figures: dict[str, float]) -> float:
    return figures["out_of_scope_recall"]


def test_a_tenant_gets_a_version_that_differs_in_its_thresholds_alone(
    registry: ModelRegistry, encoder: OnnxEncoder
) -> None:
    adjusted = adjust(registry, "lanyun", said(), encoder, made_at=NOW)
    assert adjusted.version is not None
    assert adjusted.version.owner == "lanyun"
    assert adjusted.before == FAR_OFF
    assert adjusted.after.out_of_scope < FAR_OFF.out_of_scope
    assert found(adjusted.figures_after) > found(adjusted.figures_before)
    serving = registry.in_force("lanyun")
    assert serving.owner == ALL  # until it is promoted
    manifest = read_manifest(adjusted.version.folder)
    assert manifest.thresholds == adjusted.after
    assert replace(manifest, thresholds=FAR_OFF, metrics={}, made_at="", chosen_on=None) == replace(
        read_manifest(serving.folder), metrics={}, made_at=""
    )
    for file in serving.folder.rglob("*"):
        if file.is_file() and file.name != MANIFEST_FILE:
            twin = adjusted.version.folder / file.relative_to(serving.folder)
            assert twin.read_bytes() == file.read_bytes()
    entry = promotion.promote(
        registry, adjusted.version, encoder=encoder, messages=tiny_messages(), person=WHO, force=True
    )
    assert registry.in_force("lanyun").name == entry.version
    assert registry.in_force("others").owner == ALL


def test_the_same_messages_choose_the_same_and_then_there_is_nothing_to_change(
    registry: ModelRegistry, encoder: OnnxEncoder
) -> None:
    first = adjust(registry, ALL, said(), encoder, made_at=NOW)
    assert first.version is not None
    promotion.promote(
        registry, first.version, encoder=encoder, messages=tiny_messages(), person=WHO, force=True
    )
    again = adjust(registry, ALL, said(), encoder, made_at=NOW)
    assert again.version is None
    assert again.before == again.after == first.after
    assert len(registry.versions(ALL)) == 2


def test_what_says_nothing_of_the_model_is_refused(registry: ModelRegistry, encoder: OnnxEncoder) -> None:
    none_strange = [one for one in said(9) if one.intent != "out_of_scope"]
    for data, says in (
        (tiny_messages(), "the model learned these messages"),
        (said(2), "got 86 messages, 28 of them out of scope, beside 0 that the encoder was tuned on"),
        (none_strange, "expected 200 at least, 20 out of scope"),
    ):
        with pytest.raises(TrainingDataBroken, match=says):
            adjust(registry, "lanyun", data, encoder, made_at=NOW)
    assert registry.versions("lanyun") == []


def test_intents_that_the_model_does_not_know_are_told_with_their_places_and_left_out(
    registry: ModelRegistry, encoder: OnnxEncoder
) -> None:
    others = [Example(f"我要 {n}", "change_seats", "zh", (), Path("theirs.csv"), n + 7) for n in range(3)]
    told: list[str] = []
    adjusted = adjust(registry, ALL, [*said(), *others], encoder, made_at=NOW, progress=told.append)
    assert adjusted.messages == len(said())
    assert adjusted.left_out == {"unknown_intent": 3, "out_of_scope": 0, "learned": 0, "tuned_on": 0}
    assert told[:2] == [
        "theirs.csv:7: 'change_seats' is no intent of the model; messages left out: 3",
        "expected one of check_bill, out_of_scope, request_refund",
    ]
    with pytest.raises(TrainingDataBroken, match=r"theirs\.csv:7: 'change_seats' is no .* these 3 "):
        adjust(registry, ALL, others, encoder, made_at=NOW)


def test_of_what_the_model_learned_itself_it_is_not_asked(
    registry: ModelRegistry, encoder: OnnxEncoder
) -> None:
    other_label = [replace(one, intent="check_bill") for one in tiny_messages()]
    told: list[str] = []
    mixed = adjust(registry, ALL, [*said(), *other_label], encoder, made_at=NOW, progress=told.append)
    assert (mixed.messages, mixed.left_out["learned"]) == (len(said()), len(tiny_messages()))
    assert (
        "of 301 messages are left out: 0 that the encoder was tuned on, 43 that the model learned" in told[0]
    )
    alone = adjust(registry, ALL, said(), encoder, made_at=NOW)
    assert (alone.after, alone.figures_after) == (mixed.after, mixed.figures_after)
    assert alone.version == mixed.version
    with pytest.raises(TrainingDataBroken, match="the model learned these messages"):
        adjust(registry, ALL, tiny_messages()[1:], encoder, made_at=NOW)


def test_what_a_model_that_keeps_no_keys_learned_is_not_known(tmp_path: Path) -> None:
    assert not mark_learned(tiny_messages(), tmp_path).any()


def test_how_often_customers_are_asked_back_is_told_before_and_after(
    registry: ModelRegistry, encoder: OnnxEncoder
) -> None:
    adjusted = adjust(registry, ALL, said(), encoder, made_at=NOW)
    assert adjusted.version is not None
    assert adjusted.questions_before != adjusted.questions_after
    for version, questions in (
        (registry.in_force(ALL), adjusted.questions_before),
        (adjusted.version, adjusted.questions_after),
    ):
        pipeline = Pipeline.load_with(version.folder, encoder)
        read = [(one.intent, pipeline.parse(one.text, now=NOW, timezone="+08:00")) for one in said()]
        asked = [(intent, result) for intent, result in read if result.decision is Decision.ambiguous]
        needless = sum(result.intent.name == intent for intent, result in asked)
        assert (questions.asked, questions.needless) == (len(asked), needless)
        assert questions.asked >= questions.needless + questions.helpful > 0


def test_a_version_keeps_what_its_thresholds_were_chosen_on_and_calls_its_figures_so(
    registry: ModelRegistry, encoder: OnnxEncoder
) -> None:
    serving = registry.in_force(ALL)
    version = adjust(registry, ALL, said(), encoder, called="said.csv", made_at=NOW).version
    assert version is not None
    manifest = read_manifest(version.folder)
    assert manifest.chosen_on == ChosenOn("said.csv", hash_examples(said()), len(said()))
    assert manifest.made_at == NOW.isoformat()
    for one in (version, serving):
        promotion.promote(registry, one, encoder=encoder, messages=tiny_messages(), person=WHO, force=True)
    back = going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    assert (back.version, back.figures) == (version.name, manifest.metrics)
    assert back.measured_on == "the 258 messages of said.csv that chose its thresholds"
    again = going_back.roll_back(registry, ALL, encoder=encoder.checksum, person=WHO)
    assert (again.version, again.measured_on) == (serving.name, "training messages, held out")


def test_what_cannot_serve_gets_no_new_name(registry: ModelRegistry, encoder: OnnxEncoder) -> None:
    (registry.in_force(ALL).folder / "added").write_text("later", encoding="utf-8")
    with pytest.raises(ModelBroken, match="its files are not those that were trained"):
        adjust(registry, "lanyun", said(), encoder, made_at=NOW)
    assert registry.versions("lanyun") == []


def test_what_the_encoder_was_tuned_on_is_left_out(
    registry: ModelRegistry, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = said()[:30]
    keys = lesson_keys([one.intent for one in known], [one.text for one in known])
    monkeypatch.setattr(encoder, "tuned_on", np.sort(keys))
    assert adjust(registry, ALL, said(), encoder, made_at=NOW).messages == len(said()) - len(known)
