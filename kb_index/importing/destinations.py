"""The addresses in a Markdown text: of its pictures and links, and others in their place."""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt

# Where Markdown has an address: of a link or picture, or of a reference.
_DESTINATION = re.compile(
    r"(?P<before>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)"
    r"(?P<address>(?<=<)[^<>\n]+|[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)",
    re.MULTILINE,
)
_ATTRIBUTE = {"image": "src", "link_open": "href"}


def find_destinations(body: str, kind: Literal["image", "link_open"]) -> list[str]:
    """Decoded, each once."""
    if "](" not in body and "]:" not in body:
        return []
    inline = (
        child
        for block in MarkdownIt("commonmark").enable("table").parse(body)
        for child in block.children or ()
    )
    found = (str(token.attrGet(_ATTRIBUTE[kind]) or "") for token in inline if token.type == kind)
    return list(dict.fromkeys(map(unquote, found)))


def replace_destinations(body: str, others: Mapping[str, str]) -> str:
    """`others` by the decoded addresses that they take the places of."""

    def replace(found: re.Match[str]) -> str:
        return found["before"] + others.get(unquote(found["address"]), found["address"])

    return _DESTINATION.sub(replace, body) if others else body
