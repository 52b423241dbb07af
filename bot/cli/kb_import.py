"""`huiyi kb import` and `huiyi kb export`: articles from other systems, and out again."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.settings import load_settings

if TYPE_CHECKING:
    from kb_index.planning import Planned

LONGEST_SOURCE = 300


def register(app: typer.Typer) -> None:
    app.command("import")(import_)
    app.command()(export)


def import_(
    source: Annotated[Literal["markdown", "csv", "html", "zendesk"], typer.Argument(help="What PATH holds.")],
    path: Annotated[Path, typer.Argument(help="A file, or a folder with all below it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    retire_missing: Annotated[
        bool,
        typer.Option("--retire-missing", help="Retire what this source brought before and PATH has no more."),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(
            "--source",
            help="What the source is called; without it, its kind and PATH's name.",
            metavar="NAME",
        ),
    ] = None,
    language: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="Of Markdown and HTML files whose name has none.")
    ] = None,
    module: Annotated[str, typer.Option(help="Where the source names none.")] = "general",
    error_type: Annotated[str, typer.Option(help="Where the source names none.")] = "how_to",
    solution: Annotated[str, typer.Option(help="Where the source names none.")] = "steps",
    versions: Annotated[str, typer.Option(help="Where the source names none.")] = "*",
    audience: Annotated[
        list[str] | None, typer.Option(help="Where the source names none, else customer; once for each.")
    ] = None,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    json_: Annotated[
        bool, typer.Option("--json", help="One JSON object a line: articles, skipped, notes, the sum.")
    ] = False,
) -> None:
    """Import articles: a Markdown folder, a CSV file, HTML pages or a Zendesk Guide export.

    A second run finds nothing to do. What cannot be read is skipped and told with its reason; exits 1 then.
    """
    from bot.article_import import import_articles
    from bot.bootstrap import build_database
    from kb_index.facets import CUSTOMERS
    from kb_index.importing.entries import Defaults
    from kb_index.importing.registry import Source, read

    check_source(name)
    defaults = Defaults(language, module, error_type, solution, versions, tuple(audience or CUSTOMERS))
    tell = _progress()
    tell(f"reading {path}")
    found = read(Source(source), path, defaults)
    tell(f"{len(found.files)} articles read, {len(found.skipped)} skipped")
    settings = load_settings()
    database = build_database(settings)
    try:
        done = import_articles(
            database,
            settings,
            tenant,
            found,
            name or f"{source} {path.resolve().name}",
            dry_run=dry_run,
            retire_missing=retire_missing,
            progress=tell,
        )
    finally:
        database.dispose()
    show = _show_json if json_ else _show_text
    for planned in done.plans:
        show("article", _told(planned))
    for skipped in found.skipped:
        show("skipped", asdict(skipped))
    for problem in done.problems:
        show("note", {"note": problem})
    counts = {fate.value: count for fate, count in done.counts.items()}
    show("sum", {**counts, "skipped": len(found.skipped), "dry_run": dry_run})
    if any(skipped.unreadable for skipped in found.skipped):
        raise typer.Exit(1)


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    format_: Annotated[Literal["markdown", "csv", "jsonl"], typer.Option("--format")] = "markdown",
    force: Annotated[
        bool, typer.Option("--force", help="Write over what the folder holds; other files stay.")
    ] = False,
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")] = "demo",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Export all articles in force, and history.jsonl with every revision, draft and change.

    An import reads Markdown and CSV back to the letter.
    """
    from bot.article_import import export_to
    from bot.bootstrap import build_database
    from kb_index.exporting import Format

    database = build_database(load_settings())
    try:
        report = export_to(database, tenant, folder, Format(format_), overwrite=force)
    finally:
        database.dispose()
    if json_:
        typer.echo(json.dumps(asdict(report)))
        return
    pictures = f", {report.pictures} pictures" if report.pictures else ""
    typer.echo(f"{report.articles} articles{pictures} and {report.history} lines of history in {folder}")
    for article in report.inexact:
        typer.echo(f"{article}: {format_} cannot say it to the letter; history.jsonl does")


def check_source(name: str | None) -> None:
    if name is not None and not 0 < len(name) <= LONGEST_SOURCE:
        raise typer.BadParameter(f"got a --source of {len(name)} characters; expected 1 to {LONGEST_SOURCE}")


def show_plans(plans: "Sequence[Planned]", problems: Sequence[str], *, as_json: bool) -> None:
    """A dry run's report."""
    from kb_index.planning import Fate

    counts = Counter(planned.fate for planned in plans)
    show = _show_json if as_json else _show_text
    for planned in plans:
        show("article", _told(planned))
    for problem in problems:
        show("note", {"note": problem})
    show("sum", {**{fate.value: counts[fate] for fate in Fate}, "dry_run": True})


def _told(planned: "Planned") -> dict[str, Any]:
    return {"id": planned.article, "language": planned.language, "what": planned.fate.value}


def _progress() -> Callable[[str], None]:
    """On standard error: standard output is the report."""
    return lambda step: typer.echo(f"import: {step}", err=True)


def _show_json(kind: str, fields: dict[str, Any]) -> None:
    typer.echo(json.dumps({"kind": kind, **fields}, ensure_ascii=False))


def _show_text(kind: str, fields: dict[str, Any]) -> None:
    if kind == "article" and fields["what"] != "unchanged":
        typer.echo(f"{fields['what']:<10} {fields['id']}, {fields['language']}")
    elif kind == "skipped":
        typer.echo(
            f"{'skipped' if fields['unreadable'] else 'left out':<10} {fields['where']}: {fields['why']}"
        )
    elif kind == "note":
        typer.echo(f"{'note':<10} {fields['note']}")
    elif kind == "sum":
        counts = ", ".join(f"{count} {what}" for what, count in fields.items() if what != "dry_run")
        typer.echo(("would be: " if fields["dry_run"] else "") + counts)
