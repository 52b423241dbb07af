"""Articles' Markdown as HTML for a page: HTML in it is text, and only safe addresses become links."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from kb_index.pictures import FOLDER, drawn_size, find_name

WIDE = 600
"""Pixels from which a picture may be drawn smaller than it is."""

_SIBLING = re.compile(r"([a-z0-9-]+)(#.*)?")


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedArticle:
    """`headings` are those of the second level, for a table of contents."""

    html: Markup
    headings: tuple[Heading, ...]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def anchor_of(heading: str) -> str:
    """Where a heading can be linked to; of two that read the same the first."""
    return "-".join(["s", *re.findall(r"\w+", heading.lower())])


def render_article(
    body: str, language: str, pictures: str = f"{FOLDER}/", beside: str | None = None
) -> RenderedArticle:
    """Links to other articles ("[limits](api-rate-limits)") stay in the reader's language.

    They are relative, or begin with `beside`; then all links that leave the text open a page of their own,
    for who is writing. "[how](#how-to-ask)" leads to the heading.

    The tenant's own pictures are shown from `pictures`, the beginning of their addresses. Any other is a link
    to it: no page of ours loads what lies elsewhere.
    """
    tokens = _parser().parse(body)
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
            token.attrSet("href", _linked(address, language, pictures, beside or ""))
            if beside is not None and not address.startswith("#"):
                token.attrSet("target", "_blank")
                token.attrSet("rel", "noopener")
    for block in tokens:
        block.children = list(_with_pictures(block.children, pictures)) if block.children else block.children
    headings = _name_headings(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return RenderedArticle(Markup(html), headings)  # noqa: S704 - the parser escapes what it did not make


def _linked(address: str, language: str, pictures: str, siblings: str) -> str:
    if name := find_name(address):
        return f"{pictures}{name}"
    if address.startswith("#"):
        return _placed(address)
    sibling = _SIBLING.fullmatch(address)
    return f"{siblings}{sibling[1]}?lang={language}{_placed(sibling[2] or '')}" if sibling else address


def _placed(fragment: str) -> str:
    """Of a heading as authors know it: "#how-to-ask", "#怎么申请"."""
    named = unquote(fragment[1:])
    return fragment if not named or named.startswith("s-") else f"#{anchor_of(named)}"


def _with_pictures(children: Sequence[Token], pictures: str) -> Iterator[Token]:
    """A wide one leads to itself, whole. Others' are linked to, by their words, or else their address; within
    a link, and of no address on the web, there are only the words."""
    within = 0
    for token in children:
        within += token.type.startswith("link_") * token.nesting
        if token.type != "image":
            yield token
            continue
        address = str(token.attrGet("src") or "")
        name = find_name(address)
        shown = _shown(token, name, pictures) if name else None
        if shown:
            address, linked = f"{pictures}{name}", int(shown.attrs["width"]) > WIDE
        else:
            linked = address.startswith(("https://", "http://"))
        linked = linked and not within
        if linked:
            yield Token("link_open", "a", 1, attrs={"href": address})
        yield shown or Token("text", "", 0, content=token.content or (address if linked else ""))
        if linked:
            yield Token("link_close", "a", -1)


def _shown(image: Token, name: str, pictures: str) -> Token:
    """With its size, so that the text does not move when it comes."""
    width, height = drawn_size(name)
    image.attrs |= {
        "src": f"{pictures}{name}", "width": width, "height": height, "loading": "lazy", "decoding": "async",
    }  # fmt: skip
    return image


# For what many read.
read_rendered = lru_cache(maxsize=256)(render_article)


def _name_headings(tokens: list[Token]) -> tuple[Heading, ...]:
    """The page's own title is its only h1."""
    seen = Counter[str]()
    found = []
    for at, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
        if token.type != "heading_open":
            continue
        text = "".join(child.content for child in tokens[at + 1].children or ())
        anchor = anchor_of(text)
        seen[anchor] += 1
        if seen[anchor] > 1:
            anchor = f"{anchor}-{seen[anchor]}"
        token.attrSet("id", anchor)
        if token.tag == "h2":
            found.append(Heading(anchor, text))
    return tuple(found)
