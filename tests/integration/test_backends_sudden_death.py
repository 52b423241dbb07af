"""One round for each step of benchmarks/escalation_kill9.py; the published figure is of a thousand."""

from pathlib import Path

from benchmarks.escalation_kill9 import run
from tests.databases import NewDatabase
from tests.escalation_server import STEPS
from tests.model_home import require
from tests.request_tracker import PACKAGES, is_installed, request_tracker


def test_an_escalation_survives_a_kill_at_each_step_here_and_in_request_tracker(
    new_sqlite: NewDatabase, tmp_path: Path
) -> None:
    require(is_installed(), PACKAGES)
    with request_tracker(tmp_path / "rt") as tracker:
        outcome = run(new_sqlite(), tmp_path, tracker, rounds=len(STEPS), seed=7)
    assert outcome.problems == []
    assert outcome.tickets == len(STEPS)
    assert set(outcome.reached.values()) == {1}
