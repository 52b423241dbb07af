"""A home with the built models and the demo, for tests that want the whole bot."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
CUSTOMERS = CHECKOUT / "training_data" / "demo" / "customers.json"


def built_models() -> Path:
    """The folder of built models; skips the test where `make train` has not run, and fails it in CI."""
    folder = Path(os.environ.get("HUIYI_HOME", CHECKOUT / ".huiyi")) / "models"
    if not (folder / "intent" / "manifest.json").exists():
        why = "missing on this machine: trained models (make train)"
        if os.environ.get("HUIYI_REQUIRE_ALL"):
            pytest.fail(why)
        pytest.skip(why)
    return folder
