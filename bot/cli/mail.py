"""`huiyi mail`: mail from a pipe."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(help="Mail to the support addresses.", no_args_is_help=True)

# As sysexits.h has them, which mail servers read.
REFUSED, LATER = 65, 75
NOBODY = ("", "<>", "MAILER-DAEMON")
"""Postfix says the last one."""


@app.command()
def receive(
    to: Annotated[str, typer.Option(help="The support address that it was sent to.")],
    sender: Annotated[
        str, typer.Option("--from", help='The envelope\'s sender; "" for a bounce, else its From counts.')
    ] = "-",
) -> None:
    """Take one raw mail from standard input, as a mail server's pipe hands it over.

    Exit 0: it is stored. 75: try again. 65: refused, with the reason.
    """
    from bot.settings import load_settings

    try:
        settings = load_settings()
        raw = sys.stdin.buffer.read(settings.mail_limit + 1)
        if len(raw) > settings.mail_limit:
            reply = f"552 5.3.4 more than {settings.mail_limit} bytes"
        else:
            reply = _hand_over(settings, "" if sender in NOBODY else sender, to, raw)
    except Exception as away:  # noqa: BLE001 - the process entrypoint: a defect of ours is no reason to lose a mail
        reply = f"451 4.3.0 {type(away).__name__}: {' '.join(str(away).split())}"
    if not reply.startswith("2"):
        typer.echo(f"huiyi: {reply}", err=True)
        raise typer.Exit(LATER if reply.startswith("4") else REFUSED)
    typer.echo(reply)


def _hand_over(settings: "Settings", sender: str, to: str, raw: bytes) -> str:
    """A service that runs beside it finds the mail within seconds, and answers."""
    from bot.bootstrap import build_database
    from bot.clock import utc_now
    from bot.doorbell.nobody import NobodyRings
    from bot.fresh_mail import FreshMail
    from bot.hub import Hub
    from bot.intake import Intake
    from bot.mail.building import build_postbox
    from bot.tenants import TenantDirectory

    database, hub = build_database(settings), Hub()
    try:
        intake = Intake(database, NobodyRings(), hub, FreshMail())
        postbox = build_postbox(settings, database, TenantDirectory(), intake, hub, utc_now)
        return postbox.answer_mail(sender, [to], raw)
    finally:
        database.dispose()
