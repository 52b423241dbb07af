"""Of an intent with few messages beside neighbours, training says what its messages are taken for."""

from pathlib import Path

import numpy as np
import pytest

from nlu.classifiers.kernel_training import HeldOut
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.training import train
from nlu.weak_intents import FEW, LEAST_ASKED, find_weak_intents
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example

LABELS = ("contact_sales", "discount_request", "out_of_scope", "partner_program")


TAUGHT = dict.fromkeys(LABELS, 5)


def held_out(*answers: tuple[str, str, int]) -> HeldOut:
    """The true intent, the one that the others' messages tell, and how often."""
    pairs = [(true, told) for true, told, times in answers for _ in range(times)]
    return HeldOut(
        intents=np.array([true for true, _ in pairs]),
        languages=np.zeros(len(pairs), dtype=np.int64),
        confidences=np.array(
            [[label == told for label in LABELS] for _, told in pairs], dtype=np.float32
        ).reshape(-1, len(LABELS)),
        strangeness=np.zeros(len(pairs), dtype=np.float32),
    )


def test_what_it_is_taken_for_is_told_with_numbers() -> None:
    (weak,) = find_weak_intents(
        held_out(
            ("partner_program", "discount_request", 1),
            ("partner_program", "contact_sales", 3),
            ("partner_program", "partner_program", 1),
            ("contact_sales", "contact_sales", 5),
        ),
        LABELS,
        TAUGHT,
    )
    assert str(weak).startswith(
        "partner_program is weak: of the 5 texts that teach it, each left out, 4 are taken for "
        "contact_sales (3), discount_request (1); "
    )


def test_the_weakest_is_told_first() -> None:
    weak = find_weak_intents(
        held_out(
            ("contact_sales", "discount_request", 2),
            ("contact_sales", "contact_sales", 3),
            ("partner_program", "contact_sales", 5),
        ),
        LABELS,
        TAUGHT,
    )
    assert [one.name for one in weak] == ["partner_program", "contact_sales"]


@pytest.mark.parametrize(
    ("answers", "taught"),
    [
        ([("contact_sales", "contact_sales", 4), ("contact_sales", "discount_request", 1)], 5),
        ([("contact_sales", "discount_request", 5)], FEW + 1),
        ([("contact_sales", "discount_request", LEAST_ASKED - 1)], 5),
        ([("out_of_scope", "contact_sales", 5)], 5),
        ([], 5),
    ],
    ids=["well told", "many messages", "few asked", "out of scope", "nothing asked"],
)
def test_others_are_not_called_weak(answers: list[tuple[str, str, int]], taught: int) -> None:
    assert find_weak_intents(held_out(*answers), LABELS, dict.fromkeys(LABELS, taught)) == ()


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["my bill", "show bill", "the bill", "bill now", "bill please"]),
        ("zh", ["账单呢", "我的账单", "看账单", "要账单", "账单在哪"]),
    ],
)
def test_training_says_it(tiny_encoder_folder: Path, tmp_path: Path, language: str, texts: list[str]) -> None:
    near = [Example(f"{text}!", "bill_copy", language, (), Path("more.csv"), 1) for text in texts]
    told: list[str] = []
    encoder = OnnxEncoder.load(tiny_encoder_folder)
    train([*tiny_messages(), *near], encoder, tmp_path / "model", progress=told.append)
    (weak,) = [step for step in told if step.startswith("bill_copy is weak")]
    assert "are taken for check_bill (" in weak
    told.clear()
    train(tiny_messages(), encoder, tmp_path / "model", progress=told.append)
    assert not [step for step in told if "is weak" in step]
