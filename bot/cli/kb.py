"""`huiyi kb`: put articles in, find passages."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.jsonl import BadLine, optional_text, serve_lines, text_of
from bot.settings import load_settings

app = typer.Typer(help="The knowledge base.", no_args_is_help=True)


@app.command()
def index(
    folder: Annotated[
        Path | None, typer.Argument(help="Markdown with front matter; the demo's without it.")
    ] = None,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Index a folder of articles: what has not changed costs nothing, what is gone is retired."""
    from bot.article_index import index_folder
    from bot.bootstrap import build_database

    settings = load_settings()
    database = build_database(settings)
    try:
        progress = (lambda step: None) if json_ else (lambda step: typer.echo(f"index: {step}"))
        counts = index_folder(database, settings, tenant, folder or settings.articles_folder, progress)
    finally:
        database.dispose()
    typer.echo(
        json.dumps(counts) if json_ else ", ".join(f"{count} {what}" for what, count in counts.items())
    )


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="The question; without it, --jsonl.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"query", "language"?, "product_version"?} a line.')
    ] = False,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
) -> None:
    """Find the passages that answer a question, best first, one an article.

    "confident" is false where the best is under the floor: the bot then says that it does not know.
    """
    if (query is None) is not jsonl:
        raise typer.BadParameter("give a QUERY, or --jsonl and lines on standard input")
    from bot.article_index import open_search
    from bot.bootstrap import build_database

    settings = load_settings()
    database = build_database(settings)
    try:
        find = open_search(database, settings, tenant)

        def answer(fields: dict[str, Any]) -> dict[str, Any]:
            language = optional_text(fields, "language")
            if language not in (None, "zh", "en"):
                raise BadLine(f'"language" is {language!r}; expected "zh" or "en"')
            return find(text_of(fields, "query"), language, optional_text(fields, "product_version"))

        if jsonl:
            serve_lines(answer)
        else:
            typer.echo(json.dumps(answer({"query": query}), ensure_ascii=False, indent=2))
    finally:
        database.dispose()
