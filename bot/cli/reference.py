"""Writes docs/reference/cli.md from the commands' own help; `--check` fails where it has fallen behind."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from bot.cli.main import app

TARGET = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def reference() -> str:
    """The whole page: a heading and the help of every command."""
    parts = ["# Commands\n\nMade by `python -m bot.cli.reference`; `make docs` checks it.\n"]
    helps = _helps(get_command(app), "huiyi")
    parts += [f"## {path}\n\n```text\n{text}\n```\n" for path, text in helps]
    return "\n".join(parts)


def _helps(command: Any, path: str) -> Iterator[tuple[str, str]]:
    context = typer.Context(command, info_name=path, max_content_width=100, terminal_width=100)
    if not isinstance(command, TyperGroup):
        yield path, _plain(command, context)
        return
    for name in command.list_commands(context):
        if child := command.get_command(context, name):
            yield from _helps(child, f"{path} {name}")


def _plain(command: TyperCommand, context: typer.Context) -> str:
    """Help without the terminal's colours and boxes."""
    formatter = context.make_formatter()
    command.format_usage(context, formatter)
    command.format_help_text(context, formatter)
    rows = [row for one in command.get_params(context) if (row := one.get_help_record(context))]
    if rows:
        with formatter.section("Options"):
            formatter.write_dl(rows)
    return formatter.getvalue().strip()


def main() -> None:
    text = reference()
    if "--check" not in sys.argv:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(text, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        sys.exit(f"{TARGET.name} has fallen behind the commands; run python -m bot.cli.reference")


if __name__ == "__main__":
    main()
