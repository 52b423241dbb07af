"""Where a mail's answer ends and the mail that it answers begins.

A forwarded mail is no quote: it is what the customer wants us to read.
"""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup
from bs4.element import PageElement, PreformattedString, Tag

# What mail programs put a quote into: it ends with the element.
_QUOTE = ", ".join(
    (
        "blockquote[type=cite]", ".gmail_quote", ".yahoo_quoted", ".protonmail_quote", ".zmail_extra",
        ".history-quote-wrapper", ".ntes-mailmaster-quote", "#isReplyContent", "includetail",
    )
)  # fmt: skip
# What stands before a quote: it ends with the mail.
_HEADER = ", ".join(
    ("#divRplyFwdMsg", "#appendonsend", "#OLK_SRC_BODY_SECTION", "#mail-editor-reference-message-container")
)
_BLOCKS = ("div", "p", "td", "table", "blockquote", "body")
_MOST_CANDIDATES = 50
_RULE = re.compile(r"^[-_\s]{3,}(?:original message|原始邮件|原邮件|邮件原件)[-_\s]{3,}", re.IGNORECASE)
_FROM = re.compile(r"^(?:from|发件人|寄件者)\s*[:：]", re.IGNORECASE)
_SENT = re.compile(r"^\W*(?:sent|date|发送时间|日期|时间)\s*[:：]", re.IGNORECASE | re.MULTILINE)
_WROTE = re.compile(
    r"(?:^on\s.{5,200}wrote\s*[:：]|^(?:在|于)?.{4,200}(?:写道|寫道|写到)\s*[:：]?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FORWARDED = re.compile(
    r"^[-\s]*(?:forwarded message|begin forwarded message|转发的?邮件|转发邮件信息)", re.IGNORECASE
)


def split_quoted(soup: BeautifulSoup) -> Tag | None:
    """Takes the quoted mail out of `soup` and returns it; None where there is none or nothing else."""
    parts = _of_element(soup) or _after_header(soup)
    if not parts or _FORWARDED.search(_text(parts)):
        return None
    inside = {id(part) for part in parts}
    rest = "".join(
        text
        for text in soup.find_all(string=True)
        if not isinstance(text, PreformattedString)
        and id(text) not in inside
        and not any(id(parent) in inside for parent in text.parents)
    )
    if not rest.strip():
        return None
    quoted = soup.new_tag("div")
    for part in parts:
        quoted.append(part.extract())
    return quoted


def split_quoted_text(text: str) -> tuple[str, str]:
    """The answer and the quoted mail of one that is text, "" where there is none."""
    lines = text.splitlines()
    own = (at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(">"))
    last_own = max(own, default=-1)
    for at, line in enumerate(lines):
        rest = "\n".join(lines[at : at + 6])
        header = _FROM.match(line.strip("* ")) and _SENT.search(rest)
        # All that follows is quoted, but for the second half of a line that was broken.
        wrote = last_own <= at + 1 and any(_WROTE.match(" ".join(lines[at : at + n]).strip()) for n in (1, 2))
        if (header or wrote or _RULE.match(line)) and any(one.strip() for one in lines[:at]):
            return "\n".join(lines[:at]).strip(), "\n".join(lines[at:]).strip()
    return text.strip(), ""


def _of_element(soup: BeautifulSoup) -> list[PageElement]:
    """The one quote with the line that introduces it. Several with words between are an answer in pieces."""
    quotes = soup.select(_QUOTE)
    if not quotes or any(quotes[0] not in one.parents for one in quotes[1:]):
        return []
    before = quotes[0].find_previous_sibling(True)
    if before is not None and _WROTE.match(before.get_text(" ").strip()):
        return [before, quotes[0]]
    return [quotes[0]]


def _after_header(soup: BeautifulSoup) -> list[PageElement]:
    marker = soup.select_one(_HEADER) or _header_in_words(soup)
    if marker is None:
        return []
    parts: list[PageElement] = [marker, *marker.next_siblings]
    for parent in marker.parents:
        parts += parent.next_siblings
    return parts


def _header_in_words(soup: BeautifulSoup) -> Tag | None:
    """The block that says "From: … Sent: …", or "--- Original Message ---"."""
    candidates = soup.find_all(
        string=lambda text: bool(_RULE.match(text.strip()) or _FROM.match(text.strip()))
    )
    for text in candidates[:_MOST_CANDIDATES]:
        block = text.find_parent(_BLOCKS)
        if block is None or block.name == "body":
            continue
        if _RULE.match(text.strip()) or _SENT.search(block.get_text("\n")):
            return block
        after = "\n".join(one.get_text("\n") for one in block.find_next_siblings(True, limit=4))
        if _SENT.search(after):
            return block
    return None


def _text(parts: Iterable[PageElement]) -> str:
    return " ".join(part.get_text(" ") for part in parts).strip()[:200]
