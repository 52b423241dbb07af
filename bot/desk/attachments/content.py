"""Whether a file is what its name says, by its bytes. Nothing of it is decoded, drawn or unpacked."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.desk.attachments.archives import check_archive
from bot.desk.attachments.errors import AttachmentRejected, KindRefused
from bot.desk.attachments.kinds import KINDS, KNOWN, Kind, recognise
from bot.desk.attachments.malware import TestMark
from bot.desk.attachments.names import clean_name, extension_of, with_extension

PIECE = 256 * 1024

# Tab, line ends, form feed and escape (coloured logs) are text.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NO_TEXT_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Checked:
    """The name has the ending that fits the bytes."""

    name: str
    media_type: str


def check_content(path: Path, given_name: str) -> Checked:
    """Raises AttachmentRejected with the reason."""
    name = clean_name(given_name)
    with path.open("rb") as file:
        head = file.read(16)
        if not head:
            raise AttachmentRejected("empty", name=name)
        name, kind = _kind(name, recognise(head))
        _check_malware(file, name)
        if kind.content in ("zip", "office"):
            check_archive(file, name, main_part=kind.main_part)
        elif kind.content == "text" and not _is_text(file):
            raise KindRefused("not_that_type", name=name, expected=kind.name)
    return Checked(name, kind.media_type)


def check_name(given_name: str) -> None:
    """KindRefused where no bytes could be right: for before they come."""
    name = clean_name(given_name)
    if extension_of(name):
        _known_kind(name, extension_of(name))


def _kind(name: str, seen: str | None) -> tuple[str, Kind]:
    """By the name's ending, or by the bytes where it has none. Pictures often have another's ending."""
    extension = extension_of(name)
    if not extension:
        extension = seen or "txt"
        name = with_extension(name, extension)
    kind = _known_kind(name, extension)
    found = KINDS[seen] if seen else None
    if kind.content == "image" and found and found.content == "image":
        return (name, kind) if found.name == kind.name else (with_extension(name, str(seen)), found)
    fits = {"office": "zip", "text": None}.get(kind.content, extension) == seen
    if not fits:
        raise KindRefused("not_that_type", name=name, expected=kind.name)
    return name, kind


def _known_kind(name: str, extension: str) -> Kind:
    kind = KINDS.get(extension)
    if kind is None:
        raise KindRefused("unknown_type", name=name, known=KNOWN)
    return kind


def _check_malware(file: BinaryIO, name: str) -> None:
    mark = TestMark()
    if any(mark.is_in(piece) for piece in _pieces(file)):
        raise KindRefused("malware", name=name)


def _is_text(file: BinaryIO) -> bool:
    file.seek(0)
    encoding = _UTF16.get(file.read(2))
    if encoding is None:
        return not any(_NO_TEXT_BYTES.search(piece) for piece in _pieces(file))
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return not any(_NO_TEXT.search(decoder.decode(piece)) for piece in _pieces(file))
    except UnicodeDecodeError:
        return False


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
