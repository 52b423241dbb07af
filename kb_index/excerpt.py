"""Shortens a passage to whole sentences, for a reply. Pure."""

import re

_END = re.compile(r"[。！？!?](?:[”’」』）)])?|\.(?=\s|$)|[；;](?=\s|$|[\u4e00-\u9fff])|\n")


def excerpt(passage: str, limit: int) -> str:
    """The opening of `passage` to a sentence's end, at most `limit` characters.

    A text within the limit comes back as it is. Where not even the first sentence fits, it is cut at a comma
    or a word and ends in "…". A line that only announces a list ("Steps:") is not left at the end.
    """
    text = passage.strip()
    if len(text) <= limit:
        return text
    ends = [end.end() for end in _END.finditer(text[: limit + 1]) if end.end() <= limit]
    for end in reversed(ends):
        short = text[:end].rstrip()
        if short and short[-1] not in ":：" and not re.fullmatch(r"(?s).*\n?\s*\d+\.", short):
            return short
    cut = max(text.rfind(mark, 0, limit - 1) for mark in ("，", ", ", "、", " "))
    return text[: cut if cut > limit // 2 else limit - 1].rstrip("，,、 ") + "…"
