"""A mail's HTML, which anybody may have written, as text and as HTML that can stand in a page of ours.

What stays is on a short list; nothing of it runs, is fetched or looks like the page around it. Pictures become
words: a picture from elsewhere tells its sender that the mail was opened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from bot.desk.mail_quotes import split_quoted
from bot.desk.mail_text import html_to_text, text_to_html
from bot.message_text import without_controls

MOST_CHARACTERS = 1_000_000
MOST_TAGS = 10_000
MOST_DEPTH = 150
"""A mail that nests deeper is shown as text: what it takes to clean one grows with the square of its depth."""

_KEPT = frozenset(
    "a b strong i em u s code pre br p div ul ol li blockquote table thead tbody tfoot tr td th hr sub sup".split()
)
_GONE = (
    "script", "style", "head", "title", "iframe", "frame", "frameset", "object", "embed", "applet", "template",
    "noscript", "noframes", "noembed", "svg", "math", "canvas", "audio", "video", "input", "button", "select",
    "textarea", "datalist", "link", "meta", "base", "xmp", "plaintext", "listing",
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|!|$)")
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
    soup = BeautifulSoup(without_controls(source[:MOST_CHARACTERS]), "lxml")
    _drop(soup, language)
    if _is_monstrous(soup):
        text = without_controls(soup.get_text("\n"))
        return MailBody(text, text_to_html(text), "", "")
    quoted = split_quoted(soup)
    fresh_html, quoted_html = _clean(soup), _clean(quoted) if quoted else ""
    return MailBody(html_to_text(fresh_html), fresh_html, html_to_text(quoted_html), quoted_html)


def _drop(soup: BeautifulSoup, language: str) -> None:
    for text in list(soup.find_all(string=True)):
        if isinstance(text, PreformattedString):  # comments, declarations, CDATA
            text.extract()
    for tag in soup(_GONE):
        tag.decompose()
    for tag in soup(lambda tag: "hidden" in tag.attrs or _HIDDEN.search(_style(tag)) is not None):
        tag.decompose()
    for image in soup(("img", "image")):
        image.replace_with(NavigableString(_words_for(image, language)))
    for heading in soup(_HEADINGS):
        heading.name = "p"
    for text in soup.find_all(string=True):
        text.replace_with(NavigableString(_plain(text)))


def _is_monstrous(soup: BeautifulSoup) -> bool:
    return any(number > MOST_TAGS or depth > MOST_DEPTH for number, depth in enumerate(_depths(soup)))


def _depths(soup: BeautifulSoup) -> Iterator[int]:
    """Of each tag, in order; without counting each one's parents anew."""
    depth: dict[int, int] = {id(soup): 0}
    for tag in soup.find_all(True):
        depth[id(tag)] = depth[id(tag.parent)] + 1
        yield depth[id(tag)]


def _clean(soup: Tag) -> str:
    return nh3.clean(
        str(soup),
        tags=set(_KEPT),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}},
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


def _plain(text: str) -> str:
    """Marks that turn words round could come as entities, which only reading resolves."""
    clean = without_controls(text)
    lead, trail = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if lead else ''}{clean}{' ' if trail and clean else ''}"
