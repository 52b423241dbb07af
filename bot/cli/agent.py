"""`huiyi agent`: the people at the console."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.models import Agent
    from bot.persistence.tenancy import TenantSession

app = typer.Typer(help="The people at the console.", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option(help="The tenant's short name.")]


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    name: Annotated[str, typer.Option(help="The name that customers see.")],
    role: Annotated[str, typer.Option(help="owner, admin, agent, sales, success or viewer.")] = "agent",
    tenant: TenantOption = "demo",
    language: Annotated[str, typer.Option(help="Of their console: zh or en.")] = "zh",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add an agent. The password is asked for, twice, unless it comes by --password-stdin."""
    from bot.agents import create_agent
    from bot.clock import utc_now

    password = _password(from_stdin=password_stdin)
    with _tenant_session(tenant) as session:
        agent = create_agent(
            session,
            email=email,
            name=name,
            role=role,
            password=password,
            language=language,
            now=utc_now(),
        )
        typer.echo(f"added {agent.name} ({agent.role}) as {agent.email}")


@app.command()
def disable(email: str, tenant: TenantOption = "demo") -> None:
    """Disable an agent: every browser they use is out, and what they had in hand goes to others."""
    from bot.clock import utc_now
    from bot.staffing import disable_agent

    with _tenant_session(tenant) as session:
        agent = _agent(session, email)
        disable_agent(session, agent, now=utc_now())
        typer.echo(f"disabled {agent.email}")


@app.command()
def enable(email: str, tenant: TenantOption = "demo") -> None:
    """Enable an agent again: they sign in as before."""
    from bot.staffing import enable_agent

    with _tenant_session(tenant) as session:
        agent = _agent(session, email)
        enable_agent(session, agent)
        typer.echo(f"enabled {agent.email}")


def _agent(session: "TenantSession", email: str) -> "Agent":
    from bot.agents import find_agent
    from bot.errors import NotFound

    agent = find_agent(session, email)
    if agent is None:
        raise NotFound(f"agent as {email}")
    return agent


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@contextmanager
def _tenant_session(slug: str) -> "Iterator[TenantSession]":
    from bot.cli.tenant import open_tenant

    with open_tenant(slug) as (database, tenant), database.uow(tenant.id) as session:
        yield session
