"""What a file may be called. The name is told to people and never used as a path of ours."""

import re
import unicodedata

LONGEST = 200
"""In bytes of UTF-8."""

_NEVER = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters and marks by their category, and yet nothing to see: fillers, joiners, variation selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_SEPARATOR = re.compile(r"[/\\]")
_LIKE_DOTS = re.compile("[\u2024\ufe52\uff0e]")
_NOT_IN_NAMES = re.compile('[<>:"|?*\u2044\u2215\u2216\u29f5\u29f8\ufe68\uff0f\uff3c]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)


def clean_name(raw: str) -> str:
    """One visible file name without a path, "file" where nothing is left of `raw`."""
    visible = "".join(
        " " if character.isspace() else character
        for character in _BLANK.sub("", raw)
        if character.isspace() or unicodedata.category(character) not in _NEVER
    )
    name = _SEPARATOR.split(unicodedata.normalize("NFC", visible))[-1]
    name = _NOT_IN_NAMES.sub("_", _LIKE_DOTS.sub(".", name))
    name = re.sub(" +", " ", name).lstrip(" .-~").rstrip(" .")
    if _RESERVED.fullmatch(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    return _shortened(name) or "file"


def extension_of(name: str) -> str:
    """In lower case, without its dot; "" where there is none."""
    stem, _, extension = name.rpartition(".")
    return extension.lower() if stem else ""


def with_extension(name: str, extension: str) -> str:
    stem = name.rpartition(".")[0] if extension_of(name) else name
    return clean_name(f"{stem}.{extension}")


def _shortened(name: str) -> str:
    """Loses its middle: the ending says what it is."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 16:
        stem, dot, extension = name, "", ""
    kept = stem.encode()[: LONGEST - len(f"{dot}{extension}".encode())].decode(errors="ignore")
    return f"{kept.rstrip(' .')}{dot}{extension}"
