"""`huiyi evaluate`: how well messages are understood that training never saw."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.chosen_model import ModelOption, chosen_folder
from bot.cli.model_owner import TenantOption
from bot.cli.moment_options import NowOption, TimezoneOption, moment_of
from bot.settings import load_settings


def register(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    model: ModelOption = None,
    tenant: TenantOption = None,
    data: Annotated[
        Path | None,
        typer.Option(help="A folder with train/ and test/, or a CSV, JSONL or Rasa file; ours without it."),
    ] = None,
    now: NowOption = None,
    timezone: TimezoneOption = None,
    out: Annotated[
        Path | None,
        typer.Option(help="A folder for report.json, which `compare` takes, and the page report.html."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Evaluate the model on the test split: intents, confusions, calibration, out of scope, entities."""
    from bot.cli.evaluation_text import as_text
    from bot.cli.measured_model import measure_model
    from bot.clock import utc_now
    from bot.evaluation_page.page import write_page
    from nlu.evaluation.report_file import write_report
    from nlu.model_store import read_manifest

    settings = load_settings()
    if out is not None:
        _make_folder(out)
    moment = moment_of(settings, data, tenant, now, timezone)
    folder = chosen_folder(settings, model, tenant)
    report = measure_model(folder, settings, data, moment)
    if json_:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        typer.echo(as_text(report))
        typer.echo(f"rule: {read_manifest(folder).thresholds.told()}")
    if out is not None:
        file = write_report(report, out)
        page = write_page(report, out, model=str(folder), at=utc_now())
        typer.echo(f"saved {file} and {page}", file=sys.stderr)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise typer.BadParameter(f"--out {folder}: {wrong.strerror}; give a folder to write into") from wrong
