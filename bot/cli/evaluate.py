"""`huiyi evaluate`: how well messages are understood that training never saw."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings


def register(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    data: Annotated[
        Path | None,
        typer.Option(help="A folder with train/ and test/ in Rasa's NLU format; ours without it."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Evaluate the model on the test split: intents, confusions, out of scope, entities."""
    from bot.cli.evaluation_text import as_text
    from nlu.evaluation import evaluate as run
    from nlu.pipeline import Pipeline
    from training_data.loader import load_split
    from training_data.schema import Split

    settings = load_settings()
    pipeline = Pipeline.load(settings.model_folder, settings.encoder_folder)
    report = run(pipeline, load_split(data or settings.messages_folder, Split.test))
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False) if json_ else as_text(report))
