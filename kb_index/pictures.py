"""Pictures of articles: what is taken for one, what it is called, and where texts show it. Pure.

A picture's name says what is in it, so it never becomes another one: a revision shows what it showed when it
was written. In an article it stands as `![the menu](pictures/menu-3f9ac1d2e4f5a6b7-640x480.png)`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

from kb_index.errors import PictureRejected
from kb_index.picture_kinds import PictureKind, measure, recognise_picture, without_whereabouts

FOLDER = "pictures"
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""More than any screen has; a browser that draws it takes four bytes for each."""
LONGEST_STEM = 50

Reason = Literal["empty", "too_large", "not_a_picture", "too_many_pixels", "no_room"]

_NAME = r"(?P<stem>[a-z0-9]+(?:-[a-z0-9]+)*)-(?P<digest>[0-9a-f]{16})-(?P<width>\d{1,6})x(?P<height>\d{1,6})\.(?P<extension>png|jpg|gif|webp)"  # noqa: E501
NAME = re.compile(_NAME)
_PLAIN_NAME = re.sub(r"\?P<\w+>", "?:", _NAME)
_ADDRESS = re.compile(rf"(?:\./)?{FOLDER}/({_PLAIN_NAME})")
_IN_TEXT = re.compile(rf"(?<![\w/.-])(?:\./)?{FOLDER}/({_PLAIN_NAME})(?![\w.-])")
_WORDLESS = re.compile(rf"!\[\s*\]\(\s*<?(?:\./)?{FOLDER}/{_PLAIN_NAME}")


@dataclass(frozen=True, slots=True)
class Picture:
    """`name` is what articles call it; `width` and `height` are in pixels."""

    name: str
    kind: PictureKind
    width: int
    height: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class NewPicture:
    picture: Picture
    content: bytes = field(repr=False)


def check_picture(content: bytes, called: str) -> NewPicture:
    """Raises PictureRejected. `called` is its file's name, which tells readers of its address something.

    What is kept of a photo does not say where it was taken.
    """
    if not content:
        raise PictureRejected("empty", f"{called} is empty; save it anew")
    if len(content) > MOST_BYTES:
        got = f"{called} has {len(content):,} bytes"
        raise PictureRejected("too_large", f"{got}, expected at most {MOST_BYTES:,}; make it smaller")
    kind = recognise_picture(content[:12])
    size = measure(content, kind) if kind else None
    if kind is None or size is None:
        raise PictureRejected(
            "not_a_picture", f"{called} is no picture that is taken; expected PNG, JPEG, GIF or WebP"
        )
    if size[0] * size[1] > MOST_PIXELS:
        got = f"{called} has {size[0]:,} × {size[1]:,} pixels"
        raise PictureRejected("too_many_pixels", f"{got}, expected at most {MOST_PIXELS:,} in all")
    content = without_whereabouts(content, kind)
    digest = hashlib.sha256(content).hexdigest()
    return NewPicture(Picture(_name(called, digest, size, kind), kind, *size, digest, len(content)), content)


def find_name(address: str) -> str | None:
    """The picture that an article's address leads to; None where it leads elsewhere."""
    found = _ADDRESS.fullmatch(address)
    return found[1] if found else None


def names_in(body: str) -> tuple[str, ...]:
    """Of the pictures that a text shows or links to, once each, in their order."""
    return tuple(dict.fromkeys(_IN_TEXT.findall(body)))


def drawn_size(name: str) -> tuple[int, int]:
    """Width and height of a picture of that name. ValueError for no `NAME`."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is no picture's name")
    return int(found["width"]), int(found["height"])


def lacks_words(body: str) -> bool:
    """Whether a picture is shown without saying in words what is in it."""
    return _WORDLESS.search(body) is not None


def _name(called: str, digest: str, size: tuple[int, int], kind: PictureKind) -> str:
    """What is called as it would be, an exported picture, keeps its name."""
    known = NAME.fullmatch(called)
    stem = called.rpartition(".")[0] or called
    words = known["stem"] if known and digest.startswith(known["digest"]) else _slug(stem)
    return f"{words}-{digest[:16]}-{size[0]}x{size[1]}.{kind.extension}"


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:LONGEST_STEM].strip("-") or "picture"
