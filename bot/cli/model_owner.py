"""Whose versions a command means, and who gave it."""

import getpass
import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from nlu.versions.pointer import Person

TenantOption = Annotated[
    str | None, typer.Option(help="The short name of a tenant with a model of its own; without it, all's.")
]
ByOption = Annotated[str | None, typer.Option(help="Who does it; the user of this machine without it.")]
ReasonOption = Annotated[str, typer.Option(help="Why; kept in the history.")]


def owner_of(tenant: str | None) -> str:
    """The tenant's id, ALL for None. NotFound where there is no tenant of that short name."""
    from bot.cli.tenant import open_tenant
    from nlu.versions.registry import ALL

    if tenant is None:
        return ALL
    with open_tenant(tenant) as (_, info):
        return info.id


def person(by: str | None, reason: str = "") -> "Person":
    """Whoever gave the command, with this machine's clock."""
    from bot.clock import utc_now
    from nlu.versions.pointer import Person

    return Person(by or _user(), utc_now, reason)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return f"uid {os.getuid()}"
