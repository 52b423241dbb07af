"""A model of messages that its encoder was tuned on goes by what holds in general, without figures."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.cli.models_text import as_page, as_table
from nlu.classifiers.general_calibration import (
    FEWEST_UNSEEN,
    FEWEST_UNSEEN_STRANGE,
    TEMPERATURE,
    general_limit,
    say_enough,
    shrink_temperature,
)
from nlu.classifiers.kernel_training import Messages, fit_head
from nlu.cleaning import text_to_learn
from nlu.encoder.adapter import lesson_keys
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.training import train
from nlu.types import OUT_OF_SCOPE
from nlu.versions.overview import look_at
from nlu.versions.registry import ALL, ModelRegistry
from nlu.versions.training import train_version
from tests.unit.nlu.test_training import NOW
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example

IN_SCOPE = tuple(one for one in tiny_messages() if one.intent != OUT_OF_SCOPE)
ALL_KINDS = tuple(tiny_messages())


def knowing(encoder_folder: Path, messages: Sequence[Example]) -> OnnxEncoder:
    """The encoder as if it had been tuned on these."""
    encoder = copy(OnnxEncoder.load(encoder_folder))
    intents, texts = [one.intent for one in messages], [text_to_learn(one.text) for one in messages]
    encoder.tuned_on = np.sort(lesson_keys(intents, texts))
    return encoder


@pytest.mark.parametrize("new", [0, 3])
@pytest.mark.parametrize(("messages", "column"), [(IN_SCOPE, None), (ALL_KINDS, 1)])
def test_what_the_encoder_knows_gives_neither_figures_nor_a_limit(
    tiny_encoder_folder: Path, tmp_path: Path, new: int, messages: tuple[Example, ...], column: int | None
) -> None:
    said: list[str] = []
    encoder = knowing(tiny_encoder_folder, messages[new:])
    manifest = train(messages, encoder, tmp_path / "model", progress=said.append)
    assert manifest.metrics == {}
    assert manifest.thresholds.out_of_scope == general_limit(column)
    (caution,) = [one for one in said if one.endswith("more messages help")]
    assert "go by what holds in general, and no figures are given" in caution


def test_what_is_new_to_the_encoder_gives_figures_however_few_it_is(
    tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    for known in (0, 20):
        manifest = train(ALL_KINDS, knowing(tiny_encoder_folder, ALL_KINDS[::2][:known]), tmp_path / "model")
        assert manifest.metrics["out_of_scope_recall"] > 0
        assert manifest.thresholds.out_of_scope != general_limit(1)


def test_of_a_model_without_figures_it_is_said_why(tiny_encoder_folder: Path, tmp_path: Path) -> None:
    registry, encoder = ModelRegistry(tmp_path / "models"), knowing(tiny_encoder_folder, ALL_KINDS)
    version = train_version(
        registry, ALL, ALL_KINDS, encoder, recipe="fast", made_at=NOW, progress=lambda _: None
    )
    seen = look_at(registry, ALL, version, encoder.checksum)
    assert "held out    too few messages were new to the encoder for figures" in as_page(seen)
    assert "learned nothing of out of scope" not in as_table([seen])


def marks(true: int, false: int) -> np.ndarray:
    return np.repeat([True, False], [true, false])


@pytest.mark.parametrize(
    ("unseen", "strange", "enough"),
    [
        (marks(FEWEST_UNSEEN, 5000), marks(0, FEWEST_UNSEEN + 5000), True),
        (marks(FEWEST_UNSEEN - 1, 5000), marks(0, FEWEST_UNSEEN + 4999), False),
        (marks(FEWEST_UNSEEN, 5000), marks(FEWEST_UNSEEN_STRANGE, FEWEST_UNSEEN + 4980), True),
        (marks(FEWEST_UNSEEN, 5000), marks(FEWEST_UNSEEN_STRANGE - 1, FEWEST_UNSEEN + 4981), False),
        (marks(10, 0), marks(2, 8), True),
        (marks(60, 40), marks(0, 100), True),
        (marks(60, 40), marks(10, 90), True),
        (marks(60, 40), ~marks(80, 20), False),
        (marks(40, 60), marks(0, 100), False),
    ],
    ids=[
        "many", "one too few", "many of both", "too few out of scope", "few, but all",
        "few, but most", "few, but most of both", "none out of scope", "few and not most",
    ],
)  # fmt: skip
def test_when_messages_say_enough(unseen: np.ndarray, strange: np.ndarray, enough: bool) -> None:
    assert say_enough(unseen, strange) is enough


@pytest.mark.parametrize("own", [0.03, 0.2])
def test_few_messages_move_the_temperature_little_and_many_much(own: float) -> None:
    moved = [abs(np.log(shrink_temperature(own, count) / TEMPERATURE)) for count in (0, 10, 199)]
    assert moved[0] == pytest.approx(0)
    assert moved[0] < moved[1] < abs(np.log(own / TEMPERATURE)) / 2 < moved[2]


def test_what_the_encoder_knows_makes_the_model_no_surer() -> None:
    """Messages that it was tuned on lie close together; what customers write does not."""
    random = np.random.default_rng(3)
    labels = np.arange(630) % 6
    unseen = marks(30, 600)
    noise = np.where(unseen, 1.2, 0.2)[:, None] * random.standard_normal((630, 32))
    rows = (random.standard_normal((6, 32))[labels] + noise).astype(np.float32)
    messages = Messages(
        texts=tuple(str(at) for at in range(630)),
        intents=np.array([f"intent_{label}" for label in labels]),
        languages=np.zeros(630, dtype=np.int64),
        vectors=rows,
        wishes=rows,
        unseen=unseen,
    )
    head, held_out = fit_head(messages)
    believing, _ = fit_head(replace(messages, unseen=np.ones_like(unseen)))
    assert len(held_out.intents) == 30
    assert head.temperature > 2 * believing.temperature
