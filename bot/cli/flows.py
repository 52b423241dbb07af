"""`huiyi flows`: what the bot can carry through, to read, draw, check and try."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dialogs.flow.spec import FlowSpec

app = typer.Typer(
    help="The flows the bot carries through: list, show, draw, check and test them.", no_args_is_help=True
)

Folder = Annotated[Path | None, typer.Option(help="A folder of flow files in place of training_data/flows.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]

TURNS, CONVERSATIONS = 0.95, 0.90
"""What `test` asks for."""


@app.command("list")
def list_(folder: Folder = None, as_json: AsJson = False) -> None:
    """List the flows, what starts each and what it asks for."""
    from bot.cli.flows_text import flow_table
    from dialogs.flow.loading import FOLDER
    from dialogs.flows.registry import load_repertoire

    specs = load_repertoire(folder or FOLDER).specs.values()
    if as_json:
        flows = [{"flow": s.name, "file": s.file, "triggers": s.triggers, "asks": s.asks} for s in specs]
        typer.echo(json.dumps({"flows": flows}, ensure_ascii=False))
        return
    typer.echo(flow_table(specs))


@app.command()
def show(
    flow: Annotated[str, typer.Argument(help="Its name, as `huiyi flows list` says it.")],
    folder: Folder = None,
) -> None:
    """Show a flow in words: what it needs, when it may not act, what it says and does."""
    from bot.cli.flows_text import as_text

    typer.echo(as_text(_spec(flow, folder)))


def _spec(flow: str, folder: Path | None) -> "FlowSpec":
    from dialogs.flow.loading import FOLDER
    from dialogs.flows.registry import load_repertoire

    specs = load_repertoire(folder or FOLDER).specs
    if flow not in specs:
        raise typer.BadParameter(f"there is no flow {flow!r}; expected one of {', '.join(specs)}")
    return specs[flow]


class Format(StrEnum):
    mermaid = "mermaid"
    svg = "svg"


@app.command()
def check(folder: Folder = None, as_json: AsJson = False) -> None:
    """Walk every flow through all it can come to and prove that it holds what must hold.

    No dead end, a person and a way out from everywhere, every question and text in both languages, nothing
    done without a yes. Exit 0: all holds; 1: the shortest way to each fault is shown.
    """
    from bot.cli.flows_text import checked_text
    from dialogs.flow.checking import check_flows
    from dialogs.flow.loading import FOLDER
    from dialogs.flows.registry import load_repertoire

    checked = check_flows(load_repertoire(folder or FOLDER))
    if not checked:
        raise typer.BadParameter(f"{folder or FOLDER} has no flow files (*.yml); name a folder with flows")
    if as_json:
        typer.echo(json.dumps({"flows": [one.as_json() for one in checked]}, ensure_ascii=False))
    else:
        typer.echo(checked_text(checked))
    if any(one.faults for one in checked):
        raise typer.Exit(1)


@app.command()
def draw(
    flow: Annotated[str, typer.Argument(help="Its name, as `huiyi flows list` says it.")],
    folder: Folder = None,
    form: Annotated[
        Format, typer.Option("--format", help="Mermaid's text, or an SVG to open in a browser.")
    ] = Format.mermaid,
    out: Annotated[Path | None, typer.Option(help="A file to write to in place of the terminal.")] = None,
) -> None:
    """Draw a flow's statechart as it runs: states, events, what is demanded of each, and the ways out."""
    from dialogs.flow.chart_map import map_chart
    from dialogs.flow.drawing import as_mermaid
    from dialogs.flow.loading import FOLDER
    from dialogs.flow.svg import as_svg
    from dialogs.flows.registry import load_repertoire

    name = _spec(flow, folder).name
    chart = map_chart(load_repertoire(folder or FOLDER).flows[name].chart)
    drawn = as_svg(name, chart) if form is Format.svg else as_mermaid(name, chart)
    if out is None:
        typer.echo(drawn, nl=False)
        return
    try:
        out.write_text(drawn, encoding="utf-8")
    except OSError as wrong:
        raise typer.BadParameter(
            f"{out} cannot be written ({wrong.strerror}); choose another file"
        ) from wrong
    typer.echo(f"{name} is drawn in {out}")


@app.command()
def test(
    scripts: Annotated[
        Path | None, typer.Argument(help="A file or folder of conversations; ours if none is given.")
    ] = None,
    customers: Annotated[
        Path | None, typer.Option(help="The customers file they are played against.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play conversation scripts through the whole bot and show the turns that went otherwise.

    Exit 0: at least 95 % of the turns and 90 % of the conversations went as written; 1: fewer did.
    """
    from bot.bootstrap import build_database
    from bot.cli.demo import read_json
    from bot.cli.flows_text import played_text
    from bot.flow_tests.playing import open_scratch, play_all
    from bot.logging import configure_logging
    from bot.settings import load_settings
    from escalation.crm.demo_file import check_demo_file
    from training_data.scripts import FOLDER, read_scripts

    read = read_scripts(scripts or FOLDER)
    settings = load_settings()
    demo = check_demo_file(read_json(customers or settings.customers_file))
    configure_logging("CRITICAL", as_json=False)  # a turn that fails is in the report

    def tell(done: int) -> None:
        if not as_json and (done == len(read) or done % 25 == 0):
            typer.echo(f"{done} of {len(read)} conversations", err=True)

    live = build_database(settings)
    try:
        with open_scratch(settings, live, demo) as (talk, scratch):
            played = play_all(talk, scratch, demo, read, tell)
    finally:
        live.dispose()
    typer.echo(json.dumps(played.as_json(), ensure_ascii=False) if as_json else played_text(played))
    if played.turns_passed < TURNS or played.conversations_passed < CONVERSATIONS:
        raise typer.Exit(1)
