"""Turns a page's HTML to Markdown that `chunking` and the help pages read; nothing that runs is kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdownify import ATX, MarkdownConverter

from kb_index.articles import ArticleProblem
from kb_index.importing.html_tables import straighten

Link = Callable[[str], str | None]
"""The address that a link's becomes, None where only its words are kept."""

TakePicture = Callable[[str], str | None]
"""The address of our own that a picture's becomes, None where it is not taken."""

Tell = Callable[[str], None]
"""What was left out, for an author's eye."""

MOST_TAGS = 10_000
"""Ten times a long article; what it takes to turn a list grows with its square."""

_DROPPED = (
    "script", "style", "template", "noscript", "svg", "canvas", "head",
    "form", "button", "input", "select", "textarea", "nav", "del", "s", "strike",
)  # fmt: skip
_MEDIA = {"iframe": "frame", "video": "video", "audio": "recording", "object": "object", "embed": "object"}
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_FRAME = ("header", "footer", "aside")
_OTHERWISE = {"dt": "p", "dd": "p", "summary": "p", "details": "div", "center": "div"}

_MARK = re.compile(r"[\\`*\[\]]|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_OPENS_LINE = re.compile(
    r"^(?P<before>\s*)(?P<mark>(?:#{1,6}|\+|-+|=+)(?=\s|$)|>|~{3,})"
    r"|^(?P<number>\s*\d{1,9})(?P<dot>[.)])(?=\s|$)",
    re.MULTILINE,
)
_FENCE = re.compile(r"`{3,}")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_SAFE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_HOST = re.compile(r"//[\w-]+(?:\.[\w-]+)+(?=[:/?#]|$)")
_IN_ADDRESS = re.compile(r"[\s()<>\\]")


@dataclass(frozen=True, slots=True)
class Page:
    """`language` is what its `lang` says. `main` is what is between header and footer, without its title."""

    title: str
    language: str | None
    main: Tag


def read_page(html: str) -> Page:
    soup = _parse(html)
    root = soup.find("html")
    language = root.get("lang") if isinstance(root, Tag) else None
    named = soup.find("title")
    main = soup.find("main") or soup.find("article") or soup.find("body") or soup
    assert isinstance(main, Tag)  # noqa: S101 - the soup is one
    heading = main.find("h1")
    title = " ".join((heading or named or NavigableString("")).get_text(" ").split())
    if isinstance(heading, Tag):
        heading.decompose()
    for frame in main(_FRAME):
        frame.decompose()
    return Page(title, str(language) if language else None, main)


def fragment_to_markdown(
    html: str, link: Link, picture: TakePicture = lambda _: None, tell: Tell = lambda _: None
) -> str:
    """Raises ArticleProblem, as `to_markdown`."""
    return to_markdown(_parse(html), link, picture, tell)


def to_markdown(
    root: Tag, link: Link, picture: TakePicture = lambda _: None, tell: Tell = lambda _: None
) -> str:
    """Changes `root`. Raises ArticleProblem where it is no article by its size or depth."""
    try:
        for dropped in root(_DROPPED):
            if dropped.name == "form" and dropped.get("role") != "search":
                tell("a form was left out")
            dropped.decompose()
        for media in root(list(_MEDIA)):
            if not media.decomposed and not media.find_parent(list(_MEDIA)):
                media.replace_with(_media(media, link, tell))
        if len(root()) > MOST_TAGS:
            raise ArticleProblem(f": got {len(root()):,} HTML tags, expected at most {MOST_TAGS:,}; split it")
        for text in root.find_all(string=re.compile("\xa0")):
            if type(text) is NavigableString:
                text.replace_with(text.replace("\xa0", " "))
        for image in root("img"):
            image.replace_with(_image(image, link, picture))
        places = _places(root)
        for anchor in root("a"):
            _relink(anchor, link, places)
        for tag in root(list(_OTHERWISE)):
            tag.name = _OTHERWISE[tag.name]
        for table in reversed(root("table")):
            straighten(table)
        markdown = str(_Converter().convert_soup(root))
    except RecursionError:
        raise ArticleProblem(": its HTML nests too deep; expected an article") from None
    return markdown.strip()


def keep_address(address: str) -> str | None:
    """Only what can be followed from anywhere: the web, mail and telephone."""
    return address if _SAFE.match(address) else None


