"""`huiyi train`: learn from the labelled messages."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    data: Annotated[
        Path | None,
        typer.Option(help="A folder with train/ and test/ in Rasa's NLU format; ours without it."),
    ] = None,
    recipe: Annotated[str, typer.Option(help="fast: a frozen encoder, minutes at most.")] = "fast",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object at the end.")] = False,
) -> None:
    """Train intents and entities; the model is in place only when all is done."""
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.training import train as run
    from training_data.loader import load_split
    from training_data.schema import Split

    settings = load_settings()
    manifest = run(
        load_split(data or settings.messages_folder, Split.train),
        OnnxEncoder.load(settings.encoder_folder),
        settings.model_folder,
        recipe=recipe,
        progress=lambda step: typer.echo(f"train: {step}", err=json_),
    )
    if json_:
        typer.echo(json.dumps(asdict(manifest), ensure_ascii=False))
