"""Pairs of models drawn by chance: how often an equal one is called worse, and a worse one is not."""

import numpy as np
import pytest

from nlu.evaluation.comparison import Judgement, compare
from nlu.evaluation.joint_bounds import ERRING, joint_bounds
from nlu.evaluation.outcome import Outcome, Span
from tests.unit.nlu.outcomes import outcome, report_of

INTENTS = [f"intent_{number}" for number in range(44)]
DAY, OTHER_DAY = Span("time", 0, 3, "2026-05-12"), Span("time", 0, 3, "2026-05-13")
SOMEBODY = Span("person", 4, 7, None)
FOUND = ((DAY, SOMEBODY), (SOMEBODY,), (DAY,), (OTHER_DAY, SOMEBODY))
"""Of a message with a day and a name: all, what was missed, a wrong value."""


def read_by_two(chance: np.random.Generator, messages: int, *, fall: float) -> tuple[list[Outcome], ...]:
    """Two models that fail alike, at 7 % of what is in scope and 12 % of the rest; B at more of the English.

    What is hard for one is hard for both, as the beta distribution of how hard a message is has it.
    """
    strange = chance.random(messages) < 0.1
    english = chance.random(messages) < 0.5
    often = np.where(strange, 0.12, 0.07)
    hard = chance.beta(often * 0.35, (1 - often) * 0.35)
    harder = np.where(english & ~strange, hard + (1 - hard) * fall / (1 - often), hard)
    expected = np.where(strange, "out_of_scope", chance.choice(INTENTS, messages))
    named = chance.random(messages) < 0.4

    def read(hard: np.ndarray) -> list[Outcome]:
        wrong = chance.random(messages) < hard
        taken = np.where(
            ~strange & (chance.random(messages) < 0.3), "out_of_scope", chance.choice(INTENTS, messages)
        )
        found = chance.choice(4, messages, p=[0.94, 0.02, 0.02, 0.02])
        return [
            outcome(
                "x",
                str(expected[at]),
                str(taken[at] if wrong[at] else expected[at]),
                language="en" if english[at] else "zh",
                labelled=FOUND[0] if named[at] else (),
                found=FOUND[found[at]] if named[at] else (),
            )
            for at in range(messages)
        ]

    return read(hard), read(harder)


def refused(pairs: int, messages: int, *, fall: float = 0.0) -> float:
    """The share of pairs in which B is called worse."""
    chance = np.random.default_rng(11)
    told = [
        compare(report_of(a), report_of(b)).verdict
        for a, b in (read_by_two(chance, messages, fall=fall) for _ in range(pairs))
    ]
    return told.count(Judgement.worse) / pairs


def test_an_equal_model_is_hardly_ever_called_worse() -> None:
    assert refused(24, 1300) <= 0.05


def test_on_few_messages_an_equal_model_is_hardly_ever_called_worse_and_a_bad_one_mostly_is() -> None:
    assert refused(40, 20) <= 0.05
    assert refused(40, 60) <= 0.05
    assert refused(20, 150, fall=0.3) >= 0.9


def test_a_model_that_lost_three_points_in_one_language_is_called_worse() -> None:
    assert refused(10, 2600, fall=0.03) >= 0.9


@pytest.mark.parametrize("alike", [0.0, 0.6, 1.0], ids=["apart", "alike", "the same"])
def test_all_bounds_together_err_as_often_as_they_say(alike: float) -> None:
    """Also where differences go together, which a bound for each of eighteen alone would not know."""
    chance = np.random.default_rng(3)

    def noise(rows: int) -> np.ndarray:
        shared, own = chance.normal(size=(rows, 1)), chance.normal(size=(rows, 18))
        return alike**0.5 * shared + (1 - alike) ** 0.5 * own

    under = over = 0
    trials = 400
    for measured in noise(trials):
        low, high = joint_bounds(measured + noise(1000))
        under, over = under + bool((high < 0).any()), over + bool((low > 0).any())
    assert (under / trials, over / trials) == pytest.approx((ERRING, ERRING), abs=0.03)


def test_what_never_differs_takes_nothing_from_what_does() -> None:
    drawn = np.random.default_rng(5).normal(size=(1000, 1))
    still = np.zeros((1000, 17))
    low, high = joint_bounds(np.hstack([drawn, still]))
    assert (low[0], high[0]) == (*joint_bounds(drawn)[0], *joint_bounds(drawn)[1])
    assert (low[1:].any(), high[1:].any()) == (False, False)
