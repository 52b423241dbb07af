"""Markdown, with front matter as in docs/how-to/articles.md or with as much of it as there is."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kb_index.articles import MAX_BYTES, ArticleProblem, read_articles, split_front_matter
from kb_index.importing.destinations import find_destinations, replace_destinations
from kb_index.importing.entries import Defaults, Entries, ReadArticles
from kb_index.importing.pictures import Pictures
from kb_index.importing.sources import ID, changed_on, files_of, name_and_language, read_text
from training_data.echo import echo

_ENDINGS = (".md", ".markdown")
_SCHEME = re.compile("[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_TITLE = re.compile(r"\s*#[ \t]+(.+?)[ \t#]*(?:\n|$)")

_Parts = tuple[Mapping[str, Any], str, Mapping[str, int]]


def read_markdown(path: Path, defaults: Defaults) -> ReadArticles:
    """`path` is a file or a folder with all below it."""
    entries = Entries(defaults)
    pictures = Pictures(path if path.is_dir() else path.parent, entries.note)
    found: dict[str, tuple[Path, tuple[str, str], _Parts]] = {}
    for name, file in files_of(path, *_ENDINGS):
        article, language = name_and_language(name)
        language = language or defaults.language
        if language is None:
            entries.skip(name, "the name tells no language; expected refund-policy.zh.md, or --language")
            continue
        try:
            parts = _parts(read_text(file, MAX_BYTES))
            article = _named(parts[0], parts[2]) or article
        except ArticleProblem as problem:
            entries.skip_problem(name, problem)
            continue
        found[name] = file, (article, language), parts
    ids = {name: article for name, (_, (article, _), _) in found.items()}
    for name, (file, key, (front, body, lines)) in found.items():
        body = pictures.put_in(name, _with_links(name, body, ids), file.parent)
        entries.add(name, key, {"updated": changed_on(file), **front}, body, lines)
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


def _parts(text: str) -> _Parts:
    """Front matter, body and lines; what names no title is titled by its first heading."""
    front, body, lines = split_front_matter(text) if text.startswith("---") else ({}, text, {})
    if "title" in front:
        return front, body, lines
    title = _TITLE.match(body)
    if title is None:
        raise ArticleProblem(":1: has no title; expected title: … between lines --- or a heading # …")
    return {**front, "title": title[1]}, body[title.end() :], lines


def _with_links(name: str, body: str, ids: Mapping[str, str]) -> str:
    """Links between the files become links between the articles."""
    ours: dict[str, str] = {}
    for address in find_destinations(body, "link_open") if ".m" in body.lower() else ():
        path, mark, place = address.partition("#")
        there = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), path)).lstrip("/")
        if there.lower().endswith(_ENDINGS) and not _SCHEME.match(address):
            named = ids.get(there) or name_and_language(there)[0]
            if named in ids.values():
                ours[address] = named + mark + quote(place)
    return replace_destinations(body, ours)
