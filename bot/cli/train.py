"""`huiyi train`: learn from the labelled messages."""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.lesson import read_lesson
from bot.cli.model_owner import ByOption, TenantOption, owner_of, person
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlu.versions.registry import Version
    from training_data.schema import Example

RECIPES = (
    "fast: the encoder as it is, and a head and the names on it; about two minutes for ours, one more for "
    "each 15,000 messages that the encoder was not tuned on. full: tunes the encoder on the data first; "
    "about an hour for 40,000 messages on two cores, and goes on where interrupted. "
    "whole: all weights of the upper layers; better, in several times the time."
)


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    data: Annotated[
        Path | None,
        typer.Option(help="A folder with train/ and test/, or a CSV, JSONL or Rasa file; ours without it."),
    ] = None,
    recipe: Annotated[str, typer.Option(help=RECIPES)] = "fast",
    tenant: TenantOption = None,
    promote: Annotated[
        bool, typer.Option("--promote", help="Then `huiyi models promote` it, where it is not worse.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="What chance begins with.")] = 7,
    rounds: Annotated[
        int | None,
        typer.Option(
            min=1, help="full, whole: how often the messages are seen at most; 10 and 8 without it."
        ),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="full, whole: tune from the encoder as it comes, not from ours.")
    ] = False,
    hold: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="full, whole: articles whose vectors should stay; none without.",
        ),
    ] = None,
    half_precision: Annotated[
        bool,
        typer.Option(
            "--half-precision", help="full, whole: multiply in bfloat16; quicker with AVX512-BF16 or AMX."
        ),
    ] = False,
    review: Annotated[
        bool,
        typer.Option(
            "--review/--no-review", help="Learn what was accepted in the tenant's review, or leave it out."
        ),
    ] = True,
    by: ByOption = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object at the end.")] = False,
) -> None:
    """Train intents and entities into a new version, complete or not at all.

    With --tenant, messages that were accepted in the tenant's review are learned beside the data. A model for
    all learns only what `huiyi review export` added to the data; where more was accepted, it is said.

    It comes into force at once where nothing there can serve: no model, a broken one, one of another encoder.
    Else --promote or `huiyi models promote` does it. With --recipe full or whole, encoder and version come
    into force together where they are not worse, or everything stays as it is.
    """
    from nlu.training import check_recipe

    check_recipe(recipe)

    def progress(step: str) -> None:
        typer.echo(f"train: {step}", err=json_)

    def read() -> "tuple[Example, ...]":
        return read_lesson(settings, messages, tenant, review=review, progress=progress)

    settings = load_settings()
    messages = data or settings.messages_folder
    if recipe != "fast":
        if tenant is not None:
            raise typer.BadParameter(
                f"tenants share one encoder, so --recipe {recipe} is for all; "
                "leave out --tenant, or train fast"
            )
        how = _Tuning(recipe, rounds, anew, hold, half_precision)
        told = _train_fully(settings, messages, read, how, seed=seed, by=by, progress=progress)
    elif rounds is not None or anew or hold is not None or half_precision:
        raise typer.BadParameter(
            "--rounds, --anew, --hold and --half-precision tune the encoder; they want --recipe full or whole"
        )
    elif settings.model is not None and tenant is None and not promote:
        told = _train_into(settings.model, settings, read(), seed=seed, progress=progress)
    else:
        told = _train_version(
            settings,
            messages,
            read(),
            tenant=tenant,
            promote=promote,
            seed=seed,
            by=by,
            progress=progress,
        )
    if json_:
        typer.echo(json.dumps(told, ensure_ascii=False))


def _train_into(
    folder: Path,
    settings: Settings,
    examples: "tuple[Example, ...]",
    *,
    seed: int,
    progress: "Callable[[str], None]",
) -> dict[str, Any]:
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.training import train as run

    encoder = OnnxEncoder.load(settings.encoder_folder)
    manifest = run(examples, encoder, folder, seed=seed, progress=progress)
    progress(f"model ready in {folder}")
    return asdict(manifest)


