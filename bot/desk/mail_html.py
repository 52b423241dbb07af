"""A mail's HTML, which anybody may have written, as text and as HTML that can stand in a page of ours.

What stays is on a short list; nothing of it runs, is fetched or looks like the page around it. Pictures
become words: a picture from elsewhere tells its sender that the mail was opened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from bot.desk.mail_quotes import split_quoted
from bot.desk.mail_text import html_to_text, text_to_html
from bot.message_text import without_controls

MOST_CHARACTERS = 500_000
"""The rest of a longer mail is left out: its end is what was quoted over and over."""
MOST_TAGS = 10_000
MOST_DEPTH = 150
"""A deeper mail is shown as text: what it takes to clean one grows with the square of its depth."""

_KEPT = frozenset(
    (
        "a", "b", "strong", "i", "em", "u", "s", "code", "pre", "br", "p", "div", "ul", "ol", "li",
        "blockquote", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "hr", "sub", "sup",
    )
)  # fmt: skip
_HIDDEN_TAG = "x-hidden"
"""What a tag becomes that the sender did not see; like those below it goes with all that is in it."""
_GONE = frozenset(
    (
        "script", "style", "head", "title", "iframe", "frameset", "object", "applet", "template", "noscript",
        "noframes", "noembed", "svg", "math", "canvas", "audio", "video", "button", "select", "textarea",
        "datalist", "xmp", "plaintext", "listing", _HIDDEN_TAG,
    )
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN_STYLE = re.compile(r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|!|$)")
_TINY = re.compile(r"0*[01](?:\.\d+)?(?:px)?")
_TINY_STYLE = re.compile(r"(?:^|;)(?:width|height):0*[01](?:\.\d+)?(?:px)?(?:;|!|$)")
_IMAGE = {"zh": ("[图片]", "[图片：{alt}]"), "en": ("[image]", "[image: {alt}]")}


@dataclass(frozen=True, slots=True)
class MailBody:
    """`quoted_…` is the earlier mail below the answer, "" where there is none. Both HTML parts are clean."""

    text: str
    html: str
    quoted_text: str
    quoted_html: str


def read_mail_html(source: str, language: str) -> MailBody:
    """`language` is that of the words which stand for pictures. Any text gives a body, an empty one too."""
    # With the tag in front, text that looks like an address or like XML is read as what it is.
    soup = BeautifulSoup(f"<html>{without_controls(source[:MOST_CHARACTERS])}", "lxml")
    if _is_monstrous(soup):
        text = without_controls(soup.get_text(" "))
        return MailBody(text, text_to_html(text), "", "")
    _mark(soup, language)
    quoted = split_quoted(soup)
    fresh_html, quoted_html = _clean(soup), _clean(quoted) if quoted else ""
    return MailBody(html_to_text(fresh_html), fresh_html, html_to_text(quoted_html), quoted_html)


def _mark(soup: BeautifulSoup, language: str) -> None:
    """Changes tags where they stand; taking each out of a long row of others would take for ever."""
    for tag in soup.find_all(True):
        if "hidden" in tag.attrs or _HIDDEN_STYLE.search(_style(tag)):
            tag.name = _HIDDEN_TAG
        elif tag.name in ("img", "image"):
            tag.string = _words_for(tag, language)
            tag.name = "x-image"
        elif tag.name in _HEADINGS:
            tag.name = "p"


def _is_monstrous(soup: BeautifulSoup) -> bool:
    return any(number > MOST_TAGS or depth > MOST_DEPTH for number, depth in enumerate(_depths(soup)))


def _depths(soup: BeautifulSoup) -> Iterator[int]:
    """Of each tag, in order; without counting each one's parents anew."""
    depth: dict[int, int] = {id(soup): 0}
    for tag in soup.find_all(True):
        depth[id(tag)] = depth[id(tag.parent)] + 1
        yield depth[id(tag)]


def _clean(soup: Tag) -> str:
    # Marks that turn words round may have come as entities, which are resolved by now.
    return nh3.clean(
        without_controls(str(soup)),
        tags=set(_KEPT),
        clean_content_tags=set(_GONE),
        # Without "*" some would stay on every tag.
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener nofollow noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    ).strip()


def _words_for(image: Tag, language: str) -> str:
    """Nothing for a picture that nobody was meant to see."""
    sides = [str(image.get(side, "")).strip() for side in ("width", "height")]
    if any(_TINY.fullmatch(side) for side in sides) or _TINY_STYLE.search(_style(image)):
        return ""
    bare, named = _IMAGE["zh" if language == "zh" else "en"]
    alt = " ".join(str(image.get("alt") or "").split())[:200]
    return named.format(alt=alt) if alt else bare


def _style(tag: Tag) -> str:
    return "".join(str(tag.get("style", "")).lower().split())
