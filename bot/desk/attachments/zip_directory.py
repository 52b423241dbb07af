"""Reads a zip's table of contents, and only that: sizes as declared, in memory that the caller bounds.

`zipfile` reads as many entries as a hostile file says, so this is our own.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_MARK, _ENTRY_MARK, _LOCAL_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_LONGEST_COMMENT = 0xFFFF


class NotAZip(Exception):
    """Damaged, of several volumes, of 64 bits, or with something before or behind it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`offset` is where its local header begins; sizes in bytes."""

    name: str
    method: int
    locked: bool
    packed: int
    unpacked: int
    offset: int


def read_directory(file: BinaryIO, *, most_bytes: int) -> list[Entry]:
    """NotAZip also where the directory is larger than `most_bytes`."""
    start, size, count = _find_directory(file)
    if size > most_bytes:
        raise NotAZip
    file.seek(start)
    entries = list(_entries(file.read(size)))
    if len(entries) != count:
        raise NotAZip
    return entries


def seek_data(file: BinaryIO, entry: Entry) -> None:
    """To the first byte of what is packed."""
    file.seek(entry.offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(_LOCAL_MARK):
        raise NotAZip
    *_, name_length, extra_length = _LOCAL.unpack(header)
    file.seek(name_length + extra_length, os.SEEK_CUR)


def _find_directory(file: BinaryIO) -> tuple[int, int, int]:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail_start = file.tell()
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise NotAZip
    _, disk, first_disk, here, count, directory, start, comment = _END.unpack_from(tail, at)
    end = tail_start + at
    whole = start + directory == end and end + _END.size + comment == size
    if not whole or disk or first_disk or here != count:
        raise NotAZip
    return start, directory, count


def _entries(directory: bytes) -> Iterator[Entry]:
    at = 0
    while at < len(directory):
        if len(directory) - at < _ENTRY.size:
            raise NotAZip
        (mark, _, _, flags, method, _, _, _, packed, unpacked, named, extra, comment, _, _, _, offset) = (
            _ENTRY.unpack_from(directory, at)
        )
        name = directory[at + _ENTRY.size : at + _ENTRY.size + named]
        at += _ENTRY.size + named + extra + comment
        if mark != _ENTRY_MARK or at > len(directory):
            raise NotAZip
        text = name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        yield Entry(text, method, bool(flags & 1), packed, unpacked, offset)