def _train_version(
    settings: Settings,
    messages: Path,
    examples: "tuple[Example, ...]",
    *,
    tenant: str | None,
    promote: bool,
    seed: int,
    by: str | None,
    progress: "Callable[[str], None]",
) -> dict[str, Any]:
    from bot.cli.measured import read_test
    from bot.model_registry import open_registry
    from bot.urgency import load_scale
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.versions import promotion
    from nlu.versions.training import train_version

    registry, owner, who = open_registry(settings), owner_of(tenant), person(by)
    encoder = OnnxEncoder.load(settings.encoder_folder)
    registry.adopt(who)
    serving = registry.in_force(owner)
    compares = promote and serving.why_unusable(encoder.checksum) is None
    test = read_test(messages, examples, serving=serving, progress=progress) if compares else ()
    version = train_version(
        registry,
        owner,
        examples,
        encoder,
        recipe="fast",
        seed=seed,
        made_at=who.clock(),
        progress=progress,
    )
    progress("encoding the examples of urgency, where this encoder has not")
    load_scale(settings.home, encoder)  # else the service would, in its first minute
    promoted = promotion.promote_where_none_serves(registry, version, encoder=encoder.checksum, person=who)
    if test and promoted is None and registry.in_force(owner) != version:
        promotion.promote(registry, version, encoder=encoder, messages=test, person=who, progress=progress)
    in_force = registry.in_force(owner) == version
    command = " ".join(["huiyi models promote", str(version.name), *(["--tenant", tenant] if tenant else [])])
    progress(
        f"version {version.name} {'is in force' if in_force else f'is trained; promote it by {command}'}"
    )
    _date_in_force(version, settings)
    return _told(version, in_force=in_force)


@dataclass(frozen=True, slots=True)
class _Tuning:
    """What the options say of tuning the encoder."""

    recipe: str
    rounds: int | None
    anew: bool
    hold: Path | None
    half_precision: bool


def _train_fully(
    settings: Settings,
    messages: Path,
    read: "Callable[[], tuple[Example, ...]]",
    how: "_Tuning",
    *,
    seed: int,
    by: str | None,
    progress: "Callable[[str], None]",
) -> dict[str, Any]:
    try:
        from nlu.versions.full_training import RECIPES as TUNED
        from nlu.versions.full_training import look_at_current, train_fully
    except ModuleNotFoundError as missing:
        raise typer.BadParameter(
            f"--recipe {how.recipe} needs {missing.name}; install it: pip install 'huiyi[train]'"
        ) from missing
    from bot.cli.measured import read_test
    from bot.held_texts import read_held_texts
    from bot.model_registry import open_registry
    from nlu.encoder.source import WHEEL

    recipe, registry, who = TUNED[how.recipe], open_registry(settings), person(by)
    registry.adopt(who)
    examples = read()
    current = look_at_current(registry, settings.encoder_folder)
    test = read_test(messages, examples, progress=progress) if current.encoder else ()
    version = train_fully(
        registry,
        examples,
        settings.encoder or WHEEL,
        settings.encoder_folder,
        current=current,
        test=test,
        person=who,
        recipe=recipe if how.rounds is None else replace(recipe, rounds=how.rounds, least_steps=0),
        held=() if how.hold is None else read_held_texts(how.hold),
        half_precision=how.half_precision,
        seed=seed,
        anew=how.anew,
        progress=progress,
    )
    progress(f"version {version.name} is in force, with the encoder that was tuned for it")
    progress(
        "running services keep the old ones: run `huiyi kb rebuild`, as vectors changed, and restart them"
    )
    if own := [owner for owner in registry.owners() if not registry.follows_all(owner)]:
        progress(f"until `huiyi train --tenant` makes them new ones, all's model serves {', '.join(own)}")
    _date_in_force(version, settings)
    return _told(version, in_force=True)


def _date_in_force(version: "Version", settings: Settings) -> None:
    """Make asks the manifest in force whether it is older than what it was made from; it has been asked."""
    from nlu.model_store import MANIFEST_FILE
    from nlu.versions.registry import ALL

    if version.owner == ALL:
        os.utime(settings.model_folder / MANIFEST_FILE)


def _told(version: "Version", *, in_force: bool) -> dict[str, Any]:
    """What --json prints of a version."""
    from nlu.model_store import read_manifest

    return {**asdict(read_manifest(version.folder)), "version": version.name, "in_force": in_force}
