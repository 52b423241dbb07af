"""`huiyi tenant`: what a tenant has set, its own wording, and what is remembered of its customers."""

import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.tenants import TenantInfo
    from dialogs.wording import Responses

app = typer.Typer(help="What a tenant has set, and its own wording.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="The tenant's short name.")]


@app.command()
def show(tenant: TenantOption = "demo", as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Show what the tenant has set."""
    from bot.cli.tenant import open_tenant

    with open_tenant(tenant) as (_, info):
        kept = {name: value for name, value in info.as_settings().items() if name != "widget_secret"}
    if as_json:
        typer.echo(json.dumps({"tenant": info.slug, "name": info.name, **kept}, ensure_ascii=False))
        return
    for name, value in kept.items():
        typer.echo(f"{name}: {json.dumps(value, ensure_ascii=False)}")


@app.command("set")
def set_(
    patience: Annotated[
        float | None,
        typer.Option(min=1, help="Minutes of business hours a customer waits for a person."),
    ] = None,
    back_to_bot: Annotated[
        bool | None,
        typer.Option("--back-to-bot/--stay", help="Whether the bot then takes over again, or it waits."),
    ] = None,
    remembers: Annotated[
        str | None,
        typer.Option(help='What is kept of customers: "language,platform,product_version", or "nothing".'),
    ] = None,
    support_addresses: Annotated[
        str | None,
        typer.Option(help='Where its customers write to: "help@x.example,hilfe@x.example", or "none".'),
    ] = None,
    tenant: TenantOption = "demo",
) -> None:
    """Change what the tenant has set; running services take it up within seconds."""
    changes: dict[str, Any] = {}
    if patience is not None:
        changes["patience"] = timedelta(minutes=patience)
    if back_to_bot is not None:
        changes["back_to_bot"] = back_to_bot
    if remembers is not None:
        changes["remembers"] = _keepable(remembers)
    if support_addresses is not None:
        changes["support_addresses"] = [] if support_addresses == "none" else support_addresses.split(",")
    if not changes:
        raise typer.BadParameter("nothing to change; see --help for what can be set")
    _store(tenant, changes)
    typer.echo(f"set {', '.join(changes)}")


def _keepable(given: str) -> tuple[str, ...]:
    from dialogs.actions.memory import KEEPABLE

    names = tuple(name.strip() for name in given.split(",") if name.strip() not in ("", "nothing"))
    if unknown := [name for name in names if name not in KEEPABLE]:
        raise typer.BadParameter(
            f"got {', '.join(unknown)}, expected some of {', '.join(KEEPABLE)}, or nothing"
        )
    return names


@app.command()
def wording(
    file: Annotated[
        Path | None, typer.Argument(help="YAML: a response's name, then zh and en, each a list of variants.")
    ] = None,
    reset: Annotated[bool, typer.Option(help="Say everything in our words again.")] = False,
    tenant: TenantOption = "demo",
) -> None:
    """Put the tenant's own texts in place of ours; without a file, list all that can be said."""
    from dialogs.wording import in_own_words
    from training_data.errors import FileBroken
    from training_data.yaml_places import open_file

    responses = _responses()
    if reset:
        _store(tenant, {"wording": {}})
        typer.echo("everything is said in our words again")
        return
    if file is None:
        for key, texts in sorted(responses.templates.items()):
            typer.echo(f"{key}: {texts['zh'][0]!r} | {texts['en'][0]!r}")
        return
    if not file.is_file():
        raise FileBroken(str(file), 1, "is not there; expected a YAML file")
    own = {
        key: {language: list(texts.names()) for language, texts in place.in_both().items()}
        for key, place in open_file(file).fields().items()
    }
    in_own_words(responses, own)
    _store(tenant, {"wording": own})
    typer.echo(f"{len(own)} responses are said in the tenant's own words")


@app.command()
def forget(
    customer: Annotated[str, typer.Argument(help="The customer's key, as the site's tokens carry it.")],
    tenant: TenantOption = "demo",
) -> None:
    """Erase what is remembered of a customer: platform, version, and what they told in conversations."""
    from bot.cli.tenant import open_tenant
    from bot.memory import forget

    with open_tenant(tenant) as (database, info), database.uow(info.id) as session:
        erased = forget(session, customer)
    typer.echo(f"forgot {customer}: {erased} things told in conversations, platform and version")


@app.command()
def erase(
    customer: Annotated[
        str,
        typer.Argument(help="The customer's key, as the site's tokens carry it, or their e-mail address."),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The receipt as one JSON object.")] = False,
    tenant: TenantOption = "demo",
) -> None:
    """Erase a customer: name, files, and all that was written by them and to them. Nothing brings it back.

    Tickets and conversations stay as counts and clocks without words; orders and bills stay as they are.
    """
    from bot.cli.tenant import open_tenant
    from bot.clock import utc_now
    from bot.desk.attachments.store import AttachmentStore
    from bot.erasing import erase_person
    from bot.settings import load_settings

    store = AttachmentStore(load_settings().attachments_folder)
    with open_tenant(tenant) as (database, info):
        if not yes:
            typer.confirm(f"Erase {customer} of {info.slug} for good?", abort=True, err=True)
        erased = erase_person(database, store, info.id, customer, now=utc_now())
    if as_json:
        typer.echo(json.dumps({"customer": customer, "tenant": info.slug, **asdict(erased)}))
        return
    typer.echo(f"erased {customer}:")
    for what, count in asdict(erased).items():
        if what != "outside":
            typer.echo(f"  {what}: {count}")
    if erased.outside:
        typer.echo(f"to be erased in the outside ticket system too: {', '.join(erased.outside)}")


def _responses() -> "Responses":
    from bot.settings import load_settings
    from dialogs.flow.texts import with_flows
    from dialogs.flows.registry import load_repertoire
    from dialogs.wording import load_responses

    return with_flows(load_responses(), load_repertoire(load_settings().flows_folder).specs.values())


def _store(slug: str, changes: dict[str, Any]) -> None:
    from bot.cli.tenant import open_tenant
    from bot.clock import utc_now
    from bot.support_addresses import lock_taken, read_addresses
    from bot.tenants import store_tenant
    from escalation.routing.reading import Reading

    with open_tenant(slug) as (database, info), database.control() as session:
        if "support_addresses" in changes:
            reading, taken = Reading(), lock_taken(session, info.id)
            checked = read_addresses(reading, changes["support_addresses"], taken)
            reading.check()
            changes = {**changes, "support_addresses": checked}
        changed: TenantInfo = replace(info, **changes)
        store_tenant(session, changed, now=utc_now())
