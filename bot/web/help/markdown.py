"""Articles' Markdown as HTML for a page: HTML in it is text, and only safe addresses become links."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

_SIBLING = re.compile(r"[a-z0-9-]+")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def article_html(body: str, language: str) -> Markup:
    """Links to other articles ("[limits](api-rate-limits)") stay in the reader's language."""
    tokens = _parser().parse(body)
    for token in (child for block in tokens for child in block.children or ()):
        address = token.attrGet("href") if token.type == "link_open" else None
        if isinstance(address, str) and _SIBLING.fullmatch(address):
            token.attrSet("href", f"{address}?lang={language}")
    html = _parser().renderer.render(tokens, _parser().options, {})
    return Markup(html)  # noqa: S704 - the parser escapes what it did not make
