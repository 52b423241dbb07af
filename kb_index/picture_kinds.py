"""What kind of picture some bytes are and how large it is, by its own header, whatever it is called. Pure."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# Start-of-frame markers of JPEG; DHT, JPG and DAC lie between them and are none.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE = frozenset({0x01, *range(0xD0, 0xD8)})

_SCAN, _ORIENTATION = 0xDA, 0x0112
# APP1 has Exif and XMP, APP13 what Photoshop writes, COM a comment.
_NOTES = frozenset({0xE1, 0xED, 0xFE})


@dataclass(frozen=True, slots=True)
class PictureKind:
    extension: str
    media_type: str


KINDS: Mapping[str, PictureKind] = {
    "png": PictureKind("png", "image/png"),
    "jpg": PictureKind("jpg", "image/jpeg"),
    "gif": PictureKind("gif", "image/gif"),
    "webp": PictureKind("webp", "image/webp"),
}
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")


def recognise_picture(head: bytes) -> PictureKind | None:
    """By the first twelve bytes."""
    for start, extension in (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
    ):
        if head.startswith(start):
            return KINDS[extension]
    return KINDS["webp"] if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def measure(content: bytes, kind: PictureKind) -> tuple[int, int] | None:
    """Width and height in pixels; None where the header does not say, and then it is no such picture."""
    try:
        width, height = {"png": _png, "jpg": _jpg, "gif": _gif, "webp": _webp}[kind.extension](content)
    except (struct.error, IndexError, ValueError):
        return None
    return (width, height) if width and height else None


def without_whereabouts(content: bytes, kind: PictureKind) -> bytes:
    """A JPEG without what cameras note in it, such as where it was taken; which way is up stays."""
    return _bare_jpg(content) if kind.extension == "jpg" else content


def _bare_jpg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _SCAN:
        marker = content[at + 1]
        lone = marker == 0xFF or marker in _LONE
        end = at + (1 if marker == 0xFF else 2 if lone else 2 + int.from_bytes(content[at + 2 : at + 4]))
        part = content[at:end]
        kept.append(part if lone or marker not in _NOTES else _turned(part))
        at = end
    return b"".join([*kept, content[at:]])


def _turned(part: bytes) -> bytes:
    """Only the orientation of an Exif segment; nothing where it tells none."""
    tiff = part[10:]
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    start = int.from_bytes(tiff[4:8], order)
    for number in range(int.from_bytes(tiff[start : start + 2], order)):
        entry = tiff[start + 2 + 12 * number : start + 14 + 12 * number]
        if part[4:10] != b"Exif\0\0" or len(entry) < 12:
            break
        if int.from_bytes(entry[:2], order) == _ORIENTATION:
            turn = int.from_bytes(entry[8:10], order).to_bytes(2)
            return b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + turn + bytes(6)
    return b""


def _png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR":
        raise ValueError
    return struct.unpack_from(">II", content, 16)


def _gif(content: bytes) -> tuple[int, int]:
    return struct.unpack_from("<HH", content, 6)


def _jpg(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _LONE:
            at += 2
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    raise ValueError


def _webp(content: bytes) -> tuple[int, int]:
    chunk = content[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if chunk == b"VP8L" and content[20] == 0x2F:
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError
