"""`huiyi data`: check, count and bring in labelled messages."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.data_text import complaint_as_json, print_summary, report_as_json, report_as_text
from bot.settings import load_settings
from training_data.schema import Severity, Split, errors_in

if TYPE_CHECKING:
    from training_data.importing import Import
    from training_data.schema import Reading

app = typer.Typer(help="Labelled messages: check, count, bring in.", no_args_is_help=True)

DataOption = Annotated[
    Path | None,
    typer.Option(help="A folder with train/ and test/, or a CSV, JSONL or Rasa file; ours without it."),
]


class ImportFormat(StrEnum):
    rasa = "rasa"
    csv = "csv"
    jsonl = "jsonl"
    conversations = "conversations"


class LanguageName(StrEnum):
    zh = "zh"
    en = "en"


@app.command()
def validate(
    data: DataOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 2 for warnings as well.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say what is wrong with labelled messages, with file and line, and which intents are confusable.

    Exit 0 when clean or with warnings alone, 2 with errors. Our own messages may have the labels of
    training_data/intents.py only, others any.
    """
    from nlu.data_check import check_data
    from training_data.validation import DEMO

    def progress(step: str) -> None:
        typer.echo(f"validate: {step}", err=True)

    ours = load_settings().messages_folder
    source = data or ours
    progress(f"reading {source}")
    read = _read_splits(source)
    report = check_data(
        source,
        read[Split.train],
        read[Split.test],
        DEMO if source.resolve() == ours.resolve() else None,
        progress=progress,
    )
    typer.echo(json.dumps(report_as_json(report), ensure_ascii=False) if json_ else report_as_text(report))
    failing = set(Severity) if strict else {Severity.error}
    if any(one.severity in failing for one in report.complaints):
        raise typer.Exit(2)


@app.command()
def stats(
    data: DataOption = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Count labelled messages: by intent and language, lengths, entities by kind, out of scope."""
    from training_data.loader import usable
    from training_data.statistics import summarise

    source = data or load_settings().messages_folder
    summaries = {
        split: summarise(usable(reading, source))
        for split, reading in _read_splits(source).items()
        if reading.examples or reading.complaints
    }
    if json_:
        report = {str(split): asdict(one) for split, one in summaries.items()}
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    for split, one in summaries.items():
        print_summary(split, one)


@app.command("import")
def import_(
    out: Annotated[Path, typer.Option(help="The folder with train/ and test/; made where it is missing.")],
    source: Annotated[
        Path | None, typer.Argument(metavar="FILE_OR_FOLDER", help="Not for --format conversations.")
    ] = None,
    format_: Annotated[
        ImportFormat | None, typer.Option("--format", help="By the files' names without it.")
    ] = None,
    language: Annotated[
        LanguageName | None, typer.Option(help="Where a message names none; detected without it.")
    ] = None,
    split: Annotated[
        Split | None, typer.Option(help="Where the messages go; into train without it.", show_default=False)
    ] = None,
    test_share: Annotated[
        float | None,
        typer.Option("--test-share", min=0.01, max=0.5, help="Of each intent, go into test; 0.2 is a fifth."),
    ] = None,
    tenant: Annotated[str, typer.Option(help="Whose conversations: the tenant's short name.")] = "demo",
    skip_broken: Annotated[
        bool, typer.Option("--skip-broken", help="Import the rest where some cannot be used.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Bring labelled messages into OUT as Rasa's files, one an intent and language, nothing twice.

    Where any message cannot be used nothing is written: exit 2. `conversations` writes what customers wrote
    to OUT/to_label, masked, under the intents that the bot understood, for people to check.
    """
    if (source is None) is not (format_ is ImportFormat.conversations):
        raise typer.BadParameter("give a FILE_OR_FOLDER, or --format conversations, which takes none")
    if test_share is not None and (source is None or split is not None):
        raise typer.BadParameter("--test-share fills train and test of a FILE_OR_FOLDER; leave out --split")
    planned = (
        _plan_labelling(tenant, out)
        if source is None
        else _plan(source, out, split or Split.train, test_share, format_, language)
    )
    _finish(planned, out, skip_broken=skip_broken, json_=json_)


def _plan(
    source: Path,
    out: Path,
    split: Split,
    test_share: float | None,
    kind: ImportFormat | None,
    language: LanguageName | None,
) -> "Import":
    from nlu.language import detect
    from nlu.training import FEWEST_EXAMPLES
    from training_data.errors import DataMissing
    from training_data.importing import plan_import, plan_split_import
    from training_data.sources import Format, place_of, read_messages

    reading = read_messages(
        source, split, detect=detect, kind=Format(kind) if kind else None, language=language
    )
    if not reading.examples and not reading.complaints:
        raise DataMissing(place_of(source, split))
    if test_share is not None:
        return plan_split_import(reading, out, share=test_share, least=FEWEST_EXAMPLES)
    return plan_import(reading, out, split)


def _plan_labelling(tenant: str, out: Path) -> "Import":
    from bot.cli.tenant import open_tenant
    from bot.customer_messages import customer_messages
    from training_data.importing import plan_labelling
    from training_data.loader import read_split

    ours = load_settings().messages_folder
    known = [example for split in Split for example in read_split(ours, split).examples]
    with open_tenant(tenant) as (database, owner), database.reading(owner.id) as session:
        return plan_labelling(customer_messages(session), out, known)


def _finish(planned: "Import", out: Path, *, skip_broken: bool, json_: bool) -> None:
    """Writes what was planned, unless an error forbids it, and says so."""
    from training_data.rasa_file import write_files

    broken = len(errors_in(planned.complaints))
    writes = skip_broken or not broken
    if writes:
        write_files(planned.files)
    if json_:
        report = {
            "written": writes,
            "added": len(planned.added) if writes else 0,
            "doubled": planned.doubled,
            "files": [str(path) for path in planned.files] if writes else [],
            "complaints": [complaint_as_json(one) for one in planned.complaints],
        }
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        for one in planned.complaints:
            typer.echo(f"{one.severity}: {one}", err=True)
        typer.echo(
            f"added {len(planned.added)} messages to {len(planned.files)} files in {out}; "
            f"{planned.doubled} were there already"
            if writes
            else f"nothing was written; errors: {broken}; mend them, or --skip-broken imports the rest",
            err=not writes,
        )
    if not writes:
        raise typer.Exit(2)


def _read_splits(source: Path) -> dict[Split, "Reading"]:
    """Of what has no splits all is train."""
    from nlu.language import detect
    from training_data.errors import DataMissing
    from training_data.schema import Reading
    from training_data.sources import has_splits, read_messages

    if has_splits(source):
        read = {split: read_messages(source, split, detect=detect) for split in Split}
    else:
        read = {Split.train: read_messages(source, Split.train, detect=detect), Split.test: Reading((), ())}
    if not any(one.examples or one.complaints for one in read.values()):
        raise DataMissing(source)
    return read
