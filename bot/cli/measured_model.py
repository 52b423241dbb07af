"""Loads a model and measures it on a test split, with a bar on standard error where a person looks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.printable import printable
from bot.settings import Settings

if TYPE_CHECKING:
    from nlu.evaluation import Report
    from nlu.evaluation.moment import Moment


def measure_model(folder: Path, settings: Settings, data: Path | None, moment: "Moment") -> "Report":
    """`data` holds test/ or is all test; the settings' own messages where it is None.

    Labels that the model can only miss, and messages that it learned, are told on standard error.
    """
    from nlu.evaluation import evaluate
    from nlu.language import detect
    from nlu.learned import mark_learned
    from nlu.pipeline import Pipeline
    from training_data.schema import Split
    from training_data.sources import load_messages

    pipeline = Pipeline.load(folder, settings.encoder_folder)
    examples = load_messages(data or settings.messages_folder, Split.test, detect=detect)
    with typer.progressbar(length=len(examples), label=f"evaluating {folder}", file=sys.stderr) as bar:
        report = evaluate(pipeline, examples, moment=moment, progress=bar.update)
    for unknown, what in (
        (report.unknown_intents, f"intents that {folder} did not learn, so their messages count as wrong"),
        (report.unknown_entities, "entities that no extractor looks for, so they count as missed"),
    ):
        if unknown:
            told = ", ".join(f"{printable(label)} ({count})" for label, count in unknown.items())
            typer.echo(f"{what}: {told}", err=True)
    if learned := int(mark_learned(examples, folder).sum()):
        typer.echo(
            f"{learned} of {len(examples)} messages are what {folder} learned from, so that the figures "
            "flatter it",
            err=True,
        )
    return report
