"""`huiyi compare`: whether one model understands better than another."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.chosen_model import chosen_folder
from bot.cli.model_owner import TenantOption
from bot.cli.moment_options import NowOption, TimezoneOption, moment_of
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from nlu.evaluation import Report
    from nlu.evaluation.moment import Moment


def register(app: typer.Typer) -> None:
    app.command()(compare)


def compare(
    a: Annotated[
        str,
        typer.Argument(
            help="A version of `huiyi models list`, a model's folder, or a report of `evaluate --out`."
        ),
    ],
    b: Annotated[str, typer.Argument(help="The other, on which the verdict is.")],
    data: Annotated[
        Path | None,
        typer.Option(help="What models are evaluated on: a folder with test/; ours without it."),
    ] = None,
    tenant: TenantOption = None,
    now: NowOption = None,
    timezone: TimezoneOption = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compare two models on the same messages: what B does better and worse than A, and if that is chance."""
    from bot.cli.comparison_text import as_text
    from nlu.evaluation.comparison import compare as run

    settings = load_settings()
    saved = [_saved(one) for one in (a, b)]
    moment = moment_of(settings, data, tenant, now, timezone)
    if now is None and timezone is None:  # a model reads at the moment at which the other's report was made
        moment = next((report.moment for report in saved if report), moment)
    comparison = run(
        *(
            report or _report_on(one, settings, data, tenant, moment)
            for one, report in zip((a, b), saved, strict=True)
        )
    )
    typer.echo(json.dumps(comparison.as_json(), ensure_ascii=False) if json_ else as_text(comparison))


def _saved(named: str) -> "Report | None":
    """What is there is a model's folder or a report; what is not, and has no path, should be a version."""
    from nlu.evaluation.report_file import REPORT_FILE, read_report

    place = Path(named)
    file = place / REPORT_FILE if place.is_dir() else place
    is_version = not place.exists() and place.name == named and place.suffix != ".json"
    return None if is_version or (place.is_dir() and not file.is_file()) else read_report(file)


def _report_on(
    model: str, settings: Settings, data: Path | None, tenant: str | None, moment: "Moment"
) -> "Report":
    from bot.cli.measured_model import measure_model

    return measure_model(chosen_folder(settings, model, tenant), settings, data, moment)
