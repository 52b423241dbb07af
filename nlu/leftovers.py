"""Folders of work that was to be done whole or not at all, which a process that was killed left behind."""

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

LEFT_AFTER = timedelta(days=2)
"""Nothing takes so long: whoever worked in it was killed."""


def sweep(home: Path, pattern: str, left_after: timedelta = LEFT_AFTER) -> None:
    """Removes what nobody has worked in for so long."""
    for left in home.glob(pattern):
        with suppress(FileNotFoundError):  # its owner removes it just now
            touched = datetime.fromtimestamp(left.stat().st_mtime, UTC)
            if datetime.now(UTC) - touched >= left_after:
                shutil.rmtree(left, ignore_errors=True)
