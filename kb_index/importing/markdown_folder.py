"""Markdown, with front matter as in docs/how-to/articles.md or with as much of it as there is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb_index.articles import MAX_BYTES, ArticleProblem, read_articles, split_front_matter
from kb_index.importing.entries import Defaults, Entries, ReadArticles
from kb_index.importing.pictures import Pictures
from kb_index.importing.sources import ID, changed_on, files_of, name_and_language, read_text
from training_data.echo import echo

_TITLE = re.compile(r"\s*#[ \t]+(.+?)[ \t#]*(?:\n|$)")


def read_markdown(path: Path, defaults: Defaults) -> ReadArticles:
    """`path` is a file or a folder with all below it."""
    entries = Entries(defaults)
    pictures = Pictures(path if path.is_dir() else path.parent, entries.note)
    for name, file in files_of(path, ".md", ".markdown"):
        article, language = name_and_language(name)
        language = language or defaults.language
        if language is None:
            entries.skip(name, "the name tells no language; expected refund-policy.zh.md, or --language")
            continue
        try:
            front, body, lines = _parts(read_text(file, MAX_BYTES))
            article = _named(front, lines) or article
        except ArticleProblem as problem:
            entries.skip_problem(name, problem)
            continue
        body = pictures.put_in(name, body, file.parent)
        entries.add(name, (article, language), {"updated": changed_on(file), **front}, body, lines)
    return entries.result(pictures.found)


def read_folder(folder: Path) -> ReadArticles:
    """As `read_articles`, with its pictures. Raises BrokenArticles."""
    notes: list[str] = []
    pictures = Pictures(folder, notes.append)
    files = tuple(
        replace(file, body=pictures.put_in(f"{file.id}.{file.language}.md", file.body, folder))
        for file in read_articles(folder)
    )
    return ReadArticles(files, (), tuple(notes), pictures.found)


def _named(front: Mapping[str, Any], lines: Mapping[str, int]) -> str | None:
    """What the file calls itself, whatever its name."""
    named = front.get("id")
    if named is not None and not (isinstance(named, str) and ID.fullmatch(named)):
        expected = "small letters, digits and hyphens"
        raise ArticleProblem(f":{lines.get('id', 1)}: id: got {echo(named)}, expected {expected}")
    return named


def _parts(text: str) -> tuple[Mapping[str, Any], str, Mapping[str, int]]:
    """Front matter, body and lines; a file without front matter is titled by its first heading."""
    if text.startswith("---"):
        return split_front_matter(text)
    title = _TITLE.match(text)
    if title is None:
        raise ArticleProblem(":1: has no title; expected front matter between lines --- or a heading # …")
    return {"title": title[1]}, text[title.end() :], {}
