"""`huiyi compare`: whether one model understands better than another."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from nlu.evaluation import Report


def register(app: typer.Typer) -> None:
    app.command()(compare)


def compare(
    a: Annotated[Path, typer.Argument(help="A model's folder, or a report that `evaluate --out` saved.")],
    b: Annotated[Path, typer.Argument(help="The other, on which the verdict is.")],
    data: Annotated[
        Path | None,
        typer.Option(help="What models are evaluated on: a folder with test/; ours without it."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compare two models on the same messages: what B does better and worse than A, and if that is chance."""
    from bot.cli.comparison_text import as_text
    from nlu.evaluation.comparison import compare as run

    settings = load_settings()
    comparison = run(_report_on(a, settings, data), _report_on(b, settings, data))
    typer.echo(json.dumps(comparison.as_json(), ensure_ascii=False) if json_ else as_text(comparison))


def _report_on(place: Path, settings: Settings, data: Path | None) -> "Report":
    from bot.cli.measured_model import measure_model
    from nlu.evaluation.report_file import REPORT_FILE, read_report

    if place.is_dir() and not (place / REPORT_FILE).is_file():
        return measure_model(place, settings, data)
    return read_report(place / REPORT_FILE if place.is_dir() else place)
