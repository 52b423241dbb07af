"""What readers see of an article's Markdown and search does not: HTML, and a text of headings alone."""

import re

from kb_index.chunking import cut_into_chunks, read_tokens

MOST_NAMED = 5
"""Tags that are named."""

_MAYBE = re.compile(r"<[a-zA-Z/!?]")
_TAG = re.compile(r"<(/?[a-zA-Z][\w-]*|!--)")


def html_in(body: str) -> tuple[str, ...]:
    """Its tags in the order of the text, "<kbd>" and "<!--" such, each once and the first of many."""
    if not _MAYBE.search(body):
        return ()
    found = (
        token.content
        for block in read_tokens(body)
        for token in (block, *(block.children or ()))
        if token.type in ("html_block", "html_inline")
    )
    names = (name.removeprefix("/").lower() for html in found for name in _TAG.findall(html))
    tags = dict.fromkeys("<!--" if name == "!--" else f"<{name}>" for name in names)
    return tuple(tags)[:MOST_NAMED]


def is_found(body: str, language: str) -> bool:
    """Whether there is anything of it to search."""
    return bool(cut_into_chunks(body, language))
