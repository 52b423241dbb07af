"""Files as they come: which there are, what is written in them, and what their names say."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from kb_index.articles import ArticleProblem
from kb_index.errors import BrokenArticles

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""As an article's id is written."""

_LOCALE = re.compile(r"(zh|en)(?:[-_][a-z]+)*", re.IGNORECASE)
_NAMED = re.compile(r"(.+)\.((?:zh|en)(?:[-_][a-z]+)*)", re.IGNORECASE)


def files_of(path: Path, *endings: str) -> Iterator[tuple[str, Path]]:
    """Each file of a folder, by its path in there, but hidden ones; `path` itself where it is one.

    Raises BrokenArticles where there is none.
    """
    if not path.exists():
        raise BrokenArticles([f"{path}: no such file or folder"])
    found = [path] if path.is_file() else sorted(path.rglob("*"))
    base = path.parent if path.is_file() else path
    named = [(one.relative_to(base), one) for one in found if one.suffix.lower() in endings and one.is_file()]
    shown = [(name, one) for name, one in named if not any(part.startswith(".") for part in name.parts)]
    if not shown:
        raise BrokenArticles([f"{path}: no article in it; expected files ending in {' or '.join(endings)}"])
    for name, one in shown:
        yield name.as_posix(), one


def read_text(path: Path, most_bytes: int, charset: str | None = None) -> str:
    """UTF-8, or what a byte order mark says, or `charset`; lines end in \\n. Raises ArticleProblem."""
    size = path.stat().st_size
    if size > most_bytes:
        raise ArticleProblem(f": got {size:,} bytes, expected at most {most_bytes:,}; split it")
    raw = path.read_bytes()
    mark = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
    codec = _MARKS.get(mark, "utf-8")
    if b"\0" in raw and codec == "utf-8":
        raise ArticleProblem(": got a binary file, or UTF-16 without its mark; save it as UTF-8 text")
    try:
        text = raw.removeprefix(mark).decode(codec)
    except UnicodeDecodeError as wrong:
        text = _decode_otherwise(raw, charset, wrong)
    return re.sub(r"\r\n?", "\n", text)


def changed_on(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def find_language(locale: str | None) -> str | None:
    """ "zh-CN", "zh_Hant" and "en-gb" are zh and en; None for any other."""
    found = _LOCALE.fullmatch(locale or "")
    return found[1].lower() if found else None


def name_and_language(name: str) -> tuple[str, str | None]:
    """ "billing/refunds.zh-cn.md" is billing-refunds in zh; no letter or digit make an empty id.

    What an id cannot hold of a name, as of 第1章开票 or API限制, is told by a hash in it, the same each time.
    """
    stem = name.rpartition(".")[0]
    found = _NAMED.fullmatch(stem)
    named = found[1] if found else stem
    article = slug(named)
    if re.search(r"[^\W\d_a-zA-Z]", named):
        told = article if re.search("[a-z]", article) else "article"
        article = f"{told}-{sha256(unicodedata.normalize('NFC', named).encode()).hexdigest()[:8]}"
    return article, find_language(found[2]) if found else None


def slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def _decode_otherwise(raw: bytes, charset: str | None, wrong: UnicodeDecodeError) -> str:
    if charset:
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            raise ArticleProblem(f": is not {charset}, as it says; save it as UTF-8") from wrong
    try:
        chinese = bool(re.search(r"[\u4e00-\u9fff]{2}", raw.decode("gb18030")))
    except UnicodeDecodeError:
        chinese = False
    got = "GB18030 (GBK), it seems" if chinese else f"byte {wrong.start} that is no UTF-8"
    raise ArticleProblem(f": got {got}, expected UTF-8; save it as UTF-8 (Excel: CSV UTF-8)") from wrong
