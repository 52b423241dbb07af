"""Reads labelled messages from CSV: columns text and intent (or label), and language where there is one."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training_data.fields import SHOWN, find_fault
from training_data.languages import read_language
from training_data.one_line import one_line
from training_data.schema import Complaint, Example, Reading, Severity
from training_data.text_file import read_text
from training_data.untaken import NUMBERS

TEXT, INTENTS, LANGUAGE = "text", ("intent", "label"), "language"
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class _Row:
    """`begins` and `ends` are lines of the file, as a message may go over several."""

    fields: Sequence[str]
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class _Columns:
    text: int
    intent: int
    language: int | None

    @property
    def needed(self) -> int:
        return max(self.text, self.intent, self.language or 0) + 1


def read_csv(path: Path) -> Reading:
    """One file's examples, `language` "" where the row names none; never raises for what is in the file.

    Commas, semicolons or tabs separate, whichever the header has most of.
    """
    text = read_text(path)
    if isinstance(text, Complaint):
        return Reading((), (text,))
    lines = list(io.StringIO(text, newline=""))
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    header, *rows = _split(lines, delimiter, path) or [_Row((), 1, 1)]
    if isinstance(header, Complaint):
        return Reading((), (header,))
    columns = _find_columns(header.fields, path)
    if isinstance(columns, Complaint):
        return Reading((), (columns,))
    read = [one if isinstance(one, Complaint) else _read_row(one, columns, path) for one in rows]
    examples = tuple(one for one in read if isinstance(one, Example))
    broken = [one for one in read if isinstance(one, Complaint)]
    long = [row for row in rows if isinstance(row, _Row) and row.ends > row.begins]
    intents = {one.intent for one in examples}
    untaken = _find_untaken(header.fields, columns, path)
    swallowed = _find_swallowed(long, lines, delimiter, columns, intents, path)
    return Reading(examples, tuple(sorted((*untaken, *broken, *swallowed), key=lambda one: one.line)))


def _split(lines: Sequence[str], delimiter: str, path: Path) -> list[_Row | Complaint]:
    """Where a quotation mark opens and never closes, nothing behind it can be told apart."""
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    split: list[_Row | Complaint] = []
    begins = 1
    try:
        for fields in rows:
            split.append(_Row(fields, begins, rows.line_num))
            begins = rows.line_num + 1
    except csv.Error as wrong:
        shows = f", as line {rows.line_num} shows" if rows.line_num > begins else ""
        message = f"the CSV is broken: {wrong}; a quotation mark may be left open{shows}"
        split.append(Complaint(path, begins, message))
    return split


def _find_columns(header: Sequence[str], path: Path) -> _Columns | Complaint:
    names = [name.strip().casefold() for name in header]
    intent = next((name for name in INTENTS if name in names), None)
    if TEXT not in names or intent is None:
        got = ", ".join(header)[:SHOWN] if any(names) else "none"
        message = f"expected the columns text and intent (or label), and language if you like; got {got}"
        return Complaint(path, 1, message)
    language = names.index(LANGUAGE) if LANGUAGE in names else None
    return _Columns(names.index(TEXT), names.index(intent), language)


def _find_untaken(header: Sequence[str], columns: _Columns, path: Path) -> Iterator[Complaint]:
    taken = {columns.text, columns.intent, columns.language}
    names = [name.strip() for place, name in enumerate(header) if place not in taken]
    if others := [name for name in names if name.casefold() not in NUMBERS]:
        told = ", ".join(others)[:SHOWN]
        message = f"not taken: {told}; the columns text, intent (or label) and language are"
        yield Complaint(path, 1, message, Severity.warning)


def _read_row(row: _Row, columns: _Columns, path: Path) -> Example | Complaint | None:
    """None for a row without anything."""
    fields = row.fields
    if not any(field.strip() for field in fields):
        return None
    if len(fields) < columns.needed:
        message = f"expected {columns.needed} columns at least, got {len(fields)}"
        return Complaint(path, row.begins, message)
    written, label = one_line(fields[columns.text])[0], one_line(fields[columns.intent])[0]
    language = "" if columns.language is None else fields[columns.language]
    spoken = read_language(language)
    if fault := find_fault(written, label):
        return Complaint(path, row.begins, fault)
    if spoken is None:
        message = f"the language is {language[:SHOWN]!r}; expected zh or en, or nothing"
        return Complaint(path, row.begins, message)
    return Example(written, label, spoken, (), path, row.begins)


def _find_swallowed(
    long: Sequence[_Row],
    lines: Sequence[str],
    delimiter: str,
    columns: _Columns,
    intents: Collection[str],
    path: Path,
) -> Iterator[Complaint]:
    """Messages over several lines of which one, but for the last, has an intent where a row has it."""
    for row in long:
        for line in range(row.begins, row.ends):
            cells = lines[line - 1].rstrip("\r\n").split(delimiter)
            if len(cells) >= columns.needed and cells[columns.intent].strip() in intents:
                message = (
                    f"lines {row.begins} to {row.ends} are one message, but line {line} reads like a row of "
                    "its own; a quotation mark may be left open"
                )
                yield Complaint(path, row.begins, message, Severity.warning)
                break
