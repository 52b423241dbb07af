"""Pictures beside the articles of a source: each becomes one of ours, and the text calls it by its name."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from kb_index.errors import PictureRejected
from kb_index.importing.destinations import find_destinations, replace_destinations
from kb_index.pictures import FOLDER, MOST_BYTES, NewPicture, check_picture, find_name

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|#", re.IGNORECASE)
_BELOW_THE_SITE = re.compile(r"/(?!/)")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A picture of an import, by what it will be called: in a file, or with its bytes."""

    name: str
    path: Path | None
    content: bytes | None = field(default=None, repr=False)

    def read(self) -> NewPicture:
        """Raises PictureRejected where the file has changed meanwhile."""
        new = check_picture(self.path.read_bytes() if self.path else self.content or b"", self.name)
        if new.picture.name != self.name:
            raise PictureRejected("not_a_picture", f"{self.path} changed while it was imported; import again")
        return new


class Pictures:
    """Those of one source, as its articles show them. Only files below `root` are read.

    `note` is told what could not be taken, and of which article.
    """

    def __init__(self, root: Path, note: Callable[[str], None]) -> None:
        self._root = root.resolve()
        self._note = note
        self._found: dict[str, Source] = {}
        self._addresses: dict[Path, str | None] = {}

    @property
    def found(self) -> Mapping[str, Source]:
        """By name. Files are read again when they are kept: they may be many."""
        return self._found

    def take_file(self, where: str, path: Path) -> str | None:
        """Its address in an article; None, with a note, where it is none."""
        path = _resolved(path)
        if path not in self._addresses:
            self._addresses[path] = self._take_file(where, path)
        return self._addresses[path]

    def take_data(self, where: str, address: str) -> str | None:
        """Of a page that carries its pictures in itself."""
        start = _DATA.match(address)
        try:
            content = base64.b64decode(unquote(address[start.end() :] if start else ""), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        return self._take(where, content, "picture", None)

    def take_address(self, where: str, address: str, folder: Path, *, site: bool = False) -> str | None:
        """Of a text in `folder`. None for what lies elsewhere, as well as for what is not taken.

        The root is a whole `site`'s, where an address that begins with "/" is one below it.
        """
        if _DATA.match(address):
            return self.take_data(where, address)
        path = unquote(address.partition("?")[0].partition("#")[0])
        if site and _BELOW_THE_SITE.match(address):
            return self.take_file(where, self._root / path.lstrip("/"))
        if _ELSEWHERE.match(address):
            return None
        return self.take_file(where, folder / path)

    def put_in(self, where: str, body: str, folder: Path) -> str:
        """The Markdown with our addresses in place of its own, of what it shows."""
        ours: dict[str, str] = {}
        for address in find_destinations(body, "image"):
            # Without its file, as where one article of an export is imported: it may be here already.
            if find_name(address) and not _resolved(folder / address).is_file():
                continue
            if name := self.take_address(where, address, folder):
                ours[address] = name
        return replace_destinations(body, ours)

    def _take_file(self, where: str, path: Path) -> str | None:
        shown = path.name
        if not path.is_relative_to(self._root):
            self._note(f"{where}: the picture {shown} lies outside of {self._root}; it is not taken")
            return None
        if not path.is_file():
            self._note(f"{where}: the picture {path.relative_to(self._root)} is not there")
            return None
        with path.open("rb") as file:
            return self._take(where, file.read(MOST_BYTES + 1), shown, path)

    def _take(self, where: str, content: bytes, called: str, path: Path | None) -> str | None:
        try:
            new = check_picture(content, called)
        except PictureRejected as refused:
            self._note(f"{where}: the picture {refused}")
            return None
        name = new.picture.name
        self._found[name] = Source(name, path) if path else Source(name, None, content)
        return f"{FOLDER}/{name}"


def _resolved(path: Path) -> Path:
    """Itself where the system can make nothing of it."""
    try:
        resolved = path.resolve()
        resolved.is_file()
    except (OSError, RuntimeError, ValueError):
        return Path("?")
    return resolved
