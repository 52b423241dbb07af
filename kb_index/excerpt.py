"""Shortens a passage to whole sentences, for a reply. Pure."""

import re
from collections.abc import Iterator

_END = re.compile(r"[。！？!?](?:[”’」』）)])?|\.(?=\s|$)|[；;](?=\s|$|[\u4e00-\u9fff])|\n")


_ELLIPSIS = "… "

_LONGEST_HEADING = 100
"""Characters; a longer one is left out."""


def excerpt(passage: str, limit: int, around: int = 0) -> str:
    """Whole sentences of `passage`, the one at place `around` among them, at most `limit` characters.

    A text within the limit comes back as it is. It is the opening where that reaches far enough, else what
    begins with that sentence's line, or with the sentence itself, after "…". Where not even the first
    sentence fits, it is cut at a comma or a word and ends in "…". A line that only announces a list
    ("Steps:") is not left at the end.
    """
    text = passage.strip()
    begin = _find_beginning(text, limit, around)
    return _ELLIPSIS + _open(text[begin:], limit - len(_ELLIPSIS)) if begin else _open(text, limit)


def with_heading(heading: str, text: str, language: str) -> str:
    """As it is told: "No, it is not sold." says nothing without the heading that it stands under."""
    if not heading or len(heading) > _LONGEST_HEADING:
        return text
    colon = "" if heading[-1] in "?？!！.。:：" else "：" if language == "zh" else ":"
    return f"{heading}{colon}\n{text}"


def cut_sentences(passage: str) -> list[tuple[int, str]]:
    """Each with the place in the stripped passage where it begins."""
    text = passage.strip()
    return [(begin, text[begin:end]) for begin, end in _spans(text) if text[begin:end].strip()]


def _find_beginning(text: str, limit: int, around: int) -> int:
    """0 for the opening."""
    begin, end = next(((begin, end) for begin, end in _spans(text) if begin <= around < end), (0, 0))
    if len(text) <= limit or end <= limit:
        return 0
    line = text.rfind("\n", 0, begin) + 1
    return line if end - line <= limit - len(_ELLIPSIS) else begin


def _spans(text: str) -> Iterator[tuple[int, int]]:
    begins = [0, *(end.end() for end in _END.finditer(text))]
    yield from zip(begins, [*begins[1:], len(text)], strict=True)


def _open(text: str, limit: int) -> str:
    text = text.strip()
    if len(text) <= limit:
        return text
    ends = [end.end() for end in _END.finditer(text[: limit + 1]) if end.end() <= limit]
    for end in reversed(ends):
        short = text[:end].rstrip()
        if short and short[-1] not in ":：" and not re.fullmatch(r"(?s).*\n?\s*\d+\.", short):
            return short
    cut = max(text.rfind(mark, 0, limit - 1) for mark in ("，", ", ", "、", " "))
    return text[: cut if cut > limit // 2 else limit - 1].rstrip("，,、 ") + "…"
