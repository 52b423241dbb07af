"""A home with the built models and the demo, for tests that want the whole bot."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
CUSTOMERS = CHECKOUT / "training_data" / "demo" / "customers.json"


def built_models() -> Path:
    """The folder of built models; skips the test where `make train` has not run, and fails it in CI."""
    folder = Path(os.environ.get("HUIYI_HOME", CHECKOUT / ".huiyi")) / "models"
    require((folder / "intent" / "manifest.json").exists(), "trained models (make train)")
    return folder


def require(there: bool, what: str) -> None:
    """Skips the test where a part is missing; in CI, where each must be there, it fails."""
    if there:
        return
    if os.environ.get("HUIYI_REQUIRE_ALL"):
        pytest.fail(f"missing on this machine: {what}")
    pytest.skip(f"missing on this machine: {what}")
