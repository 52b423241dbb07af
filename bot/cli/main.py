"""Gathers the commands and turns errors into one line that says what to do."""

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli import (
    agent,
    chat,
    compare,
    data,
    demo,
    doctor,
    encoder,
    evaluate,
    flows,
    kb,
    mail,
    models,
    pairs,
    parse,
    replay,
    review,
    serve,
    sla,
    tenants,
    tickets,
    train,
)
from bot.cli.errors import expected_errors
from bot.settings import load_settings

app = typer.Typer(
    name="huiyi",
    help="Huiyi 会意: a support desk whose first line is a bot. Runs on a plain CPU, in Chinese and English.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (serve, train, evaluate, compare, parse, chat, replay, doctor):
    command.register(app)
app.add_typer(encoder.app, name="encoder")
app.add_typer(flows.app, name="flows")
app.add_typer(tenants.app, name="tenant")
app.add_typer(data.app, name="data")
app.add_typer(kb.app, name="kb")
app.add_typer(demo.app, name="demo")
app.add_typer(agent.app, name="agent")
app.add_typer(models.app, name="models")
app.add_typer(review.app, name="review")
app.add_typer(tickets.app, name="tickets")
app.add_typer(pairs.app, name="pairs")
app.add_typer(sla.app, name="sla")
app.add_typer(mail.app, name="mail")


def main() -> None:
    """Entry point of `huiyi`. A broken pipe ends quietly; a defect of ours leaves its trace in a file."""
    try:
        app()
    except expected_errors() as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as defect:  # noqa: BLE001 - the process entrypoint: nobody is shown a stack trace
        kept = _keep_trace(load_settings().home)
        _fail(f"a defect of ours, not yours ({type(defect).__name__}: {defect}); details: {kept}")


def _fail(message: str) -> None:
    typer.echo(f"huiyi: {' '.join(message.split())}", err=True)
    sys.exit(2)


def _keep_trace(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    file = home / "last-error.txt"
    file.write_text(f"{datetime.now(UTC).isoformat()}\n{traceback.format_exc()}", encoding="utf-8")
    return file
