"""How close two intents must be to be asked about: as held-out messages say, or as usual."""

import numpy as np
import pytest

from nlu.calibration import choose_thresholds
from nlu.classifiers.kernel_training import HeldOut
from nlu.margin import USUAL, choose_margin
from nlu.types import OUT_OF_SCOPE

LABELS = ("check_bill", "request_refund", "thank")


def held_out(
    count: int, right: tuple[float, float], *, until: float = 1.0, strangeness: float = 0.1, seed: int = 3
) -> HeldOut:
    """Two intents at all distances, and nothing out of scope.

    `right` is how often the first is and the second, where they are closer than `until`; beyond,
    always the first.
    """
    random = np.random.default_rng(seed)
    closeness = random.random(count) * 0.9
    confidences = np.stack([0.5 + closeness / 2, 0.5 - closeness / 2, np.zeros(count)], axis=1)
    chance = random.random(count)
    places = np.where(chance < right[0], 0, np.where(chance < sum(right), 1, 2))
    places = np.where(closeness < until, places, 0)
    return HeldOut(
        intents=np.array(LABELS)[places],
        languages=np.zeros(count, dtype=np.int64),
        confidences=confidences.astype(np.float32),
        strangeness=np.full(count, strangeness, dtype=np.float32),
    )


@pytest.mark.parametrize(
    ("right", "until", "margin"),
    [
        ((0.3, 0.6), 0.2, 0.2),
        ((0.3, 0.6), 0.9, 0.3),
        ((0.5, 0.25), 1.0, USUAL),
        ((0.9, 0.05), 1.0, 0.02),
        ((0.0, 0.0), 1.0, USUAL),
    ],
    ids=["worth it up to a fifth", "always worth it", "no matter", "never worth it", "neither is right"],
)
def test_a_question_is_worth_asking_while_it_mends_more_than_it_troubles(right, until, margin) -> None:
    assert choose_thresholds(held_out(6000, right, until=until), LABELS).margin == margin


@pytest.mark.parametrize("right", [(0.3, 0.6), (0.9, 0.05)])
@pytest.mark.parametrize("count", [5, 60])
def test_few_messages_leave_the_usual_margin(count, right) -> None:
    assert choose_thresholds(held_out(count, right), LABELS).margin == USUAL


def test_chance_alone_hardly_moves_the_margin() -> None:
    """Where a question mends half as often as it troubles, every margin is as good as another."""
    moved = sum(
        choose_thresholds(held_out(3000, (0.6, 0.3), seed=seed), LABELS).margin != USUAL
        for seed in range(100)
    )
    assert moved <= 2


def test_what_is_rejected_is_asked_about_by_nobody_and_says_nothing() -> None:
    asked = held_out(6000, (0.3, 0.6))
    assert choose_margin(asked, LABELS, np.ones(6000, dtype=np.bool_)) != USUAL
    assert choose_margin(asked, LABELS, np.zeros(6000, dtype=np.bool_)) == USUAL


def test_out_of_scope_as_runner_up_is_no_second_meaning() -> None:
    """As in the rule: the two best in scope are compared."""
    plain = held_out(6000, (0.3, 0.6))
    labels = (*LABELS, OUT_OF_SCOPE)
    beside = HeldOut(
        plain.intents,
        plain.languages,
        np.hstack([plain.confidences, np.full((6000, 1), 0.99, dtype=np.float32)]),
        plain.strangeness,
    )
    everyone = np.ones(6000, dtype=np.bool_)
    assert choose_margin(beside, labels, everyone) == choose_margin(plain, LABELS, everyone) != USUAL
