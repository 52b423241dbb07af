"""`huiyi models`: which trained models there are, and which is in force."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.model_owner import ByOption, ReasonOption, TenantOption, owner_of, person
from bot.cli.moment_options import NowOption, TimezoneOption, moment_of
from bot.settings import load_settings

app = typer.Typer(
    help="Trained models: which there are, which is in force, and going back.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object.")]
VersionArgument = Annotated[str, typer.Argument(help="As `huiyi models list` names it.")]


@app.command("list")
def list_(tenant: TenantOption = None, json_: JsonOption = False) -> None:
    """List the versions, oldest first: all's, or a tenant's own and what it has of all's."""
    from bot.cli.models_text import as_table, lines_on_serving
    from bot.model_registry import open_registry
    from nlu.encoder.checksum import check_folder
    from nlu.versions.overview import look_at_all

    settings = load_settings()
    registry, owner = open_registry(settings), owner_of(tenant)
    versions = list(look_at_all(registry, owner, check_folder(settings.encoder_folder)))
    serving = registry.in_force(owner)
    named = serving.name is not None or registry.pinned is not None
    gone = named and not serving.folder.exists()
    follows_all = tenant is not None and registry.follows_all(owner)
    if json_:
        in_force = {
            "owner": serving.owner,
            "version": serving.name,
            "folder": str(serving.folder),
            "gone": gone,
            "follows_all": follows_all,
        }
        _print_json({"in_force": in_force, "versions": [asdict(one) for one in versions]})
        return
    if versions or not gone:
        typer.echo(as_table(versions) if versions else "no versions yet; `huiyi train` makes one")
    for line in lines_on_serving(serving, tenant=tenant, follows_all=follows_all, gone=gone):
        typer.echo(line)


@app.command()
def show(version: VersionArgument, tenant: TenantOption = None, json_: JsonOption = False) -> None:
    """Show what a version is made of, and when it came into force."""
    from bot.cli.models_text import as_page
    from bot.model_registry import open_registry
    from nlu.encoder.checksum import check_folder
    from nlu.versions.overview import look_at

    settings = load_settings()
    registry, owner = open_registry(settings), owner_of(tenant)
    checksum = check_folder(settings.encoder_folder)
    seen = look_at(registry, owner, registry.get_available(owner, version), checksum)
    if json_:
        _print_json(asdict(seen))
    else:
        typer.echo(as_page(seen))


@app.command()
def history(tenant: TenantOption = None, json_: JsonOption = False) -> None:
    """Tell what came into force, oldest first: when, by whom, why; also of versions that are gone."""
    from bot.cli.models_text import as_history
    from bot.model_registry import open_registry

    entries = open_registry(load_settings()).pointer(owner_of(tenant)).history
    if json_:
        _print_json({"history": [asdict(entry) for entry in entries]})
    else:
        nothing = f"nothing was put in force for {tenant or 'all'} yet"
        typer.echo(as_history(entries) if entries else nothing)


@app.command()
def promote(
    version: VersionArgument,
    tenant: TenantOption = None,
    data: Annotated[
        Path | None, typer.Option(help="A folder with test/, or a CSV, JSONL or Rasa file; ours without it.")
    ] = None,
    now: NowOption = None,
    timezone: TimezoneOption = None,
    force: Annotated[bool, typer.Option("--force", help="Although it is worse; with --reason.")] = False,
    reason: ReasonOption = "",
    by: ByOption = None,
    json_: JsonOption = False,
) -> None:
    """Put a version in force, unless it understands worse than the one there: exit 2.

    A tenant may have a version of its own or one of all's, which stays when another is promoted for all.
    Both read the test split; worse is what fell beyond chance, over all or within one language, and what
    lacks intents that nothing there asks for. Messages that either of them learned are left out.
    Running services take the new one up within seconds.
    """
    if force and not reason.strip():
        raise typer.BadParameter("--force wants a --reason, for those who read the history")
    from bot.cli.measured import read_strange
    from bot.cli.models_text import as_sentence
    from bot.model_registry import open_registry
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.versions.promotion import promote as run

    def progress(step: str) -> None:
        typer.echo(f"promote: {step}", err=json_)

    settings = load_settings()
    moment = moment_of(settings, data, tenant, now, timezone)
    registry, owner, who = open_registry(settings), owner_of(tenant), person(by, reason.strip())
    registry.adopt(who)
    if registry.pointer(owner).version == version:
        typer.echo(f"{version} is in force already", err=json_)
        return
    candidate = registry.get_available(owner, version)
    messages, called = read_strange(
        data or settings.messages_folder, candidate, registry.in_force(owner), force=force, progress=progress
    )
    entry = run(
        registry,
        candidate,
        encoder=OnnxEncoder.load(settings.encoder_folder),
        messages=messages,
        called=called,
        moment=moment,
        person=who,
        owner=owner,
        force=force,
        progress=progress,
    )
    if json_:
        _print_json(asdict(entry))
    else:
        typer.echo(as_sentence(entry))


