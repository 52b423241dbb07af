"""The encoder's tokenizer as it serves: tokenizer.json in a third of the memory that `tokenizers` takes.

Gives the ids that `tokenizers` gives, which a test holds, except that a customer who types "<s>" gets text
and no control token. It knows what `tokenizer_file` writes and no other kind.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

SPACE = "▁"
# How far below the rarest piece an unknown character lies; sentencepiece's own number.
UNKNOWN_PENALTY = 10.0

Normaliser = Callable[[str], str]


class UnigramTokenizer:
    """Holds no state while encoding; one serves all threads."""

    def __init__(self, stored: dict[str, Any]) -> None:
        model = stored["model"]
        self._normalisers = _read_normalisers(stored["normalizer"])
        self._ids = {piece: index for index, (piece, _) in enumerate(model["vocab"])}
        self._scores = [score for _, score in model["vocab"]]
        self._unknown = int(model["unk_id"])
        self._unknown_score = min(self._scores) - UNKNOWN_PENALTY
        self._bos, self._eos = self._ids["<s>"], self._ids["</s>"]
        for special in stored["added_tokens"]:
            del self._ids[special["content"]]
        self._longest = _longest_by_first(self._ids)

    def __len__(self) -> int:
        return len(self._scores)

    def encode(self, text: str, *, limit: int) -> list[int]:
        """Ids with the tokens of beginning and end, at most `limit` of them."""
        for normalise in self._normalisers:
            text = normalise(text)
        text = text.replace(" ", SPACE)
        if text and not text.startswith(SPACE):
            text = SPACE + text
        ids = [self._bos]
        for word in text.split(SPACE)[1:]:
            ids += self._segment(SPACE + word)
            if len(ids) >= limit:
                break
        return [*ids[: limit - 1], self._eos]

    def _segment(self, word: str) -> list[int]:
        """The likeliest way to cut the word into pieces (Viterbi); unknown characters in a row are one."""
        ids, scores = self._ids, self._scores
        best = [0.0] + [-float("inf")] * len(word)
        came_from = [0] * (len(word) + 1)
        for start, character in enumerate(word):
            so_far = best[start]
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1], came_from[start + 1] = so_far + self._unknown_score, start
            for end in range(start + 1, min(start + self._longest.get(character, 0), len(word)) + 1):
                piece = ids.get(word[start:end])
                if piece is not None and so_far + scores[piece] > best[end]:
                    best[end], came_from[end] = so_far + scores[piece], start
        found: list[int] = []
        end = len(word)
        while end > 0:
            piece = ids.get(word[came_from[end] : end], self._unknown)
            if piece != self._unknown or not found or found[-1] != self._unknown:
                found.append(piece)
            end = came_from[end]
        return found[::-1]


def is_served_by_us(stored: dict[str, Any]) -> bool:
    """Whether tokenizer.json, as a value, is of the kind that `UnigramTokenizer` knows."""
    kinds = stored["model"]["type"], (stored["pre_tokenizer"] or {}).get("type")
    return kinds == ("Unigram", "Metaspace") and _is_known(stored["normalizer"] or {"type": "none"})


def _is_known(normaliser: dict[str, Any]) -> bool:
    if normaliser["type"] == "Sequence":
        return all(map(_is_known, normaliser["normalizers"]))
    return normaliser["type"] in ("NFKC", "Replace")


def _read_normalisers(stored: dict[str, Any]) -> list[Normaliser]:
    if stored["type"] == "Sequence":
        return [one for inner in stored["normalizers"] for one in _read_normalisers(inner)]
    if stored["type"] == "NFKC":
        return [lambda text: unicodedata.normalize("NFKC", text)]
    pattern, content = stored["pattern"], stored["content"]
    found = re.compile(pattern["Regex"] if "Regex" in pattern else re.escape(pattern["String"]))
    return [lambda text: found.sub(lambda _: content, text)]


def _longest_by_first(pieces: dict[str, int]) -> dict[str, int]:
    """How long the longest piece is that begins with a character: further on there is nothing to look up."""
    longest: dict[str, int] = {}
    for piece in pieces:
        if len(piece) > longest.get(piece[:1], 0):
            longest[piece[0]] = len(piece)
    return longest
