"""`huiyi tickets`: what the desk makes of a ticket's text."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.cli import ticket_backend, ticket_priority
from bot.cli.jsonl import serve_lines, text_of
from bot.settings import load_settings

app = typer.Typer(help="Tickets of the desk.", no_args_is_help=True)
app.add_typer(ticket_backend.app, name="backend")
ticket_priority.register(app)


@app.command()
def duplicates(
    a: Annotated[str | None, typer.Argument(help="A ticket's text; without both, --jsonl.")] = None,
    b: Annotated[str | None, typer.Argument(help="Another's.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"a", "b"} a line from standard input.')
    ] = False,
) -> None:
    """Say whether two tickets are of the same trouble, so that one answer would serve both."""
    if (a is not None and b is not None) is jsonl or (a is None) is not (b is None):
        raise typer.BadParameter("give two texts A and B, or --jsonl and lines on standard input")
    from bot.desk.telling import tell
    from bot.pairs_on_demand import PairsOnDemand
    from escalation.duplicates.likeness import compare, load_weights
    from escalation.duplicates.reading import load_reading_weights, read_besides
    from nlu.pipeline import Pipeline

    settings = load_settings()
    pipeline, weights = Pipeline.load(settings.model_folder, settings.encoder_folder), load_weights()
    read = PairsOnDemand(settings.pairs_folder)()

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        texts, now = (text_of(fields, "a"), text_of(fields, "b")), datetime.now(UTC)
        one, other = (tell(pipeline.parse(text, now=now, timezone=settings.timezone)) for text in texts)
        likeness = compare(one, other, weights)
        if read is not None:
            likeness = read_besides(one, other, likeness, read, load_reading_weights())
        return {
            "score": round(likeness.score, 4),
            "duplicate": likeness.duplicate,
            "reasons": [reason.en for reason in likeness.reasons],
        }

    if jsonl:
        serve_lines(answer)
        return
    typer.echo(json.dumps(answer({"a": a, "b": b}), ensure_ascii=False, indent=2))
