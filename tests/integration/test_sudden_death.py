"""A few rounds of benchmarks/kill9.py; the benchmark plays two hundred."""

from pathlib import Path

from benchmarks.kill9 import run


def test_nothing_acknowledged_is_lost_doubled_or_out_of_order(database_url: str, tmp_path: Path) -> None:
    outcome = run(database_url, tmp_path, rounds=4, seed=7)
    assert outcome.problems == []
    assert outcome.acked > 0
    assert outcome.repeats > 0
