"""How much a zip or an office document would unpack to: as it declares, and counted. Nothing is written."""

import os
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from bot.desk.attachments.errors import KindRefused
from bot.desk.attachments.malware import TestMark
from bot.desk.attachments.zip_directory import (
    DEFLATED,
    STORED,
    Entry,
    NotAZip,
    read_directory,
    seek_data,
)

MOST_UNPACKED = 256 * 1024 * 1024
MOST_RATIO = 150
"""Logs pack to a twentieth, seldom to less than a hundredth; deflate can reach 1,032."""
SMALL = 4 * 1024 * 1024
"""Up to so many bytes unpacked any ratio is harmless."""
MOST_DIRECTORY = 1024 * 1024
PIECE = 64 * 1024

_ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh",
    b"\xfd7zXZ\x00",
)  # fmt: skip
_DOCUMENTS = (".docx", ".xlsx", ".pptx")


def check_archive(file: BinaryIO, name: str, *, main_part: str = "") -> None:
    """KindRefused with the reason. With a `main_part` it must be an office document that has one."""
    try:
        entries = read_directory(file, most_bytes=MOST_DIRECTORY)
        _check_declared(entries, name, file.seek(0, os.SEEK_END))
        if main_part:
            _check_office(entries, name, main_part)
        for entry in entries:
            _check_entry(file, entry, name, in_office=bool(main_part))
    except (NotAZip, zlib.error):
        raise KindRefused("broken_archive", name=name) from None


def _check_declared(entries: Sequence[Entry], name: str, size: int) -> None:
    if any(entry.locked for entry in entries):
        raise KindRefused("locked_archive", name=name)
    packed, unpacked = sum(one.packed for one in entries), sum(one.unpacked for one in entries)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > packed * MOST_RATIO):
        raise KindRefused("archive_too_big", name=name)
    # Entries that share bytes could be counted for ever without unpacking to anything.
    if packed > size or any(entry.method not in (STORED, DEFLATED) for entry in entries):
        raise NotAZip


def _check_office(entries: Sequence[Entry], name: str, main_part: str) -> None:
    names = [entry.name for entry in entries]
    if "[Content_Types].xml" not in names or not any(one.startswith(main_part) for one in names):
        raise KindRefused("not_that_type", name=name, expected=f"{main_part.rstrip('/')} (Office)")
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise KindRefused("macros", name=name)


def _check_entry(file: BinaryIO, entry: Entry, name: str, *, in_office: bool) -> None:
    """That it unpacks to what it declares, and is no archive itself; documents may stand in a zip."""
    mark, counted, head = TestMark(), 0, b""
    for piece in _unpacked(file, entry):
        head = head or piece[:16]
        counted += len(piece)
        if counted > entry.unpacked:
            raise NotAZip
        if mark.is_in(piece):
            raise KindRefused("malware", name=name)
    if counted != entry.unpacked:
        raise NotAZip
    if head.startswith(_ARCHIVES) and not in_office and not entry.name.lower().endswith(_DOCUMENTS):
        raise KindRefused("nested_archive", name=name, inner=entry.name[-80:])


def _unpacked(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    if entry.packed == 0:
        return
    seek_data(file, entry)
    left = entry.packed
    inflating = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None
    while left > 0:
        piece = file.read(min(PIECE, left))
        if not piece:
            raise NotAZip
        left -= len(piece)
        if inflating is None:
            yield piece
            continue
        while piece and not inflating.eof:
            yield inflating.decompress(piece, PIECE)
            piece = inflating.unconsumed_tail
    if inflating is not None:
        yield from _rest(inflating)


def _rest(inflating: "zlib._Decompress") -> Iterator[bytes]:
    """What the last piece still held back."""
    while not inflating.eof:
        more = inflating.decompress(inflating.unconsumed_tail, PIECE)
        if not more:
            raise NotAZip
        yield more
