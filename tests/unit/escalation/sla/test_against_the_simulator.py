"""A few of the histories of `python -m benchmarks.clocks --oracle`."""

import pytest

from tests.sla_histories import History


@pytest.mark.parametrize("first", range(0, 1200, 200))
def test_the_fold_and_a_minute_by_minute_simulator_agree_on_any_history(first):
    for seed in range(first, first + 200):
        history = History(seed, drawn=4)
        assert history.folded() == history.simulated(), f"seed {seed}"
