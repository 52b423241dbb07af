"""`huiyi tickets priority`: how urgent a trouble is, and why."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.cli.jsonl import BadLine, optional_text, serve_lines, text_of
from bot.settings import load_settings
from training_data.priority_examples import PLANS


def register(app: typer.Typer) -> None:
    app.command()(priority)


def priority(
    text: Annotated[str | None, typer.Argument(help="The customer's words; without them, --jsonl.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help='Read {"text", "intent"?, "plan"?, "entities"?} a line of standard input.'
        ),
    ] = False,
    plan: Annotated[str | None, typer.Option(help=f"The customer's: {', '.join(PLANS)}.")] = None,
) -> None:
    """Say how urgent a trouble is, P0 to P3, and what said so. What is not given is taken from the text."""
    if (text is None) is not jsonl:
        raise typer.BadParameter("give a TEXT, or --jsonl and lines on standard input")
    from bot.urgency import load_scale
    from escalation.routing.priority import determine_priority
    from nlu.pipeline import Pipeline

    settings = load_settings()
    pipeline = Pipeline.load(settings.model_folder, settings.encoder_folder)
    scale = load_scale(settings.home, pipeline.encoder)

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        result = pipeline.parse(text_of(fields), now=datetime.now(UTC), timezone=settings.timezone)
        given = optional_text(fields, "intent")
        decided = determine_priority(
            given or result.intent.name,
            result.text,
            plan=_plan_of(fields),
            entities=_entities_of(fields) or {one.entity: one.value for one in result.entities},
            confidence=1.0 if given else result.intent.confidence,
            reading=None if result.vector is None else scale.read(result.vector),
        )
        return {"priority": decided.level, "reasons": [one.en for one in decided.reasons]}

    if jsonl:
        serve_lines(answer)
        return
    try:
        result = answer({"text": text, "plan": plan})
    except BadLine as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2))


def _plan_of(fields: dict[str, Any]) -> str | None:
    plan = optional_text(fields, "plan")
    if plan is not None and plan not in PLANS:
        raise BadLine(f'"plan" is {plan!r}; expected one of {", ".join(PLANS)}')
    return plan


def _entities_of(fields: dict[str, Any]) -> dict[str, str]:
    entities = fields.get("entities") or {}
    if not isinstance(entities, dict) or not all(isinstance(value, str) for value in entities.values()):
        raise BadLine('"entities" is no object of strings; expected such as {"error_code": "502"}')
    return entities
