"""`huiyi kb`: put articles in, find passages."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import kb_import
from bot.cli.jsonl import BadLine, optional_text, serve_lines, text_of
from bot.settings import load_settings

DEMO = "demo"
"""The one tenant that comes with a folder."""

app = typer.Typer(help="The knowledge base.", no_args_is_help=True)
kb_import.register(app)


@app.command()
def index(
    folder: Annotated[
        Path | None, typer.Argument(help="Markdown with front matter; only the demo has one without it.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    source: Annotated[
        str | None,
        typer.Option(help="What the folder is called; without it, its name.", metavar="NAME"),
    ] = None,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = DEMO,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Index a folder of articles: what has not changed costs nothing.

    What came from this folder before and is gone from it is retired; articles from elsewhere stay.
    """
    from bot.article_index import index_folder, plan_folder
    from bot.bootstrap import build_database
    from bot.cli.kb_import import check_source, show_plans

    settings = load_settings()
    if folder is None and tenant != DEMO:
        raise typer.BadParameter(
            f"got no FOLDER for {tenant}; name the folder of its articles. "
            f"To embed what it has anew: huiyi kb rebuild --tenant {tenant}"
        )
    check_source(source)
    database = build_database(settings)
    where = folder or settings.articles_folder
    try:
        if dry_run:
            show_plans(*plan_folder(database, tenant, where, source=source), as_json=json_)
            return
        counts = index_folder(
            database,
            settings,
            tenant,
            where,
            lambda step: typer.echo(f"index: {step}", err=json_),
            source=source,
        )
    finally:
        database.dispose()
    typer.echo(
        json.dumps(counts) if json_ else ", ".join(f"{count} {what}" for what, count in counts.items())
    )


@app.command()
def rebuild(
    tenant: Annotated[
        str | None, typer.Option(help="The tenant's short name; without it, all tenants.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object: passages by tenant.")] = False,
) -> None:
    """Embed anew what another encoder embedded, from the database alone: after an encoder was trained.

    The articles stay as they are. Until a tenant is done, what is searched now is searched on.
    """
    from bot.article_index import list_slugs, rebuild_tenant
    from bot.bootstrap import build_database

    settings = load_settings()
    database = build_database(settings)
    counts: dict[str, int] = {}
    try:
        for slug in [tenant] if tenant else list_slugs(database):

            def tell(step: str, slug: str = slug) -> None:
                typer.echo(f"rebuild: {slug}: {step}", err=True)

            counts[slug] = rebuild_tenant(database, settings, slug, tell)
    finally:
        database.dispose()
    if json_:
        typer.echo(json.dumps(counts))
        return
    for slug, count in counts.items():
        typer.echo(f"{slug}: {count} passages embedded" if count else f"{slug}: nothing to do")


@app.command()
def vectors(
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    anew: Annotated[bool, typer.Option("--anew", help="Write the tables again, whatever is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Where they are, for machines.")] = False,
) -> None:
    """Search a tenant's vectors where its size asks for, in memory or by pgvector, and say where that is.

    Every import does so too; this is for a database that got its extension later, or a tenant that grew.
    """
    from bot.article_index import place_tenant
    from bot.bootstrap import build_database

    settings = load_settings()
    database = build_database(settings)
    try:
        place = place_tenant(
            database, settings, tenant, lambda step: typer.echo(f"vectors: {step}", err=as_json), anew=anew
        )
        typer.echo(json.dumps(asdict(place)) if as_json else place.reason)
    finally:
        database.dispose()


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
            question = text_of(fields, "query")
            if len(question) > settings.text_limit:
                limit = f"at most {settings.text_limit} are taken"
                raise BadLine(f'"query" has {len(question)} characters; {limit}')
            return find(question, language, optional_text(fields, "product_version"))

        if jsonl:
            serve_lines(answer)
        else:
            typer.echo(json.dumps(answer({"query": query}), ensure_ascii=False, indent=2))
    except BadLine as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    finally:
        database.dispose()


@app.command()
def explain(
    query: Annotated[str, typer.Argument(help="The question, as a customer would ask it.")],
    language: Annotated[str | None, typer.Option(help="zh or en; without it, detected.")] = None,
    product_version: Annotated[str | None, typer.Option(help="The customer's, such as 4.8.")] = None,
    plan: Annotated[str | None, typer.Option(help="The customer's, such as business.")] = None,
    platform: Annotated[str | None, typer.Option(help="The customer's, such as ios.")] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="As an agent, who sees internal articles.")
    ] = False,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show how a question is read, and why each article stands where it does."""
    if language not in (None, "zh", "en"):
        raise typer.BadParameter(f'got --language {language}; expected "zh" or "en"')
    from bot.article_index import open_explained_search
    from bot.bootstrap import build_database
    from bot.cli.kb_text import explanation_as_json, explanation_as_text
    from kb_index.fit import Asker
    from kb_index.versions import find_version

    if product_version is not None and find_version(product_version) is None:
        raise typer.BadParameter(f"got --product-version {product_version}; expected numbers such as 4.8")
    settings = load_settings()
    database = build_database(settings)
    try:
        explained = open_explained_search(database, settings, tenant)
        found = explained(query, language, product_version, Asker(plan, platform, internal))
    finally:
        database.dispose()
    typer.echo(explanation_as_json(found) if json_ else explanation_as_text(found))


@app.command()
def reproduce(
    answer: Annotated[str, typer.Argument(help="The answer's id, from the trace of its turn.")],
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Give an answer again as the customer read it, from the revision it came from.

    Exits 1 where the text is not to the letter the same.
    """
    from bot.bootstrap import build_database
    from bot.given_answers import reproduce_answer

    database = build_database(load_settings())
    try:
        found = reproduce_answer(database, tenant, answer)
    finally:
        database.dispose()
    if json_:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        typer.echo(
            f"{found['title']} ({found['article']}, {found['language']}, version {found['version']}), "
            f"told on {found['given_at']} in {found['conversation']} on message {found['seq']}, "
            f"found in build {found['index_build']} of the index\n\n{found['shown']}\n"
        )
    if not found["same"]:
        typer.echo("this is not to the letter what was told: passages are shortened otherwise now", err=True)
        raise typer.Exit(1)


@app.command()
def outdated(
    article: Annotated[str | None, typer.Argument(help="An article's id; without it, all.")] = None,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object an answer.")] = False,
) -> None:
    """List answers whose passage was edited or retired since, and the open tickets beside them.

    The bot's, and what agents inserted into replies.
    """
    from bot.bootstrap import build_database
    from bot.given_answers import list_outdated

    database = build_database(load_settings())
    try:
        found = list_outdated(database, tenant, article)
    finally:
        database.dispose()
    if json_:
        for one in found:
            typer.echo(json.dumps(one, ensure_ascii=False))
        return
    for one in found:
        tickets = f"   open: {', '.join(one['open_tickets'])}" if one["open_tickets"] else ""
        which = f"by agent {one['agent']}" if one["agent"] else one["id"]
        where = one["conversation"] if one["agent"] else f"{one['conversation']} message {one['seq']}"
        typer.echo(
            f"{which}  {one['given_at']}  {one['article']}, {one['language']}, version {one['version']}  "
            f"{where}{tickets}"
        )
    typer.echo(f"{len(found)} answers used a text that is no longer in force")
