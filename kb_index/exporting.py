"""Writes a tenant's articles to a folder, so that nothing is lost. docs/how-to/import-articles.md

The articles in force go into a format that an import reads to the letter; `history.jsonl` has the rest, a row
a line: every revision with who wrote it, when and why, what is retired, drafts, and the log of changes. The
pictures, those of old revisions too, lie beside them.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile
from kb_index.errors import CannotExport
from kb_index.facets import Facets
from kb_index.importing.csv_file import COLUMNS, LISTS, join_list, read_csv
from kb_index.importing.entries import Defaults, ReadArticles
from kb_index.importing.markdown_folder import read_markdown
from kb_index.models import (
    TITLE,
    Article,
    ArticleChange,
    ArticleDraft,
    ArticleEdition,
    ArticlePicture,
    ArticleQuestion,
    ArticleRevision,
)
from kb_index.picture_store import list_pictures
from kb_index.pictures import FOLDER

HISTORY = "history.jsonl"
_KINDS: dict[str, Any] = {
    "article": Article,
    "edition": ArticleEdition,
    "revision": ArticleRevision,
    "draft": ArticleDraft,
    "change": ArticleChange,
    "picture": ArticlePicture,
}
_NOT_TOLD = ("tenant_id", "content")


# What YAML folds in any other style.
_LINE_ENDS = re.compile(r"[\n\r\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    pass


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, '"' if _LINE_ENDS.search(text) else None)


_Dumper.add_representer(str, _represent_text)


class Format(StrEnum):
    markdown = "markdown"
    csv = "csv"
    jsonl = "jsonl"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Counted in articles of one language, in lines of the history, and in pictures.

    `inexact` are articles, "id.language", that the format cannot say to the letter; the history can.
    """

    articles: int
    history: int
    pictures: int
    inexact: tuple[str, ...]


def export_articles(
    session: Session, tenant_id: str, folder: Path, format_: Format, *, overwrite: bool = False
) -> ExportReport:
    """Raises CannotExport for a folder with something in it, unless `overwrite`: what else is there stays."""
    if folder.exists() and not folder.is_dir():
        raise CannotExport(f"{folder} is a file; expected a folder, new or empty")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        raise CannotExport(f"{folder} is not empty; name a new folder, or write into this one with --force")
    folder.mkdir(parents=True, exist_ok=True)
    files = list_in_force(session, tenant_id)
    _WRITERS[format_](folder, files)
    pictures = _write_pictures(session, tenant_id, folder / FOLDER)
    history = _write_lines(folder / HISTORY, _history(session, tenant_id))
    read_back = _READERS.get(format_)
    same = set(read_back(folder).files) if read_back and files else set(files)
    return ExportReport(
        len(files),
        history,
        pictures,
        tuple(f"{file.id}.{file.language}" for file in files if file not in same),
    )


def list_in_force(session: Session, tenant_id: str) -> tuple[ArticleFile, ...]:
    """What customers see, as files whose `revision` is its version; by id and language."""
    questions: dict[tuple[str, str], list[str]] = {}
    for one in session.scalars(
        select(ArticleQuestion)
        .where(ArticleQuestion.tenant_id == tenant_id, ArticleQuestion.position > TITLE)
        .order_by(ArticleQuestion.article_id, ArticleQuestion.language, ArticleQuestion.position)
    ):
        questions.setdefault((one.article_id, one.language), []).append(one.text)
    found = session.execute(
        select(Article, ArticleEdition, ArticleRevision)
        .join(
            ArticleEdition,
            (ArticleEdition.tenant_id == Article.tenant_id) & (ArticleEdition.article_id == Article.id),
        )
        .join(
            ArticleRevision,
            (ArticleRevision.tenant_id == ArticleEdition.tenant_id)
            & (ArticleRevision.article_id == ArticleEdition.article_id)
            & (ArticleRevision.language == ArticleEdition.language)
            & (ArticleRevision.version == ArticleEdition.version),
        )
        .where(Article.tenant_id == tenant_id)
        .order_by(Article.id, ArticleEdition.language)
    )
    return tuple(
        ArticleFile(
            id=article.id,
            language=revision.language,
            title=revision.title,
            body=revision.body,
            revision=revision.version,
            updated=revision.updated,
            asked_as=tuple(questions.get((article.id, revision.language), ())),
            original=article.original,
            expires=edition.expires_on,
            **asdict(Facets.of(article)),
        )
        for article, edition, revision in found
    )


def as_markdown(file: ArticleFile) -> str:
    front = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(file).items()
        if name not in ("id", "language", "body") and value not in (None, ())
    }
    # What must be there, however empty.
    front["audience"] = list(file.audience)
    text = yaml.dump(front, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)
    return f"---\n{text}---\n{file.body}\n"


def _write_markdown(folder: Path, files: Sequence[ArticleFile]) -> None:
    for file in files:
        path = folder / f"{file.id}.{file.language}.md"
        path.write_text(as_markdown(file), encoding="utf-8", newline="\n")


def _write_csv(folder: Path, files: Sequence[ArticleFile]) -> None:
    """With the mark by which spreadsheets know UTF-8."""
    with (folder / "articles.csv").open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for file in files:
            writer.writerow(
                join_list(getattr(file, name)) if name in LISTS else getattr(file, name) for name in COLUMNS
            )


def _write_jsonl(folder: Path, files: Sequence[ArticleFile]) -> None:
    _write_lines(folder / "articles.jsonl", map(asdict, files))


def _write_pictures(session: Session, tenant_id: str, folder: Path) -> int:
    names = list_pictures(session, tenant_id)
    if names:
        folder.mkdir(exist_ok=True)
    for name in names:
        content = select(ArticlePicture.content).where(
            ArticlePicture.tenant_id == tenant_id, ArticlePicture.name == name
        )
        (folder / name).write_bytes(session.scalars(content).one())
    return len(names)


def _write_lines(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as target:
        for count, row in enumerate(rows, 1):  # noqa: B007 - it counts
            target.write(json.dumps(row, ensure_ascii=False, default=lambda when: when.isoformat()) + "\n")
    return count


def _history(session: Session, tenant_id: str) -> Iterator[dict[str, Any]]:
    for kind, table in _KINDS.items():
        names = [name for name in table.__mapper__.columns.keys() if name not in _NOT_TOLD]  # noqa: SIM118
        keys = table.__mapper__.primary_key
        rows = session.scalars(select(table).where(table.tenant_id == tenant_id).order_by(*keys))
        for row in rows:
            yield {"kind": kind, **{name: getattr(row, name) for name in names}}


_WRITERS: dict[Format, Callable[[Path, Sequence[ArticleFile]], None]] = {
    Format.markdown: _write_markdown,
    Format.csv: _write_csv,
    Format.jsonl: _write_jsonl,
}
_READERS: dict[Format, Callable[[Path], ReadArticles]] = {
    Format.markdown: lambda folder: read_markdown(folder, Defaults()),
    Format.csv: lambda folder: read_csv(folder / "articles.csv", Defaults()),
}
