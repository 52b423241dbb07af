"""Cuts an article into passages: one for its opening, one a heading, in plain text that can be quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_CHARACTERS = {"zh": 600, "en": 1500}
"""About 400 tokens of the encoder, which reads 512; a longer section becomes several passages."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """`heading` is "" for the opening. `text` has lines for paragraphs, list items and table rows."""

    heading: str
    text: str


def cut_into_chunks(body: str, language: str) -> tuple[Chunk, ...]:
    """In the order of the article; headings without text of their own are left out."""
    chunks: list[Chunk] = []
    for heading, blocks in _sections(body):
        chunks += [Chunk(heading, text) for text in _packed(blocks, MAX_CHARACTERS[language])]
    return tuple(chunks)


def text_to_embed(title: str, chunk: Chunk) -> str:
    """The passage with what it stands under, so that it means the same on its own."""
    return "\n".join(part for part in (title, chunk.heading, chunk.text) if part)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def read_tokens(body: str) -> Sequence[Token]:
    return _markdown().parse(body)


def _sections(body: str) -> Iterator[tuple[str, list[str]]]:
    heading, blocks = "", list[str]()
    tokens = read_tokens(body)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open":
            yield heading, blocks
            heading, blocks = _plain(tokens[at + 1]), []
            at += 3
            continue
        if token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            blocks += _rows(tokens[at:end])
            at = end
        elif token.type == "inline":
            blocks.append(_marker(tokens, at) + _plain(token))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip())
        at += 1
    yield heading, blocks


def _marker(tokens: Sequence[Token], at: int) -> str:
    """ "1. " or "- " where the text opens a list item, indented by its depth."""
    if at < 2 or tokens[at - 2].type != "list_item_open":
        return ""
    item = tokens[at - 2]
    indent = "  " * (item.level // 2)
    return f"{indent}{item.info}{item.markup} " if item.info else f"{indent}- "


def _plain(inline: Token) -> str:
    """The text as a reader sees it: no marks, links by their words, no HTML."""
    pieces = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append("\n" if child.type == "hardbreak" else " ")
        elif child.type == "image":
            pieces.append(child.content)
    text = re.sub(r"[ \t]+", " ", "".join(pieces)).strip()
    # A line break inside a Chinese sentence is the author's, not a space between words.
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


def _rows(table: Sequence[Token]) -> Iterator[str]:
    """Each row as a sentence: "Team: monthly 19 USD; yearly 190 USD"; the head where it is all there is."""
    head: list[str] = []
    row: list[str] = []
    in_head = True
    for token in table:
        if token.type == "thead_close":
            in_head, head, row = False, row, []
        elif token.type == "inline":
            row.append(_plain(token))
        elif token.type == "tr_close" and not in_head:
            yield _row(head, row)
            row = []
    if head and not any(token.type == "tbody_open" for token in table):
        yield _row([""] * len(head), head)


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    cells = [f"{name} {cell}".strip() for name, cell in zip(head[1:], row[1:], strict=True) if cell]
    chinese = any("\u4e00" <= character <= "\u9fff" for character in "".join([*head, *row]))
    return ("：" if chinese else ": ").join(filter(None, (row[0], ("；" if chinese else "; ").join(cells))))


def _packed(blocks: Sequence[str], limit: int) -> Iterator[str]:
    """Joins blocks to texts of at most `limit` characters; one longer block is cut at its sentences."""
    text = ""
    for block in blocks:
        for piece in _pieces(block, limit):
            if text and len(text) + 1 + len(piece) > limit:
                yield text
                text = ""
            text = f"{text}\n{piece}" if text else piece
    if text:
        yield text


def _pieces(block: str, limit: int) -> Iterator[str]:
    while len(block) > limit:
        ends = [end.end() for end in re.finditer(r"[。！？；\n]|[.!?;] ", block[:limit])]
        cut = ends[-1] if ends else limit
        yield block[:cut].strip()
        block = block[cut:].strip()
    if block:
        yield block
