"""From a mail's clean HTML to text, and from text to HTML."""

import html as markup
import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_BLOCKS = ("p", "div", "ul", "ol", "li", "blockquote", "table", "tr", "pre", "hr")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BREAK = "\x00"
"""A line's end while the source's own line ends, which mean nothing, become spaces."""


def html_to_text(clean: str) -> str:
    """Blocks become lines, list items "- …", quotes "> …"; a link's address follows its words."""
    soup = BeautifulSoup(clean, "lxml")
    for text in list(soup.find_all(string=True)):
        if text.find_parent("pre"):
            text.replace_with(NavigableString(text.replace("\n", _BREAK)))
    for link in soup("a"):
        _spell_out(link)
    for item in soup("li"):
        item.insert(0, NavigableString("- "))
    for cell in soup(("td", "th")):
        cell.append(NavigableString(" "))
    for line_break in soup("br"):
        line_break.replace_with(NavigableString(_BREAK))
    for block in soup(_BLOCKS):
        mark = _BREAK * (2 if block.name in ("p", "blockquote") else 1)
        block.insert_before(NavigableString(mark))
        block.insert_after(NavigableString(mark))
    lines = [line.strip() for line in _SPACE.sub(" ", soup.get_text()).split(_BREAK)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text_to_html(text: str) -> str:
    """Paragraphs of what is nothing but text."""
    paragraphs = (markup.escape(part).replace("\n", "<br>") for part in re.split(r"\n{2,}", text.strip()))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


def _spell_out(link: Tag) -> None:
    """The address is what counts; the words may say another."""
    address = str(link.get("href") or "").removeprefix("mailto:")
    words = link.get_text().strip()
    if address and words.rstrip("/") not in (address, address.rstrip("/")):
        link.append(NavigableString(f" ({address})" if words else address))
