"""Cuts a message into the tokens that the name model reads, each with a tag that says what is known of it.

A Chinese character is a token, a Latin word is one, and so is each entity the rules have found, which stands
as "<time>" and the like: the model then sees a short and regular text. Nothing here knows spaCy.
"""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu.extractors.found import Found
from nlu.extractors.name_lists import (
    COMMON_SURNAMES,
    COMPANY_ENDS_EN,
    COMPANY_ENDS_ZH,
    FIRST_NAMES,
    GIVEN,
    LAST_NAMES,
    PINYIN_SURNAMES,
    PLACES,
    PROGRAMS,
    SURNAMES,
    TITLES,
)

_TOKEN = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_\u3400-\u9fff]+)?|\d+|[^\s]")
_COMPANY_END = re.compile("|".join(sorted(COMPANY_ENDS_ZH, key=len, reverse=True)))
_TITLE = re.compile("|".join(sorted(TITLES, key=len, reverse=True)))
_GIVEN = frozenset(GIVEN)
_COMPANY_WORDS = frozenset(word.lower() for word in COMPANY_ENDS_EN)
_LAST_NAMES = frozenset(word.lower() for word in (*LAST_NAMES, *PINYIN_SURNAMES))
_LONGEST = 24
_SENTENCE_ENDS = frozenset(".!?:。！？：")
_CAPITAL_I = frozenset(["I", "I'm", "I'd", "I've", "I'll"])


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    tag: str
    start: int
    end: int


def tokens_of(text: str, entities: Sequence[Found], known: frozenset[str]) -> list[Token]:
    """`known` holds the words and pairs of characters that training saw outside names (see `known_of`)."""
    pieces = _pieces(text, entities)
    marks = _marks(text)
    return [
        Token(piece[0], _tag(pieces, index, marks, known), piece[1], piece[2])
        for index, piece in enumerate(pieces)
    ]


def may_hold_name(tokens: Sequence[Token], known: frozenset[str]) -> bool:
    """False where training saw every word and pair outside names, and no word inside is written like one.

    Such a message needs no model to say that it names nobody.
    """
    before: Token | None = None
    for token in tokens:
        if _may_be_of_name(token, before, known):
            return True
        before = token
    return False


def _may_be_of_name(token: Token, before: Token | None, known: frozenset[str]) -> bool:
    word = token.text
    if word.startswith("<") and len(word) > 1:
        return False
    if _is_han(word):
        joined = before is not None and before.end == token.start and _is_han(before.text)
        return joined and before is not None and before.text + word not in known
    if not word[0].isalpha():
        return False
    opens = before is None or before.text in _SENTENCE_ENDS
    plain = word.islower() or word.isupper() or opens or word in _CAPITAL_I
    return _plain(word.lower()) not in known or not plain


def known_of(texts: Iterable[tuple[str, Sequence[Found]]]) -> frozenset[str]:
    """Words and pairs of characters in two messages or more; entities, names among them, are left out."""
    counts: Counter[str] = Counter()
    for text, entities in texts:
        pieces = _pieces(text, entities)
        seen = {
            piece[0].lower() for piece in pieces if not _is_han(piece[0]) and not piece[0].startswith("<")
        }
        seen |= {
            left[0] + right[0] for left, right in itertools.pairwise(pieces) if _is_han(left[0] + right[0])
        }
        counts.update(seen)
    return frozenset(word for word, count in counts.items() if count > 1)


Piece = tuple[str, int, int]


def _pieces(text: str, entities: Sequence[Found]) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    for entity in sorted(entities, key=lambda one: one.start):
        pieces += _words(text, place, entity.start)
        pieces.append((f"<{entity.entity}>", entity.start, entity.end))
        place = entity.end
    return pieces + _words(text, place, len(text))


def _words(text: str, start: int, end: int) -> list[Piece]:
    return [(match[0][:_LONGEST], match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]


def _marks(text: str) -> dict[int, str]:
    """Where Chinese company endings and titles stand, by place."""
    marks = {place: "T" for match in _TITLE.finditer(text) for place in range(*match.span())}
    marks.update((place, "X") for match in _COMPANY_END.finditer(text) for place in range(*match.span()))
    return marks


def _tag(pieces: Sequence[Piece], index: int, marks: dict[int, str], known: frozenset[str]) -> str:
    word, start, _ = pieces[index]
    if word.startswith("<") and len(word) > 1:
        return "E"
    if _is_han(word):
        left = index > 0 and pieces[index - 1][0] + word in known
        right = index + 1 < len(pieces) and word + pieces[index + 1][0] in known
        kind = marks.get(start) or (
            "S" if word in COMMON_SURNAMES else "s" if word in SURNAMES else "g" if word in _GIVEN else "c"
        )
        return f"{kind}{'L' if left else '-'}{'R' if right else '-'}"
    if not word[0].isalpha():
        return "d" if word[0].isdigit() else "p"
    return _latin_tag(word, known)


def _latin_tag(word: str, known: frozenset[str]) -> str:
    low = _plain(word.lower())
    if low in PROGRAMS:
        return "B"
    kind = (
        "X"
        if low in _COMPANY_WORDS
        else "P"
        if low in PLACES
        else "F"
        if low in FIRST_NAMES
        else "L"
        if low in _LAST_NAMES
        else "w"
    )
    case = "A" if word.isupper() and len(word) > 1 else "a" if word.islower() else "Aa"
    return f"{kind}{case}{'k' if low in known else '-'}"


def _plain(word: str) -> str:
    """Without accents: Lucía is the Lucia of the list."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _is_han(text: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" for char in text)
