"""`huiyi replay`: which turns of recorded conversations would go differently."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.replay.comparison import By
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.persistence.database import Database
    from bot.replay.comparison import Report
    from bot.replay.conversation import RecordedConversation
    from bot.replay.source import Source
    from bot.tenants import TenantInfo

STEP = 25
"""Conversations from one line of progress to the next."""


def register(app: typer.Typer) -> None:
    app.command()(replay)


def replay(
    model: Annotated[
        str | None,
        typer.Option(
            help="A model in place of the one in service: a version of `huiyi models list`, or a folder."
        ),
    ] = None,
    flows: Annotated[
        Path | None, typer.Option(help="A folder of flow files in place of those in service.")
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(
            help="A folder of articles: those in service as `huiyi kb index` of it would leave them."
        ),
    ] = None,
    tenant: Annotated[
        str | None,
        typer.Option(
            help="The tenant's short name: whose conversations, articles and customers. Without it, all's."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="Conversations of a file, one in JSON a line, in place of the stored ones."),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what began on this day or later.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many conversations of each tenant: the newest.")
    ] = None,
    by: Annotated[By, typer.Option(help="What differences are grouped by.")] = By.intent,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    export: Annotated[
        Path | None,
        typer.Option(help="Replay nothing; write the stored conversations to this file, for --file."),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(help="Write the conversations to this file as they went this time, for --file."),
    ] = None,
) -> None:
    """Replay recorded conversations and show the turns that would go differently at present.

    Each is run from its first message with the models, flows and articles that are here now, or with those
    named, in a database of its own; the live one is only read. Compared are intent, acts, flow, state, slots
    and article, not the wording. Where a turn left the record, those after it are marked. Files that --export
    and --record write are one tenant's; they hold what customers wrote as they wrote it, personal data
    included.

    Exit 0: no difference; 1: differences; 2: something to mend first, or nothing to compare.
    """
    from bot.cli.tenant import open_tenants
    from bot.replay.conversation_file import check_writable, write_conversations

    if export and (file or record or model or flows or articles):
        raise typer.BadParameter(
            "--export replays nothing and takes stored conversations; leave out --file, --record, --model, "
            "--flows and --articles"
        )
    if record:
        check_writable(record)
    settings = load_settings()
    with open_tenants(tenant) as (live, tenants):
        if len(tenants) > 1 and (file or export or record or articles):
            slugs = ", ".join(one.slug for one in tenants)
            raise typer.BadParameter(
                "--file, --export, --record and --articles are about one tenant; "
                f"name one by --tenant: {slugs}"
            )
        settings = _with_other_parts(settings, tenants, model=model, flows=flows)
        sources = [_source(live, one, settings, file=file, since=since, limit=limit) for one in tenants]
        if export:
            count = write_conversations(export, sources[0].conversations)
            typer.echo(json.dumps({"exported": count}) if json_ else f"{count} conversations in {export}")
            return
        report, gone = _run(live, settings, sources, articles, quiet=json_)
    _show(report, by, as_json=json_)
    if record:
        write_conversations(record, gone)
    if report.differences:
        raise typer.Exit(1)
    if why := _why_nothing(report, recorded=record is not None):
        typer.echo(f"huiyi: {why}", err=True)
        raise typer.Exit(2)


def _with_other_parts(
    settings: Settings, tenants: "Sequence[TenantInfo]", *, model: str | None, flows: Path | None
) -> Settings:
    from bot.model_registry import choose_model, open_registry
    from dialogs.flows.registry import load_repertoire
    from nlu.versions.registry import ALL

    if model is not None:
        owner = tenants[0].id if len(tenants) == 1 else ALL
        settings = settings.model_copy(update={"model": choose_model(open_registry(settings), owner, model)})
    if flows is not None:
        if not load_repertoire(flows).specs:
            raise typer.BadParameter(f"{flows} has no flow files (*.yml); name a folder with flows")
        settings = settings.model_copy(update={"flows": flows})
    return settings


def _source(
    live: "Database",
    tenant: "TenantInfo",
    settings: Settings,
    *,
    file: Path | None,
    since: datetime | None,
    limit: int | None,
) -> "Source":
    from bot.replay.source import file_source, stored_source
    from escalation.sla.business_hours import zone_of

    day = since.replace(tzinfo=zone_of(tenant.timezone)) if since else None
    if file is None:
        return stored_source(live, tenant, since=day, limit=limit)
    return file_source(file, live, tenant, since=day, limit=limit, text_limit=settings.text_limit)


def _run(
    live: "Database",
    settings: Settings,
    sources: "Sequence[Source]",
    articles: Path | None,
    *,
    quiet: bool,
) -> "tuple[Report, list[RecordedConversation]]":
    from bot.logging import configure_logging
    from bot.model_registry import open_registry
    from bot.replay.indexing import open_indexed
    from bot.replay.run import open_replayer, replay_all
    from nlu.encoder.checksum import read_checksum

    tenants, count = [one.tenant for one in sources], sum(one.count for one in sources)

    def tell(done: int) -> None:
        if not quiet and (done == count or done % STEP == 0):
            typer.echo(f"replay: {done} of {count} conversations", err=True)

    configure_logging("CRITICAL", as_json=False)  # a turn that fails is in the report
    with (
        open_indexed(settings, live, tenants[0], articles) if articles else nullcontext() as others,
        open_replayer(settings, live, tenants, articles=others) as replayer,
    ):
        registry, encoder = open_registry(settings), read_checksum(settings.encoder_folder)
        for one in tenants:
            # The service goes on with another model; here that would pass for the one in force.
            registry.in_force(one.id).check(encoder)
        return replay_all(replayer, sources, tell)


def _why_nothing(report: "Report", *, recorded: bool) -> str | None:
    """Why the absence of differences says nothing, where it does."""
    if not report.turns:
        return (
            f"{report.conversations} conversations, and no customer's message to the bot in them; "
            "expected some to replay: see --tenant, --since, --limit and --file"
        )
    if report.unrecorded == report.turns and not recorded:
        return (
            f"none of the {report.turns} turns has a record to compare with; write one by --record FILE and "
            "replay that"
        )
    return None


def _show(report: "Report", by: By, *, as_json: bool) -> None:
    from bot.cli.replay_text import as_text

    typer.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else as_text(report, by))
