"""`huiyi serve`: everything in one process."""

import gc
from typing import Annotated

import typer

from bot.settings import Settings, load_settings


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes any.", min=0, max=65535)
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="With Lanyun's site, customers, articles and an agent to try it with."),
    ] = False,
) -> None:
    """Serve widget, console and API. Ctrl-C ends it; what was acknowledged is on the disk."""
    # What loading makes stays, and looking for garbage in it takes half a second. Without a threshold nobody
    # looks until it is ready; after `gc.disable` spaCy would, as its reader of weights enables again.
    usual = gc.get_threshold()
    gc.set_threshold(0)
    given = {"host": host, "port": port, "demo": demo or None}
    settings = load_settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    from bot.listening_socket import bind
    from bot.mail.place import read_place

    listener = bind(settings.host, settings.port)
    mail = read_place(settings.mail_listen) if settings.mail_listen else None
    mail_socket = bind(*mail, by="HUIYI_MAIL_LISTEN") if mail else None
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})

    from bot.app import create_app
    from bot.bootstrap import build, build_database
    from bot.demo_tenant import prepare_demo
    from bot.logging import configure_logging
    from bot.process_memory import limit_arenas
    from bot.server import run

    configure_logging(settings.log_level, as_json=settings.log_json)
    limit_arenas()  # indexing the demo has threads too
    database = build_database(settings)
    if settings.demo:
        prepare_demo(settings, database, lambda step: typer.echo(f"demo: {step}"))
    service = build(settings, database=database, mail_socket=mail_socket)
    service.readiness.when_ready.append(lambda: gc.set_threshold(*usual))
    app = create_app(settings, service)
    gc.freeze()  # later looks pass over what the process is made of
    typer.echo(_where(settings))
    if service.mail is not None:
        typer.echo(f"  Mail is taken by SMTP at {service.mail.place}.\n")
    run(app, listener, settings)


def _where(settings: Settings) -> str:
    here = f"http://{settings.host}:{settings.port}"
    if not settings.demo:
        return f"Huiyi serves on {here}   console: {here}/console"
    from bot.demo import ADMIN_EMAIL, AGENT_EMAIL, AGENT_PASSWORD

    return (
        f"\n  Huiyi 会意 serves the demo.\n"
        f"  Lanyun's site with the chat:  {here}/demo\n"
        f"  The agents' console:          {here}/console   {AGENT_EMAIL}  {AGENT_PASSWORD}\n"
        f"  {ADMIN_EMAIL} with the same password may publish articles too.\n"
    )
