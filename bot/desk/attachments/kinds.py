"""The types that are taken. What is not here is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kb_index.picture_kinds import recognise_picture

OCTETS = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """`main_part` is the folder that makes a zip that office document."""

    name: str
    media_type: str
    content: Literal["image", "pdf", "text", "zip", "office"]
    main_part: str = ""


KINDS: Mapping[str, Kind] = {
    "png": Kind("PNG", "image/png", "image"),
    "jpg": Kind("JPEG", "image/jpeg", "image"),
    "jpeg": Kind("JPEG", "image/jpeg", "image"),
    "gif": Kind("GIF", "image/gif", "image"),
    "webp": Kind("WebP", "image/webp", "image"),
    "pdf": Kind("PDF", "application/pdf", "pdf"),
    "txt": Kind("text", "text/plain", "text"),
    "log": Kind("text", "text/plain", "text"),
    "csv": Kind("CSV", "text/csv", "text"),
    "json": Kind("JSON", "application/json", "text"),
    # What a browser would run. It is kept for the agent to look into, and told to be nothing in particular.
    "svg": Kind("SVG", OCTETS, "text"),
    "html": Kind("HTML", OCTETS, "text"),
    "htm": Kind("HTML", OCTETS, "text"),
    "zip": Kind("ZIP", "application/zip", "zip"),
    "docx": Kind("DOCX", f"{_OFFICE}wordprocessingml.document", "office", "word/"),
    "xlsx": Kind("XLSX", f"{_OFFICE}spreadsheetml.sheet", "office", "xl/"),
    "pptx": Kind("PPTX", f"{_OFFICE}presentationml.presentation", "office", "ppt/"),
}
_STARTS = {b"%PDF-": "pdf", b"PK\x03\x04": "zip"}
KNOWN = ", ".join(extension for extension in KINDS if extension not in ("jpeg", "htm"))


def recognise(head: bytes) -> str | None:
    """The extension that the first bytes ask for; None for text and for what is not on the list."""
    if picture := recognise_picture(head):
        return picture.extension
    return next((extension for start, extension in _STARTS.items() if head.startswith(start)), None)
