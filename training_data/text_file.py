"""Reads a file's text, or says in one complaint why that cannot be done."""

from pathlib import Path

from training_data.schema import Complaint

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str | Complaint:
    """The text without a byte order mark, its line ends as they are."""
    try:
        data = path.read_bytes()
    except OSError as wrong:
        return Complaint(path, 0, f"cannot be read: {wrong.strerror}")
    if data.startswith(UTF16_MARKS):
        return Complaint(path, 1, "the file is UTF-16; save it as UTF-8")
    if (place := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, place) + 1
        return Complaint(path, line, "a NUL byte: the file is UTF-16 or no text; save it as UTF-8")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        return Complaint(path, line, f"byte {wrong.start} is not UTF-8; save the file as UTF-8")
