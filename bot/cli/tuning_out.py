"""Where a tuning writes what it has so far."""

from pathlib import Path

import typer


def check_out(out: Path, earlier: Path | None) -> None:
    """BadParameter where it would write over what it goes on from."""
    if earlier is not None and earlier.resolve() == out.resolve():
        raise typer.BadParameter(
            f"OUT and --earlier are both {out}, and OUT is written after each round, before all is learned; "
            "give OUT another name"
        )
