"""`huiyi train`: learn from the labelled messages."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.model_owner import ByOption, TenantOption, owner_of, person
from bot.settings import load_settings


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    data: Annotated[
        Path | None,
        typer.Option(help="A folder with train/ and test/, or a CSV, JSONL or Rasa file; ours without it."),
    ] = None,
    recipe: Annotated[str, typer.Option(help="fast: a frozen encoder, minutes at most.")] = "fast",
    tenant: TenantOption = None,
    promote: Annotated[
        bool, typer.Option("--promote", help="Then `huiyi models promote` it, where it is not worse.")
    ] = False,
    by: ByOption = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object at the end.")] = False,
) -> None:
    """Train intents and entities into a new version, complete or not at all.

    It comes into force at once where nothing there can serve: no model, a broken one, one of another encoder.
    Else --promote or `huiyi models promote` does it.
    """
    from bot.model_registry import open_registry
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.language import detect
    from nlu.model_store import MANIFEST_FILE, read_manifest
    from nlu.training import train as run
    from nlu.versions import promotion
    from nlu.versions.registry import ALL
    from nlu.versions.training import train_version
    from training_data.loader import load_split
    from training_data.schema import Split
    from training_data.sources import load_messages

    def progress(step: str) -> None:
        typer.echo(f"train: {step}", err=json_)

    settings = load_settings()
    messages = data or settings.messages_folder
    examples = load_messages(messages, Split.train, detect=detect)
    test = load_split(messages, Split.test) if promote else ()
    encoder = OnnxEncoder.load(settings.encoder_folder)
    if settings.model is not None and tenant is None and not promote:
        manifest = run(examples, encoder, settings.model, recipe=recipe, progress=progress)
        progress(f"model ready in {settings.model}")
        _end(asdict(manifest), json_=json_)
        return
    registry, owner, who = open_registry(settings), owner_of(tenant), person(by)
    registry.adopt(who)
    version = train_version(
        registry, owner, examples, encoder, recipe=recipe, made_at=who.clock(), progress=progress
    )
    promoted = promotion.promote_where_none_serves(registry, version, encoder=encoder.checksum, person=who)
    if promote and promoted is None and registry.in_force(owner) != version:
        promotion.promote(registry, version, encoder=encoder, messages=test, person=who, progress=progress)
    in_force = registry.in_force(owner) == version
    command = " ".join(["huiyi models promote", str(version.name), *(["--tenant", tenant] if tenant else [])])
    progress(
        f"version {version.name} {'is in force' if in_force else f'is trained; promote it by {command}'}"
    )
    if owner == ALL:
        # Make asks the manifest in force whether it is older than what it was made from; it has been asked.
        os.utime(settings.model_folder / MANIFEST_FILE)
    _end(
        {**asdict(read_manifest(version.folder)), "version": version.name, "in_force": in_force}, json_=json_
    )


def _end(told: dict[str, Any], *, json_: bool) -> None:
    if json_:
        typer.echo(json.dumps(told, ensure_ascii=False))
