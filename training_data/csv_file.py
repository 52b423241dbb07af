"""Reads labelled messages from CSV: columns text and intent (or label), and language where there is one."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from training_data.fields import SHOWN, find_fault
from training_data.languages import read_language
from training_data.one_line import one_line
from training_data.schema import Complaint, Example, Reading
from training_data.text_file import read_text

TEXT, INTENTS, LANGUAGE = "text", ("intent", "label"), "language"
DELIMITERS = ",;\t"


def read_csv(path: Path) -> Reading:
    """One file's examples, `language` "" where the row names none; never raises for what is in the file.

    Commas, semicolons or tabs separate, whichever the header has most of.
    """
    text = read_text(path)
    if isinstance(text, Complaint):
        return Reading((), (text,))
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=header.count), strict=True)
    examples: list[Example] = []
    complaints: list[Complaint] = []
    try:
        columns = _columns(next(rows, []), path)
        if isinstance(columns, Complaint):
            return Reading((), (columns,))
        for one in _read_rows(rows, columns, path):
            if isinstance(one, Example):
                examples.append(one)
            else:
                complaints.append(one)
    except csv.Error as wrong:
        # Where a quotation mark opens and never closes, nothing behind it can be told apart.
        message = f"the CSV is broken: {wrong}; a quotation mark may be left open"
        complaints.append(Complaint(path, rows.line_num, message))
    return Reading(tuple(examples), tuple(complaints))


def _columns(header: Sequence[str], path: Path) -> tuple[int, int, int | None] | Complaint:
    names = [name.strip().casefold() for name in header]
    intent = next((name for name in INTENTS if name in names), None)
    if TEXT not in names or intent is None:
        got = ", ".join(header)[:SHOWN] if any(names) else "none"
        message = f"expected the columns text and intent (or label), and language if you like; got {got}"
        return Complaint(path, 1, message)
    return names.index(TEXT), names.index(intent), names.index(LANGUAGE) if LANGUAGE in names else None


def _read_rows(
    rows: "Iterator[list[str]]", columns: tuple[int, int, int | None], path: Path
) -> Iterator[Example | Complaint]:
    text, intent, language = columns
    needed = max(text, intent, language or 0) + 1
    line = 2
    for row in rows:
        here, line = line, rows.line_num + 1  # type: ignore[attr-defined]
        if not any(field.strip() for field in row):
            continue
        if len(row) < needed:
            yield Complaint(path, here, f"expected {needed} columns at least, got {len(row)}")
            continue
        written, label = one_line(row[text])[0], one_line(row[intent])[0]
        spoken = read_language(row[language]) if language is not None else ""
        if fault := find_fault(written, label):
            yield Complaint(path, here, fault)
        elif spoken is None and language is not None:
            got = row[language][:SHOWN]
            yield Complaint(path, here, f"the language is {got!r}; expected zh or en, or nothing")
        else:
            yield Example(written, label, spoken or "", (), path, here)
