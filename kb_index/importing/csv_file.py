"""One CSV file, an article in one language a row, as spreadsheets save it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kb_index.articles import ArticleProblem
from kb_index.errors import BrokenArticles
from kb_index.importing.entries import Defaults, Entries, ReadArticles
from kb_index.importing.pictures import Pictures
from kb_index.importing.sources import ID, changed_on, find_language, read_text
from training_data.echo import echo

REQUIRED = ("id", "language", "title", "body")
TEXTS = ("title", "module", "error_type", "solution", "versions", "original")
LISTS = ("audience", "related", "plans", "platforms", "asked_as")
DATES = ("updated", "expires")
COLUMNS = (*REQUIRED, *TEXTS[1:], *LISTS, "revision", *DATES)

MOST_BYTES = 200_000_000

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_LIST_MARK = re.compile(r"\\([\\|])|\|")


def read_csv(path: Path, defaults: Defaults) -> ReadArticles:
    """Raises BrokenArticles where the file is no CSV with at least the columns REQUIRED."""
    if not path.is_file():
        raise BrokenArticles([f"{path}: no such file; expected one CSV file"])
    try:
        text = read_text(path, MOST_BYTES)
    except ArticleProblem as problem:
        raise BrokenArticles([f"{path.name}{problem}"]) from problem
    entries = Entries(defaults)
    pictures = Pictures(path.parent, entries.note)
    rows = _rows(text, path.name, entries)
    where, head = next(rows, (path.name, []))
    columns = _columns(where, head, entries)
    for where, cells in rows:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            entries.skip(where, f"got {len(cells)} cells, expected {len(columns)}; quote texts with commas")
            continue
        row = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
        if "body" in row:
            row["body"] = pictures.put_in(where, row["body"], path.parent)
        _add(entries, where, row, changed_on(path))
    return entries.result(pictures.found)


def join_list(words: tuple[str, ...]) -> str:
    return "|".join(re.sub(r"([\\|])", r"\\\1", word) for word in words)


def split_list(cell: str) -> list[str]:
    words, at = [""], 0
    for mark in _LIST_MARK.finditer(cell):
        words[-1] += cell[at : mark.start()] + (mark[1] or "")
        if not mark[1]:
            words.append("")
        at = mark.end()
    words[-1] += cell[at:]
    return [word.strip() for word in words if word.strip()]


def _rows(text: str, name: str, entries: Entries) -> Iterator[tuple[str, list[str]]]:
    """Each row that is not blank with "file:line"; one that cannot be read is skipped."""
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    while True:
        where = f"{name}:{reader.line_num + 1}"
        usual = csv.field_size_limit(MOST_BYTES)  # of the whole process, so only while we read
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            lost = "; a quote that is never closed swallows the rest" if "end of data" in str(wrong) else ""
            entries.skip(where, f"{wrong}{lost}")
            continue
        finally:
            csv.field_size_limit(usual)
        if any(cell.strip() for cell in cells):
            yield where, cells


def _columns(where: str, head: list[str], entries: Entries) -> list[str]:
    columns = [cell.strip().lower() for cell in head]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise BrokenArticles(
            [f"{where}: no column {', '.join(missing)}; got {', '.join(columns)[:200] or 'nothing'}"]
        )
    for name in columns:
        if name and name not in COLUMNS:
            entries.note(f"column {name[:80]} was left out; known are {', '.join(COLUMNS)}")
    return columns


def _add(entries: Entries, where: str, row: Mapping[str, str], changed: date) -> None:
    article, language = row.get("id", "").strip(), find_language(row.get("language", "").strip())
    if not ID.fullmatch(article):
        entries.skip(where, f"id: got {echo(article)}, expected small letters, digits and hyphens")
    elif language is None:
        entries.skip(where, f"language: got {echo(row.get('language', ''))}, expected zh or en")
    else:
        front = {"title": "", "updated": changed, **_front(row)}
        entries.add(where, (article, language), front, row.get("body", ""))


def _front(row: Mapping[str, str]) -> dict[str, Any]:
    front: dict[str, Any] = {name: row[name] for name in TEXTS if name in row}
    front |= {name: split_list(row[name]) for name in LISTS if name in row}
    front |= {name: _date(row[name]) for name in DATES if name in row}
    if "revision" in row:
        written = row["revision"]
        front["revision"] = int(written) if written.isdecimal() and len(written) < 20 else written
    return front


def _date(cell: str) -> date | str:
    """Also "2026/4/25", which Excel makes of a date; anything else stays as it is, to be complained of."""
    found = _DATE.fullmatch(cell.strip())
    try:
        return date(*map(int, found.groups())) if found else cell
    except ValueError:
        return cell
