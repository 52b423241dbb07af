"""`huiyi sla`: what is promised to whom, and by when that would be."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.tenant import open_tenant
from bot.clock import utc_now

app = typer.Typer(help="SLA policies and business calendars.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="The tenant's short name.")]
FileArgument = Annotated[Path, typer.Argument(help='JSON with "policies" and "calendars".')]


@app.command()
def show(tenant: TenantOption = "demo") -> None:
    """Print the policies and calendars in force, as JSON that `set` takes."""
    from escalation.sla.settings import get_settings

    with open_tenant(tenant) as (database, info), database.reading(info.id) as session:
        kept = get_settings(session, info.id)
    typer.echo(json.dumps(kept.data, ensure_ascii=False, indent=2))


@app.command()
def check(
    file: FileArgument,
    at: Annotated[
        str | None, typer.Option(help="When a ticket is opened, as 2026-09-30T17:00+08:00; now if left out.")
    ] = None,
) -> None:
    """Say what is wrong with a file, or when a ticket of each policy would be due."""
    from escalation.sla.calendar import ALWAYS
    from escalation.sla.calendar_data import read_calendar
    from escalation.sla.policy_data import read_settings

    settings = read_settings(_read(file))
    opened = _moment(at)
    for policy in settings.policies:
        calendar = read_calendar(settings.calendar_data[policy.calendar])
        for kind, target in policy.targets.items():
            due = (calendar if target.business else ALWAYS).add(opened, target.within)
            typer.echo(
                f"{policy.name}\t{kind.value}\t{due.astimezone(calendar.zone).isoformat(timespec='minutes')}"
            )


@app.command(name="set")
def set_(
    file: FileArgument,
    tenant: TenantOption = "demo",
    for_open: Annotated[
        bool,
        typer.Option(
            "--for-open/--new-only",
            help="Also for tickets that are open now, or for new ones and those whose priority changes.",
        ),
    ] = True,
) -> None:
    """Put a file's policies and calendars in force; tickets that are open follow while the service runs."""
    from escalation.sla.settings import get_settings, save_settings

    data = _read(file)
    with open_tenant(tenant) as (database, info), database.uow(info.id) as session:
        before = get_settings(session, info.id).version
        version = save_settings(
            session, info.id, data, version=before, author="cli", now=utc_now(), for_open=for_open
        )
    typer.echo(f"version {version} is in force")


def _read(file: Path) -> Any:
    from escalation.errors import SLABroken

    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as missing:
        raise SLABroken(f"{file}: {missing.strerror}; expected a JSON file") from missing
    except ValueError as broken:  # of JSON and of UTF-8
        raise SLABroken(f"{file}: {broken}; expected JSON") from broken


def _moment(text: str | None) -> datetime:
    if text is None:
        return utc_now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"got {text!r}, expected a moment as 2026-09-30T17:00+08:00") from wrong
    if at.utcoffset() is None:
        raise typer.BadParameter(f"got {text!r} without an offset, expected one as in 2026-09-30T17:00+08:00")
    return at
