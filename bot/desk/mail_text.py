"""From a mail's clean HTML to text, and from text to HTML."""

import html as markup
import re
from html.parser import HTMLParser

_APART = frozenset({"p", "blockquote", "pre", "ul", "ol", "table"})
"""An empty line before and after; of the other blocks, none."""
_BLOCKS = _APART | {"div", "li", "tr", "hr"}
_SPACE = re.compile(r"\s+")


def html_to_text(clean: str) -> str:
    """Blocks become lines, list items "- …"; a link's address follows words that are not the address."""
    writer = _Writer()
    writer.feed(clean)
    writer.close()
    return "".join(writer.written).strip()


def text_to_html(text: str) -> str:
    """Paragraphs of what is nothing but text."""
    paragraphs = (markup.escape(part).replace("\n", "<br>") for part in re.split(r"\n{2,}", text.strip()))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._breaks = 0
        self._in_pre = 0
        self._address = ""
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        self._in_pre += tag == "pre"
        if tag == "br":
            self._breaks = min(2, self._breaks + 1)
        elif tag == "li":
            self.handle_data("- ")
        elif tag == "a":
            self._address, self._link_from = dict(attrs).get("href") or "", len(self.written)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        self._in_pre -= tag == "pre"
        if tag in ("td", "th"):
            self.handle_data(" ")
        elif tag == "a":
            self._spell_out()

    def handle_data(self, data: str) -> None:
        text = data if self._in_pre else _SPACE.sub(" ", data)
        fresh_line = self._breaks > 0 or not self.written or self.written[-1].endswith((" ", "\n"))
        if fresh_line and not self._in_pre:
            text = text.lstrip()
        if text:
            if self._breaks and self.written:
                self.written[-1] = self.written[-1].rstrip()
                self.written.append("\n" * self._breaks)
            self._breaks = 0
            self.written.append(text)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._breaks = max(self._breaks, 2 if tag in _APART else 1)

    def _spell_out(self) -> None:
        """The address is what counts; the words may say another."""
        words = "".join(self.written[self._link_from :]).strip()
        address, self._address = self._address.removeprefix("mailto:"), ""
        if address and words.rstrip("/") != address.rstrip("/"):
            self.handle_data(f" ({address})" if words else address)