@app.command()
def adjust(
    data: Annotated[
        Path,
        typer.Option(help="A folder with train/, or a CSV, JSONL or Rasa file: what it has not learned."),
    ],
    tenant: TenantOption = None,
    by: ByOption = None,
    json_: JsonOption = False,
) -> None:
    """Choose on labelled messages from when on the model in force rejects, and where it asks back.

    Messages that it learned, or whose intent it did not, are left out. What comes of it is another version,
    the same but for that, which waits for `huiyi models promote`.
    """
    from bot.cli.models_text import as_adjusted
    from bot.model_registry import open_registry
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.language import detect
    from nlu.versions.adjusting import adjust as run
    from training_data.schema import Split
    from training_data.sources import load_messages

    settings = load_settings()
    registry, owner, who = open_registry(settings), owner_of(tenant), person(by)
    registry.adopt(who)
    adjusted = run(
        registry,
        owner,
        load_messages(data, Split.train, detect=detect),
        OnnxEncoder.load(settings.encoder_folder),
        called=data.name or str(data),
        made_at=who.clock(),
        progress=lambda step: typer.echo(f"adjust: {step}", err=json_),
    )
    name = adjusted.version.name if adjusted.version else None
    if json_:
        _print_json({**asdict(adjusted), "version": name})
        return
    for line in as_adjusted(adjusted):
        typer.echo(line)
    if name:
        of_tenant = f" --tenant {tenant}" if tenant else ""
        typer.echo(f"version {name} is kept; promote it by huiyi models promote {name}{of_tenant}")


@app.command()
def rollback(
    tenant: TenantOption = None, reason: ReasonOption = "", by: ByOption = None, json_: JsonOption = False
) -> None:
    """Put what was in force before back in force: the nearest version that can serve, or for a tenant's first
    one all's."""
    from bot.cli.models_text import as_sentence
    from bot.model_registry import open_registry
    from nlu.encoder.checksum import check_folder
    from nlu.versions.going_back import roll_back

    settings = load_settings()
    entry = roll_back(
        open_registry(settings),
        owner_of(tenant),
        encoder=check_folder(settings.encoder_folder),
        person=person(by, reason),
    )
    if json_:
        _print_json(asdict(entry))
    else:
        typer.echo(as_sentence(entry))


@app.command()
def follow(
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")],
    reason: ReasonOption = "",
    by: ByOption = None,
    json_: JsonOption = False,
) -> None:
    """Let a tenant follow what is in force for all again; rollback leads back to what it had."""
    from bot.cli.models_text import as_sentence
    from bot.model_registry import open_registry
    from nlu.versions.going_back import follow_all

    registry, owner = open_registry(load_settings()), owner_of(tenant)
    if registry.follows_all(owner):
        typer.echo(f"{tenant} follows what is in force for all already", err=json_)
        return
    entry = follow_all(registry, owner, person=person(by, reason))
    if json_:
        _print_json(asdict(entry))
    else:
        typer.echo(as_sentence(entry))


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=0, help="How many of the newest stay in any case.")],
    tenant: TenantOption = None,
    json_: JsonOption = False,
) -> None:
    """Remove old versions, never one that is in force or was one step before."""
    from bot.model_registry import open_registry

    gone = open_registry(load_settings()).prune(owner_of(tenant), keep)
    if json_:
        _print_json({"removed": gone})
    else:
        typer.echo(f"removed {', '.join(gone)}" if gone else "nothing to remove")


def _print_json(told: dict[str, Any]) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False))
