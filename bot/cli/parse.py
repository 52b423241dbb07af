"""`huiyi parse`: what a message means, in Rasa's parse format."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.cli.chosen_model import ModelOption, chosen_folder
from bot.cli.jsonl import BadLine, optional_text, serve_lines, text_of
from bot.settings import load_settings

YEARS = range(1900, 3000)
"""In which "now" may lie: years away from it are reckoned too, and dates end at 9999."""


def register(app: typer.Typer) -> None:
    app.command()(parse)


def parse(
    text: Annotated[str | None, typer.Argument(help="The message; without it, --jsonl.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"text", "now"?} a line from standard input.')
    ] = False,
    now: Annotated[str | None, typer.Option(help="The reference instant, ISO 8601.")] = None,
    model: ModelOption = None,
    tenant: Annotated[
        str | None,
        typer.Option(help="The short name of a tenant: read with its model, and times in its time zone."),
    ] = None,
) -> None:
    """Say what a message means: intent with ranking, entities with values, language."""
    if (text is None) is not jsonl:
        raise typer.BadParameter("give a TEXT, or --jsonl and lines on standard input")
    from nlu.pipeline import Pipeline

    settings = load_settings()
    timezone = settings.timezone if tenant is None else timezone_of(tenant)
    pipeline = Pipeline.load(chosen_folder(settings, model, tenant), settings.encoder_folder)

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        at = instant_of(optional_text(fields, "now"), timezone)
        return parse_format(pipeline.parse(text_of(fields), now=at, timezone=timezone))

    if jsonl:
        serve_lines(answer)
        return
    try:
        result = answer({"text": text, "now": now})
    except BadLine as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2))


def timezone_of(tenant: str) -> str:
    """NotFound where there is no tenant of that short name."""
    from bot.cli.tenant import open_tenant

    with open_tenant(tenant) as (_, whose):
        return whose.timezone


def instant_of(text: str | None, timezone: str) -> datetime:
    """`text` as an aware instant, taken in `timezone` where it names no offset; the present for None."""
    from escalation.sla.business_hours import zone_of

    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise BadLine(f'"now" is {text!r}; expected ISO 8601 such as 2026-05-12T15:00:00+08:00') from wrong
    if at.year not in YEARS:
        raise BadLine(f'"now" is {text!r}; expected a year from {YEARS.start} to {YEARS[-1]}')
    return at if at.tzinfo else at.replace(tzinfo=zone_of(timezone))


def parse_format(result: Any) -> dict[str, Any]:
    """A ParseResult in Rasa's format, with the language and our reasons beside it."""
    return {
        "text": result.text,
        "language": str(result.language),
        "intent": {"name": result.intent.name, "confidence": result.intent.confidence},
        "intent_ranking": [{"name": s.name, "confidence": s.confidence} for s in result.intent_ranking],
        "entities": [
            {
                "entity": e.entity,
                "start": e.start,
                "end": e.end,
                "raw": e.raw,
                "value": e.value,
                **({"role": e.role} if e.role else {}),
            }
            for e in result.entities
        ],
        "decision": str(result.decision),
        "reasons": [
            *result.reasons,
            *(f"{e.raw!r} is {e.role}: {e.role_reason}" for e in result.entities if e.role),
        ],
    }
