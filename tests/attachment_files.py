"""Small files of every type that may be attached, and of those that only look like it."""

import io
import struct
import zipfile

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
GIF = b"GIF89a\x01\x00\x01\x00" + bytes(20)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00\x03" + bytes(60)


def zip_of(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.comment = comment
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # whose date is fixed: a test's name is made of these bytes
            archive.writestr(entry, content, compress_type=method)
    return out.getvalue()


def office(main_part: str, **more: bytes) -> bytes:
    files = {"[Content_Types].xml": b"<Types/>", f"{main_part}/document.xml": b"<document/>"}
    return zip_of(files | {f"{main_part}/{name}": content for name, content in more.items()})


def with_declared_size(archive: bytes, unpacked: int) -> bytes:
    """The archive of one entry, whose directory now says that it unpacks to so many bytes."""
    at = archive.rindex(b"PK\x01\x02")
    return archive[: at + 24] + struct.pack("<L", unpacked) + archive[at + 28 :]


def locked(archive: bytes) -> bytes:
    """The archive of one entry, whose directory now says that it needs a password."""
    at = archive.rindex(b"PK\x01\x02")
    return archive[: at + 8] + struct.pack("<H", 1) + archive[at + 10 :]


def sharing_entries(copies: int, packed: bytes) -> bytes:
    """A directory of many entries that all point at the same packed bytes."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 0, 1, 0) + b"a" + packed
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 0, 1, 0, 0, 0, 0, 0, 0
    )
    directory = (entry + b"a") * copies
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(directory), len(local), 0)
    return local + directory + end
