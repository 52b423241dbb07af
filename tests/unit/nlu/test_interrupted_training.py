"""Training tells how far it is in encoding, and what was encoded is not encoded again."""

import time
from collections.abc import Sequence
from copy import copy
from pathlib import Path

import pytest

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.model_store import read_manifest
from nlu.training import train
from nlu.types import Vector
from tests.unit.nlu.tiny_messages import tiny_messages

BLOCK = 16


class Interrupted(Exception):
    pass


class CountingEncoder:
    """The encoder, which remembers what it was asked."""

    def __init__(self, encoder: OnnxEncoder, *, takes_s: float = 0) -> None:
        self._encoder = encoder
        self._takes_s = takes_s
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)

    def encode_twice(self, texts: Sequence[str], *, kind: str) -> tuple[Vector, Vector]:
        self.asked += texts
        time.sleep(self._takes_s)
        return self._encoder.encode_twice(texts, kind="query")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlu.encoded_rows.BLOCK", BLOCK)


@pytest.fixture
def encoder(tiny_encoder_folder: Path) -> CountingEncoder:
    return CountingEncoder(OnnxEncoder.load(tiny_encoder_folder))


def run(encoder: CountingEncoder, folder: Path, *, stop_at: str = "never") -> list[str]:
    """What was told until all was done or, at a step that begins so, the training ended."""
    told: list[str] = []

    def progress(step: str) -> None:
        told.append(step)
        if step.startswith(stop_at):
            raise Interrupted

    train(tiny_messages(), encoder, folder / "model", rows_folder=folder / "rows", progress=progress)
    return told


def test_how_many_are_encoded_is_told_as_it_goes_on(encoder: CountingEncoder, tmp_path: Path) -> None:
    told = [step for step in run(encoder, tmp_path) if step.endswith("are encoded")]
    count = len(encoder.asked)
    assert told == [f"{done} of {count} messages are encoded" for done in range(BLOCK, count, BLOCK)]


def test_interrupted_it_goes_on_and_gives_the_same_model(encoder: CountingEncoder, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        run(encoder, tmp_path, stop_at="32 of")
    assert len(encoder.asked) == 32
    again = CountingEncoder(copy(encoder._encoder))
    run(again, tmp_path)
    assert set(again.asked).isdisjoint(encoder.asked)
    whole = CountingEncoder(encoder._encoder)
    run(whole, tmp_path / "whole")
    assert len(again.asked) == len(whole.asked) - 32
    one, other = (folder / "model" for folder in (tmp_path, tmp_path / "whole"))
    assert read_manifest(one) == read_manifest(other)
    assert (one / "head.safetensors").read_bytes() == (other / "head.safetensors").read_bytes()
    assert not (tmp_path / "rows").exists()


@pytest.mark.parametrize("left", [b"", b"\x93NUMPY", b"garbage"])
def test_what_is_damaged_is_encoded_again(encoder: CountingEncoder, tmp_path: Path, left: bytes) -> None:
    with pytest.raises(Interrupted):
        run(encoder, tmp_path, stop_at="32 of")
    for file in (tmp_path / "rows").iterdir():
        file.write_bytes(left)
    again = CountingEncoder(encoder._encoder)
    run(again, tmp_path)
    assert set(encoder.asked) <= set(again.asked)


def test_another_encoder_encodes_all_itself(encoder: CountingEncoder, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        run(encoder, tmp_path, stop_at="32 of")
    other = copy(encoder._encoder)
    other.checksum = "another"
    again = CountingEncoder(other)
    run(again, tmp_path)
    assert set(encoder.asked) <= set(again.asked)


def test_who_interrupts_the_names_need_not_wait_for_the_rest(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Interrupted

    monkeypatch.setattr("nlu.training.train_extractor", fail)
    monkeypatch.setattr("nlu.encoded_rows.BLOCK", 1)
    slow = CountingEncoder(encoder._encoder, takes_s=0.02)
    with pytest.raises(Interrupted):
        run(slow, tmp_path)
    assert len(slow.asked) < len(tiny_messages()) / 2
