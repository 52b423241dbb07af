"""A model's folder that was cut, edited or made by another version: told as broken before anything serves."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import ModelBroken
from nlu.pipeline import Pipeline
from nlu.training import train
from tests.unit.nlu.tiny_messages import tiny_messages

Array = np.ndarray


@pytest.fixture(scope="module")
def encoder(tiny_encoder_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(tiny_encoder_folder)


@pytest.fixture(scope="module")
def trained(encoder: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "intent"
    train(tiny_messages(), encoder, folder)
    return folder


@pytest.fixture
def model(trained: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(trained, tmp_path / "intent"))


def spoil(array: Array, value: float) -> Array:
    spoilt = array.copy()
    spoilt.flat[-1] = value
    return spoilt


@pytest.mark.parametrize(
    ("tensor", "change", "says"),
    [
        ("weights", lambda one: one[:10], r"weights in the shape \[10, 3\], expected \[\d\d+, 3\]"),
        ("weights", lambda one: one[:, 0], r"weights in the shape \[\d+\], expected"),
        (
            "weights",
            lambda one: one[:, :2],
            r"letter_weights in the shape \[16384, 3\], expected \[16384, 2\]",
        ),
        ("wishes", lambda one: one[:-1], r"means in the shape"),
        ("means", lambda one: one[:, :-1], "means in the shape"),
        ("idf", lambda one: one[:100], r"idf in the shape \[100\], expected \[16384\]"),
        ("letter_weights", lambda one: one[:-1], "letter_weights in the shape"),
        ("strange", lambda one: one[:-1], "strange in the shape"),
        ("wish.projection", lambda one: one[:-1], r"wish\.projection in the shape"),
        ("mean.projection", lambda one: one[:, :-1], "means in the shape"),
        ("mean.centres", lambda one: one[:1], r"mean\.centres in the shape"),
        ("temperature", lambda one: one[:0], r"temperature in the shape \[0\], expected \[1\]"),
        ("temperature", lambda one: one * 0, "temperature 0.0, expected more than 0"),
        ("temperature", lambda one: -one, "expected more than 0"),
        ("temperature", lambda one: one * np.nan, "no finite number in temperature"),
        ("rejection", lambda one: spoil(one, np.nan), "no finite number in rejection"),
        ("wishes", lambda one: spoil(one, np.inf), "no finite number in wishes"),
        ("weights", lambda one: spoil(one, -np.inf), "no finite number in weights"),
        ("rejection", lambda one: one[:-1], "weighs 3 signals"),
        ("rejection", lambda one: one[:0], "weighs -1 signals"),
        ("idf", None, "no tensor idf"),
    ],
)
def test_a_head_whose_arrays_do_not_fit_is_broken(
    model: Path, encoder: OnnxEncoder, tensor: str, change: Callable[[Array], Array] | None, says: str
) -> None:
    tensors = load_file(model / "head.safetensors")
    found = tensors.pop(tensor)
    if change is not None:
        tensors[tensor] = np.ascontiguousarray(change(found))
    save_file(tensors, model / "head.safetensors")
    with pytest.raises(ModelBroken, match=says) as broken:
        Pipeline.load_with(model, encoder)
    assert str(model) in str(broken.value)
    assert "run `huiyi train`, with --tenant for a tenant's own" in str(broken.value)


def test_a_head_for_vectors_of_another_size_is_broken_though_its_own_arrays_agree(
    model: Path, encoder: OnnxEncoder
) -> None:
    tensors = load_file(model / "head.safetensors")
    for side in ("wish", "mean"):
        tensors[f"{side}.centres"] = np.ascontiguousarray(tensors[f"{side}.centres"][:, :-1])
        tensors[f"{side}.projection"] = np.ascontiguousarray(tensors[f"{side}.projection"][:-1])
    save_file(tensors, model / "head.safetensors")
    with pytest.raises(
        ModelBroken, match=rf"wish\.centres in the shape .* expected \[2, {encoder.dimension}\]"
    ):
        Pipeline.load_with(model, encoder)


def test_a_head_of_a_single_intent_is_broken(model: Path, encoder: OnnxEncoder) -> None:
    tensors = load_file(model / "head.safetensors")
    for name in ("weights", "letter_weights"):
        tensors[name] = np.ascontiguousarray(tensors[name][:, :2])
    save_file(tensors, model / "head.safetensors")
    stored = json.loads((model / "manifest.json").read_text())
    (model / "manifest.json").write_text(json.dumps({**stored, "labels": ["check_bill", "out_of_scope"]}))
    with pytest.raises(ModelBroken, match="fewer than two intents"):
        Pipeline.load_with(model, encoder)


def test_a_head_in_a_type_that_numpy_lacks_is_broken(model: Path, encoder: OnnxEncoder) -> None:
    header = json.dumps({"idf": {"dtype": "F4", "shape": [4], "data_offsets": [0, 2]}}).encode()
    (model / "head.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + b"\0\0")
    with pytest.raises(ModelBroken, match=r"head\.safetensors cannot be read"):
        Pipeline.load_with(model, encoder)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"thresholds": {"out_of_scope": "0.7", "margin": 0.1, "sure": 0.8}},
            "thresholds.out_of_scope: .*'0.7'",
        ),
        (
            {"thresholds": {"out_of_scope": float("nan"), "margin": 0.1, "sure": 0.8}},
            "finite number, got nan",
        ),
        (
            {"thresholds": {"out_of_scope": 0.7, "margin": None, "sure": None}},
            "thresholds.margin: .*got None",
        ),
        ({"thresholds": {"out_of_scope": 0.7}}, "thresholds.margin"),
        ({"thresholds": []}, "thresholds"),
        ({"labels": "check_bill"}, "labels"),
        ({"labels": ["check_bill", 3, "request_refund"]}, r"labels\.1: .*got 3"),
        ({"labels": ["check_bill", "check_bill", "request_refund"]}, "a label twice"),
        ({"metrics": {"accuracy": "good"}}, "metrics.accuracy"),
        ({"encoder": None}, "encoder: .*got None"),
        ({"lacks": "names"}, "lacks"),
        ({"later_field": 1}, "later_field"),
    ],
)
def test_a_manifest_whose_fields_are_of_another_kind_is_broken(
    model: Path, encoder: OnnxEncoder, changes: dict[str, object], says: str
) -> None:
    stored = json.loads((model / "manifest.json").read_text())
    (model / "manifest.json").write_text(json.dumps({**stored, **changes}))
    with pytest.raises(ModelBroken, match=says):
        Pipeline.load_with(model, encoder)


@pytest.mark.parametrize("text", ["", "[]", "3", "null", '{"format": 1', "\ufeff{}", "[" * 100_000])
def test_a_manifest_that_is_no_object_is_broken(model: Path, encoder: OnnxEncoder, text: str) -> None:
    (model / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelBroken, match=r"manifest\.json cannot be read"):
        Pipeline.load_with(model, encoder)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (
            2,
            "format 2, made by a later Huiyi, and this one reads format 1; update Huiyi, "
            "or run `huiyi train`",
        ),
        (
            0,
            "format 0, made by another Huiyi, and this one reads format 1; change Huiyi, "
            "or run `huiyi train`",
        ),
        ("two", "format two, made by another Huiyi"),
    ],
)
def test_another_format_is_told_before_what_else_it_changed(
    model: Path, encoder: OnnxEncoder, found: object, says: str
) -> None:
    (model / "manifest.json").write_text(json.dumps({"format": found, "calibration": {}, "labels": 7}))
    with pytest.raises(ModelBroken, match=says):
        Pipeline.load_with(model, encoder)


def test_what_training_wrote_is_whole(model: Path, encoder: OnnxEncoder) -> None:
    assert Pipeline.load_with(model, encoder).manifest.thresholds.sure == pytest.approx(0.8)
