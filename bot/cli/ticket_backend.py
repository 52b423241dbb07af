"""`huiyi tickets backend`: the outside system that a tenant's tickets are kept in too."""

import json
from typing import Annotated

import typer

from bot.cli.printable import printable
from bot.desk.backend_answer import Answer

app = typer.Typer(help="The outside system that tickets are kept in too.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="The tenant's short name.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command("set")
def set_(
    kind: Annotated[str, typer.Argument(help="request-tracker.v1, zammad.v1, zendesk.v1 or webhook.v1.")],
    url: Annotated[str, typer.Argument(help="Its root; of a webhook the whole address.")],
    secret: Annotated[str, typer.Option(help="The environment variable with the secret: HUIYI_BACKEND_….")],
    option: Annotated[
        list[str] | None, typer.Option("--option", "-o", help="NAME=VALUE, as often as needed.")
    ] = None,
    tenant: TenantOption = "demo",
) -> None:
    """Keep tickets from now on in that system too; asks it first whether it has what is needed."""
    from bot.cli.tenant import open_tenant
    from bot.clock import utc_now
    from bot.desk.backend_account import build_connector
    from bot.desk.backend_setting import Wanted, set_system
    from bot.settings import load_settings

    options = {}
    for one in option or ():
        name, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"got --option {one!r}, expected NAME=VALUE")
        options[name] = value
    connector, wanted = build_connector(load_settings(), utc_now), Wanted(kind, url, secret, options)
    with open_tenant(tenant) as (database, info):
        set_system(database, info, connector, wanted, now=utc_now())
    typer.echo(f"tickets of {tenant} are kept in {kind} at {url} from now on")


@app.command()
def show(tenant: TenantOption = "demo", json_: JsonOption = False) -> None:
    """Show the system, and what was wrong when it was last asked."""
    from bot.cli.tenant import open_tenant
    from bot.desk.backend_links import find_system

    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        system = find_system(session)
        kept = (
            None
            if system is None
            else {
                "kind": system.kind,
                "url": system.url,
                "options": system.options,
                "secret": system.secret,
                "since": system.since.isoformat(),
                "problem": system.problem,
            }
        )
    if json_:
        typer.echo(json.dumps(kept, ensure_ascii=False))
    elif kept is None:
        typer.echo(f"tickets of {tenant} are kept here only")
    else:
        for name, value in kept.items():
            typer.echo(f"{name}: {printable(str(value))}")


@app.command()
def remove(tenant: TenantOption = "demo") -> None:
    """Keep tickets here only. What is in the other system stays there."""
    from bot.cli.tenant import open_tenant
    from bot.desk.backend_setting import remove_system

    with open_tenant(tenant) as (database, info):
        removed = remove_system(database, info)
    typer.echo("removed" if removed else f"tickets of {tenant} were kept here only")


@app.command()
def stopped(
    tenant: TenantOption = "demo",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the tickets that stopped on their way: unknown ones to be checked, and failed ones."""
    from bot.cli.tenant import open_tenant
    from bot.desk.backend_unknown import list_stopped

    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        found = list_stopped(session)
    for one in found:
        if json_:
            told = {
                "ticket": one.number,
                "outside": one.outside_id,
                "state": one.state,
                "problem": one.problem,
                "since": one.since.isoformat(),
            }
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(
                f"#{one.number} {one.state} since {one.since:%Y-%m-%d %H:%M}: {printable(one.problem)}"
            )


@app.command()
def settle(
    number: Annotated[int, typer.Argument(help="The ticket's number here.")],
    answer: Annotated[
        Answer,
        typer.Argument(
            help="there: it is in the other system. again: it is not, send it. leave: not any more."
        ),
    ],
    outside_id: Annotated[
        str | None, typer.Option(help="The other ticket's id, where it was opened.")
    ] = None,
    tenant: TenantOption = "demo",
) -> None:
    """Say what you found out about a ticket that stopped; it goes on from there."""
    from bot.cli.tenant import open_tenant
    from bot.clock import utc_now
    from bot.desk.backend_unknown import answer_stopped

    with open_tenant(tenant) as (database, info), database.uow(info.id) as session:
        answer_stopped(session, number, answer, outside_id=outside_id, now=utc_now())
    typer.echo(f"#{number}: {answer.value}")