def _parse(html: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(html, "lxml")
    except UnicodeEncodeError as wrong:
        raise ArticleProblem(f": got the character {html[wrong.start]!r}, expected text") from None


def _image(image: Tag, link: Link, picture: TakePicture) -> PageElement:
    """One of ours; else a link to the picture by its alt text, or that text alone where no link can stand."""
    alt, source = str(image.get("alt") or "").strip(), str(image.get("src") or "").strip()
    if not image.find_parent("pre") and (ours := picture(source)):
        words = alt or str(image.get("title") or "").strip() or _called(source)
        return Tag(name="img", attrs={"src": ours, "alt": words})
    if link(source) is None or image.find_parent(("a", "pre")):
        return NavigableString(alt)
    anchor = Tag(name="a", attrs={"href": source})
    anchor.string = alt or source.rpartition("/")[2]
    return anchor


def _media(media: Tag, link: Link, tell: Tell) -> PageElement:
    """A link to what is played elsewhere, alone in its line where it can be."""
    source = media if media.get("src") or media.get("data") else media.find("source") or media
    address = str(source.get("src") or source.get("data") or "").strip()
    target = link(f"https:{address}" if _HOST.match(address) else address) if address else None
    kind = _MEDIA[media.name]
    if target is None or media.find_parent(("a", "pre")):
        tell(f"the {kind} {address[:200]} was left out" if address else f"a {kind} was left out")
        return NavigableString("")
    tell(f"the {kind} {target[:200]} became a link")
    anchor = Tag(name="a", attrs={"href": target})
    anchor.string = str(media.get("title") or media.get("aria-label") or "").strip() or target
    if media.find_parent(("td", "th")):
        return anchor
    line = Tag(name="p")
    line.append(anchor)
    return line


def _called(source: str) -> str:
    """What a picture without words is told by."""
    name = "" if source.startswith("data:") else unquote(source.rpartition("/")[2]).partition(".")[0]
    return " ".join(re.split(r"[\W_]+", name)).strip() or "picture"


def _places(root: Tag) -> Mapping[str, str]:
    """Where "#id" leads, as Markdown says it: to a heading by its words. Other places cannot be linked to."""
    wanted = {unquote(str(one["href"]).strip())[1:] for one in root("a", href=re.compile(r"^\s*#."))}
    places: dict[str, str] = {}
    for tag in root(True) if wanted else ():
        for named in {str(tag.get("id")), str(tag.get("name"))} & wanted:
            heading = _heading_at(tag)
            if words := re.findall(r"\w+", heading.get_text().lower()) if heading else ():
                places.setdefault(f"#{named}", f"#{'-'.join(words)}")
    return places


def _heading_at(tag: Tag) -> Tag | None:
    """It, what it stands in, what follows a mere mark, or what a chapter begins with."""
    if tag.name in _HEADINGS:
        return tag
    found = tag.find_parent(_HEADINGS) or (
        tag.find_next(True) if not tag.get_text(strip=True) else tag.find(True)
    )
    return found if found is not None and found.name in _HEADINGS else None


def _relink(anchor: Tag, link: Link, places: Mapping[str, str]) -> None:
    address = str(anchor.get("href") or "").strip()
    if address.startswith("#") and anchor.find_parent(_HEADINGS):
        # To the very heading, for readers who want its address.
        anchor.unwrap() if re.search(r"\w", anchor.get_text()) else anchor.decompose()
        return
    target = places.get(unquote(address)) or link(address)
    anchor.attrs = {"href": _IN_ADDRESS.sub(_percent, target)} if target else {}


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


class _Converter(MarkdownConverter):
    """Escapes what CommonMark would read, and no more: authors go on with the text by hand."""

    def __init__(self) -> None:
        super().__init__(heading_style=ATX, bullets="-", table_infer_header=True, autolinks=False)

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = _OPENS_LINE.sub(_escape_opening, _MARK.sub(r"\\\g<0>", text))
        return text.replace("|", "\\|") if {"td", "th"} & parent_tags else text

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if {"td", "th"} & parent_tags:
            return f" {' '.join(text.split())} ".replace("|", "\\|")
        code = text.strip("\n").rstrip()
        fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(code))])
        return f"\n\n{fence}{_code_language(el)}\n{code}\n{fence}\n\n" if code else ""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = " ".join(str(el.get("alt") or "").split())
        return f"![{self.escape(words, parent_tags)}]({el.get('src')})"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """10<sup>6</sup> is not 106."""
        return text.translate(_RAISED) if re.fullmatch(r"[-+]?[0-9]+", text) else text

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _marked(el, text, "**")

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _marked(el, text, "*")

    convert_strong = convert_b
    convert_i = convert_em


def _escape_opening(found: re.Match[str]) -> str:
    return f"{found['before'] or found['number'] or ''}\\{found['mark'] or found['dot']}"


def _code_language(pre: Tag) -> str:
    classes = [*(pre.get("class") or ()), *(pre.code.get("class") or () if pre.code else ())]
    found = re.search(r"\b(?:language|lang)-([\w+#-]+)", " ".join(map(str, classes)))
    return found[1] if found else ""


def _marked(el: Tag, text: str, mark: str) -> str:
    """CommonMark does not end **加粗。**后面: a mark between punctuation and a word opens or ends nothing."""
    inner = text.strip()
    before = " " if text[:1].isspace() else _edge(el.previous_sibling, -1)
    after = " " if text[-1:].isspace() else _edge(el.next_sibling, 0)
    if not inner or "\n" in inner or el.find_parent(["pre", "code"]):
        return text
    if (_is_sign(inner[0]) and _is_word(before)) or (_is_sign(inner[-1]) and _is_word(after)):
        return text
    return text.replace(inner, f"{mark}{inner}{mark}", 1)


def _edge(sibling: Any, at: int) -> str:
    return sibling.get_text()[at : at + 1 or None] if sibling is not None else ""


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_word(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_sign(character)
