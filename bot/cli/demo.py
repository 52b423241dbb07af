"""`huiyi demo`: the make-believe company that a newcomer meets."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings

app = typer.Typer(help="The demo tenant.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `load` a subcommand while it is the only one."""


@app.command()
def load(
    file: Annotated[
        Path, typer.Argument(help="Customers in the shape of training_data/demo/customers.json.")
    ],
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Load customers, subscriptions, orders, bills and tickets from FILE in place of what was there.

    Conversations of the demo go too. "now" in the file, where given, is what the demo's clock says.
    """
    from bot.bootstrap import build_database
    from bot.demo_tenant import load_demo
    from escalation.crm.demo_file import check_demo_file

    demo = check_demo_file(read_json(file))
    database = build_database(load_settings())
    try:
        counts = load_demo(database, demo)
    finally:
        database.dispose()
    if json_:
        typer.echo(json.dumps(counts))
        return
    typer.echo("loaded " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))


def read_json(file: Path) -> object:
    """The file's content; DemoFileBroken where it cannot be read or is not JSON."""
    from escalation.errors import DemoFileBroken

    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise DemoFileBroken(f"{file}: {wrong.strerror}; expected a JSON file of customers") from wrong
    except ValueError as wrong:
        raise DemoFileBroken(f"{file} is not JSON in UTF-8: {wrong}") from wrong
