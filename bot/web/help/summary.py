"""Pieces of an article in one plain line, for lists, search engines and previews of links. Pure."""

import re
from functools import lru_cache

from kb_index.chunking import cut_into_chunks
from kb_index.excerpt import excerpt

LIMIT = {"zh": 80, "en": 160}
_ITEM = re.compile(r"^\s*(?:-|\d+[.)])\s+", re.MULTILINE)


@lru_cache(maxsize=256)
def summary_of(body: str, language: str) -> str:
    """Its opening; "" for an article without text."""
    chunks = cut_into_chunks(body, language)
    return as_line(excerpt(chunks[0].text, LIMIT[language])) if chunks else ""


def as_line(passage: str) -> str:
    """Without the marks of lists."""
    return " ".join(_ITEM.sub("", passage).split())
