"""`huiyi review`: messages that the bot was unsure of, decided by people, become training data."""

import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.model_owner import ByOption, person
from bot.settings import load_settings
from training_data.loader import read_split
from training_data.schema import Split, place
from training_data.twins import Standing

if TYPE_CHECKING:
    from bot.review.queue import Item, State
    from training_data.twins import Twin

app = typer.Typer(help="Messages that may become training data.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="The tenant's short name.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `huiyi review list` shows it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object.")]


class Shown(StrEnum):
    open = "open"
    confirmed = "confirmed"
    relabelled = "relabelled"
    rejected = "rejected"
    all = "all"


@app.command()
def collect(tenant: TenantOption = "demo", json_: JsonOption = False) -> None:
    """Search every conversation for messages to review; the service does it by itself once one is quiet."""
    from dataclasses import asdict

    from bot.cli.tenant import open_tenant
    from bot.clock import utc_now
    from bot.review.collecting import Collector

    settings = load_settings()
    with open_tenant(tenant) as (database, info):
        found = Collector(database, quiet=settings.review_after).run_all(info.id, utc_now())
    typer.echo(
        json.dumps(asdict(found))
        if json_
        else f"searched {found.conversations} conversations: {found.proposed} messages proposed, "
        f"{found.changed} proposals changed"
    )


@app.command("list")
def list_(
    tenant: TenantOption = "demo",
    state: Annotated[Shown, typer.Option(help="Which to list.")] = Shown.open,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List proposals, the newest first: id, proposed intent, why, message."""
    from bot.cli.tenant import open_tenant
    from bot.review.queue import State, list_items

    states = list(State) if state is Shown.all else [State(state)]
    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        items = list_items(session, states)
    for item in items:
        typer.echo(json.dumps(_fields(item), ensure_ascii=False) if json_ else _line(item))
    if not items and not json_:
        typer.echo("nothing here; `huiyi review collect` searches the conversations", err=True)


@app.command()
def show(id_: IdArgument, tenant: TenantOption = "demo", json_: JsonOption = False) -> None:
    """Show one proposal: the message, what was understood, what would be learned, and who decided."""
    from bot.cli.tenant import open_tenant
    from bot.review.queue import get_item, parse_id

    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        fields = _fields(get_item(session, *parse_id(id_)))
    if json_:
        typer.echo(json.dumps(fields, ensure_ascii=False))
        return
    understood = ", ".join(f"{one['name']} {one['confidence']:.2f}" for one in fields.pop("ranking"))
    earlier = fields.pop("earlier")
    for name, value in {**fields, "understood": understood}.items():
        if value is not None:
            typer.echo(f"{name:<11} {value}")
    for one in earlier:
        reason = f": {one['note']}" if one["note"] else ""
        as_what = f" as {one['label']}" if one["label"] else ""
        typer.echo(f"{'before':<11} {one['state']}{as_what} by {one['by']} at {one['at']}{reason}")


@app.command()
def confirm(id_: IdArgument, tenant: TenantOption = "demo", by: ByOption = None) -> None:
    """Accept the message with the intent that is proposed."""
    from bot.review.queue import State

    _decide(tenant, id_, State.confirmed, by)


@app.command()
def relabel(
    id_: IdArgument,
    intent: Annotated[str, typer.Argument(help="What the message means.")],
    new_intent: Annotated[
        bool, typer.Option("--new-intent", help="It is one that neither model nor training data has yet.")
    ] = False,
    tenant: TenantOption = "demo",
    by: ByOption = None,
) -> None:
    """Accept the message with another intent, of the tenant's model or of the training data."""
    from bot.review.queue import State

    _decide(tenant, id_, State.relabelled, by, label=intent, intents=_intents(tenant, intent, new=new_intent))


@app.command()
def reject(
    id_: IdArgument,
    reason: Annotated[str | None, typer.Option(help="Kept with the proposal.")] = None,
    tenant: TenantOption = "demo",
    by: ByOption = None,
) -> None:
    """Leave the message out of the training data."""
    from bot.review.queue import State

    _decide(tenant, id_, State.rejected, by, note=reason)


@app.command()
def export(
    out: Annotated[
        Path | None,
        typer.Option(help="A folder with train/ and test/ in our format; HUIYI_MESSAGES or ours without it."),
    ] = None,
    tenant: TenantOption = "demo",
    json_: JsonOption = False,
) -> None:
    """Add the accepted messages to the training data: train/<language>/review.yml, with who decided and when.

    What is there already, or in test/, is left out and named with its file and line.
    """
    from bot.cli.tenant import open_tenant
    from bot.review.exporting import export as run

    folder = out or load_settings().messages_folder
    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        result = run(session, folder)
    counts = Counter(twin.standing for twin in result.twins)
    if json_:
        report = {
            "added": len(result.added),
            "known": counts[Standing.doubled],
            "disputed": counts[Standing.disputed],
            "tested": counts[Standing.held_out],
            "left_out": [_left_out_fields(twin) for twin in result.twins],
            "files": [str(file) for file in result.files],
        }
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    typer.echo(f"added {len(result.added)} to {folder}; {counts[Standing.doubled]} were there already")
    for twin in result.twins:
        typer.echo(f"left out {place(twin.message)}: {_why_left_out(twin)}")


def _left_out_fields(twin: "Twin") -> dict[str, Any]:
    return {
        "id": place(twin.message),
        "why": _why_left_out(twin),
        "file": str(twin.there.file),
        "line": twin.there.line,
    }


def _why_left_out(twin: "Twin") -> str:
    match twin.standing:
        case Standing.doubled:
            return f"{place(twin.there)} has it already"
        case Standing.disputed:
            return f"{place(twin.there)} has it as {twin.there.intent}, not as {twin.message.intent}"
        case Standing.held_out:
            return f"{place(twin.there)} has it, which training must not see"


def _decide(tenant: str, id_: str, state: "State", by: str | None, **how: Any) -> None:
    from bot.cli.tenant import open_tenant
    from bot.review.queue import decide, get_item, parse_id

    who = person(by)
    with open_tenant(tenant) as (database, info), database.uow(info.id) as session:
        item = get_item(session, *parse_id(id_))
        seen = item.proposal.version
        others = decide(session, item, state, by=who.name, now=who.clock(), seen=seen, **how)
        as_what = f" as {item.proposal.label}" if item.proposal.label else ""
        along = f", and {others} more with the same words" if others else ""
        typer.echo(f"{item.id} {state}{as_what}{along}")


def _intents(tenant: str, wanted: str, *, new: bool) -> frozenset[str]:
    """What may be chosen. The training data is read only where the model does not know what is wanted."""
    from bot.cli.tenant import open_tenant
    from bot.model_registry import open_registry
    from bot.review.intents import check_new_intent, list_intents

    if new:
        return frozenset({check_new_intent(wanted)})
    settings = load_settings()
    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        known = list_intents(session, open_registry(settings))
    if wanted in known:
        return known
    return known | {one.intent for one in read_split(settings.messages_folder, Split.train).examples}


def _line(item: "Item") -> str:
    from bot.conversations import preview

    row = item.proposal
    return f"{item.id}  {row.label or row.proposed or '?'}  {row.why}  {row.state}  {preview(item.text)}"


def _fields(item: "Item") -> dict[str, Any]:
    row = item.proposal
    return {
        "id": item.id,
        "message": item.text,
        "example": row.example,
        "language": row.language,
        "ranking": row.ranking,
        "why": row.why,
        "proposed": row.proposed,
        "state": row.state,
        "label": row.label,
        "note": row.note,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "earlier": row.earlier,
        "said_at": item.said_at.isoformat(),
        "proposed_at": row.created_at.isoformat(),
    }
