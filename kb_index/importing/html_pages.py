"""HTML pages, as a site's generator or a browser saves them."""

import posixpath
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from kb_index.articles import ArticleProblem
from kb_index.importing.entries import Defaults, Entries, ReadArticles
from kb_index.importing.html_text import Link, keep_address, read_page, to_markdown
from kb_index.importing.pictures import Pictures
from kb_index.importing.sources import changed_on, files_of, find_language, name_and_language, read_text

MOST_BYTES = 10_000_000
"""A page may carry its pictures in itself; the article is measured after they are gone."""

_CHARSET = re.compile(rb"""<meta[^>]{,200}charset=["']?([\w-]+)""", re.IGNORECASE)
_CHARSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
    "iso-8859-1": "cp1252", "windows-1252": "cp1252",
}  # fmt: skip


def read_html(path: Path, defaults: Defaults) -> ReadArticles:
    """The language of `refunds.zh.html` is its name's, else the default's, else that of the page's `lang`."""
    entries = Entries(defaults)
    files = dict(files_of(path, ".html", ".htm"))
    pictures = Pictures(path if path.is_dir() else path.parent, entries.note)
    ids = {name: name_and_language(name)[0] for name in files}
    for name, file in files.items():
        try:
            page = read_page(read_text(file, MOST_BYTES, _charset(file)))
            take = partial(pictures.take_address, name, folder=file.parent, site=True)
            body = to_markdown(page.main, _sibling_links(name, ids), take, partial(_tell, entries, name))
        except ArticleProblem as problem:
            entries.skip_problem(name, problem)
            continue
        language = name_and_language(name)[1] or defaults.language or find_language(page.language)
        if language is None:
            why = f"lang is {page.language or 'not given'}; expected zh or en, or --language"
            entries.skip(name, why, unreadable=page.language is None)
            continue
        front = {"title": page.title, "updated": changed_on(file)}
        entries.add(name, (ids[name], language), front, body)
    return entries.result(pictures.found)


def _tell(entries: Entries, name: str, what: str) -> None:
    entries.note(f"{name}: {what}")


def _charset(file: Path) -> str | None:
    with file.open("rb") as page:
        found = _CHARSET.search(page.read(4096))
    return _CHARSETS.get(found[1].decode().lower()) if found else None


def _sibling_links(name: str, ids: Mapping[str, str]) -> Link:
    """Links between the pages become links between the articles; "/" is where the pages lie."""
    folder = posixpath.dirname(name)

    def link(address: str) -> str | None:
        path = posixpath.normpath(posixpath.join("/", folder, unquote(re.split("[?#]", address)[0])))
        return ids.get(path.lstrip("/")) or keep_address(address)

    return link
