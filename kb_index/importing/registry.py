"""What articles can be read from. The readers come in when asked for: HTML's libraries take a while."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from kb_index.importing.entries import Defaults, ReadArticles

Reader = Callable[[Path, Defaults], ReadArticles]


class Source(StrEnum):
    markdown = "markdown"
    csv = "csv"
    html = "html"
    zendesk = "zendesk"


def _markdown() -> Reader:
    from kb_index.importing.markdown_folder import read_markdown

    return read_markdown


def _csv() -> Reader:
    from kb_index.importing.csv_file import read_csv

    return read_csv


def _html() -> Reader:
    from kb_index.importing.html_pages import read_html

    return read_html


def _zendesk() -> Reader:
    from kb_index.importing.zendesk import read_zendesk

    return read_zendesk


READERS: dict[Source, Callable[[], Reader]] = {
    Source.markdown: _markdown,
    Source.csv: _csv,
    Source.html: _html,
    Source.zendesk: _zendesk,
}


def read(source: Source, path: Path, defaults: Defaults) -> ReadArticles:
    """Raises BrokenArticles where nothing can be read from `path` at all."""
    return READERS[source]()(path, defaults)
