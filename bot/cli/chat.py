"""`huiyi chat`: talk to the bot in a terminal, or from a script."""

import secrets
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.jsonl import BadLine, optional_text, serve_lines, text_of
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.cli.talk import Talk


def register(app: typer.Typer) -> None:
    app.command()(chat)


def chat(
    customer: Annotated[str | None, typer.Option(help="Sign in as this customer of the demo file.")] = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Show what was understood and why it was decided.")
    ] = False,
    json_: Annotated[
        bool,
        typer.Option("--json", help='Read {"text", "conversation"?, "customer"?} a line, answer a line.'),
    ] = False,
) -> None:
    """Talk to the bot: the same database, models and turns as the service. Ctrl-D ends it."""
    from bot.cli.talk import open_talk

    with open_talk(load_settings()) as talk:
        if json_:
            serve_lines(_answerer(talk, customer))
        else:
            _converse(talk, customer, trace=trace)


def _answerer(talk: "Talk", customer: str | None) -> Any:
    """Lines without a conversation go on with one of this run, one a customer."""
    own = f"run-{secrets.token_hex(6)}"

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        text = text_of(fields)
        who = optional_text(fields, "customer") or customer
        name = optional_text(fields, "conversation") or (f"{own}-{who}" if who else own)
        outcome = talk.say(name, text, customer=who)
        return {
            "conversation": name,
            "replies": [reply["text"] for reply in outcome.replies],
            "trace": outcome.trace,
        }

    return answer


def _converse(talk: "Talk", customer: str | None, *, trace: bool) -> None:
    name = f"run-{secrets.token_hex(6)}"
    typer.echo("你好！Say something; Ctrl-D ends.")
    while True:
        try:
            text = input("> " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return
        try:
            outcome = talk.say(name, text, customer=customer)
        except BadLine as wrong:
            typer.echo(f"  ({wrong})")
            continue
        for reply in outcome.replies:
            _show(reply)
        if trace:
            _show_trace(outcome.trace)


def _show(reply: Mapping[str, Any]) -> None:
    typer.echo(reply["text"])
    for source in reply["sources"]:
        typer.echo(f"  ↳ {source['title']} ({source['article']}, version {source['version']})")
    if reply["quick_replies"]:
        typer.echo("  [" + "] [".join(reply["quick_replies"]) + "]")


def _show_trace(trace: Mapping[str, Any]) -> None:
    intent = trace["intent"] or {"name": "?", "confidence": 0.0}
    lines = [
        f"intent   {intent['name']} {intent['confidence']:.2f} ({trace['decision']})",
        "entities " + ", ".join(f"{one['entity']}={one['value']}" for one in trace["entities"]),
        f"acts     {', '.join(trace['acts'])}",
        f"flow     {trace['flow']} / {trace['state']}   slots {trace['slots']}",
        *(f"because  {reason}" for reason in trace["reasons"]),
    ]
    typer.secho("\n".join(f"    {line}" for line in lines), dim=True)
