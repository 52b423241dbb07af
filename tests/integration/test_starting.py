"""What a service does between its start and its first customer."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.model_home import CHECKOUT, built_models

READY_S = 120
# Says which generation is searched for garbage, each time.
WATCHED = """
import gc
from bot.cli import main
gc.callbacks.append(lambda at, told: at == "stop" and print("looked at", told["generation"], flush=True))
main()
"""


@pytest.mark.model
def test_garbage_is_looked_for_once_while_models_load_and_as_ever_once_ready(tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(built_models())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", WATCHED, "serve", "--port", str(port)],
            cwd=CHECKOUT,
            env={**os.environ, "HUIYI_HOME": str(tmp_path)},
            stdout=said,
        )
    try:
        assert _eventually(lambda: _status(port, "readyz") == 200)
        assert _looks(tmp_path)[0] == "looked at 2"
        # Thousands of objects, and they stay.
        assert _status(port, "api/v1/openapi.json") == 200
        assert "looked at 0" in _looks(tmp_path)
    finally:
        process.kill()
        process.wait()


def _looks(folder: Path) -> list[str]:
    """Those since it listens."""
    _, _, since = (folder / "said").read_text().partition("serves on")
    return since.splitlines()[1:]


def _status(port: int, page: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=10) as answer:
            return int(answer.status)
    except OSError:
        return 0


def _eventually(check: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.02)
    return False
