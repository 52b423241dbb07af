"""Loads a model and measures it on a test split, with a bar on standard error where a person looks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.settings import Settings

if TYPE_CHECKING:
    from nlu.evaluation import Report


def measure_model(folder: Path, settings: Settings, data: Path | None) -> "Report":
    """`data` holds test/ or is all test; the settings' own messages where it is None."""
    from nlu.evaluation import evaluate
    from nlu.language import detect
    from nlu.pipeline import Pipeline
    from training_data.schema import Split
    from training_data.sources import load_messages

    pipeline = Pipeline.load(folder, settings.encoder_folder)
    examples = load_messages(data or settings.messages_folder, Split.test, detect=detect)
    with typer.progressbar(length=len(examples), label=f"evaluating {folder}", file=sys.stderr) as bar:
        return evaluate(pipeline, examples, progress=bar.update)
