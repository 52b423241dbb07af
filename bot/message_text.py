"""What a customer may send as text: visible, of bounded length, free of control characters."""

import re
import unicodedata

from bot.errors import Malformed, TextEmpty, TextTooLong
from bot.sensitive_numbers import hide_numbers

# Cc and lone surrogates, but tab and newline; of the invisible marks those that only serve to deceive.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_FILE = "📎 "
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Cn", "Co", "Mn", "Me"})


def clean_text(text: str, limit: int) -> str:
    """The text as it is stored; TextEmpty or TextTooLong (`limit` in characters, before cleaning)."""
    if len(text) > limit:
        raise TextTooLong(len(text), limit)
    cleaned = hide_numbers(without_controls(text))
    if all(unicodedata.category(character) in _INVISIBLE for character in cleaned):
        raise TextEmpty
    return cleaned


def without_controls(text: str) -> str:
    """What is left can be stored and shown; it may be empty."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text_of_file(name: str) -> str:
    """What a message that is a file says where only its text is read: in lists, notes and other systems."""
    return _FILE + name


def find_file_name(text: str) -> str | None:
    """The reverse; None for what is no such text."""
    return text.removeprefix(_FILE) if text.startswith(_FILE) else None


def check_client_id(value: object, field: str) -> str:
    """An id that a client chose for a message, or Malformed."""
    if not isinstance(value, str) or not _CLIENT_ID.fullmatch(value):
        raise Malformed(field, "expected 1 to 64 of A-Za-z0-9._~-, such as a UUID")
    return value
