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
from nlu.model_store import MANIFEST_FILE, read_manifest, write_manifest
from nlu.training import train
from nlu.versions import promotion
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
    assert replace(manifest, thresholds=FAR_OFF, metrics={}, made_at="") == replace(
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
