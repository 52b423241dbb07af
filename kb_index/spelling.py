"""Leads a misspelt Latin word to the one the articles have."""

from collections.abc import Iterable, Set

SHORTEST = 5
"""Shorter words have too many neighbours."""
LONGEST = 40
"""No word that is written is longer; the neighbours of a line of letters would fill the memory."""


class Speller:
    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known: Set[str] = {word for word in vocabulary if _may_be_misspelt(word)}
        self._shortened = {form: word for word in sorted(self._known) for form in _shortened(word)}

    def mended(self, word: str) -> str:
        """The known word that has one letter more or fewer, or two swapped; else `word`.

        A changed letter is not mended: it makes "protect" of "project".
        """
        if not _may_be_misspelt(word) or word in self._known:
            return word
        if word in self._shortened:
            return self._shortened[word]
        swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
        return next((form for form in (*_shortened(word), *swapped) if form in self._known), word)


def _may_be_misspelt(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


def _shortened(word: str) -> list[str]:
    """The word without one of its letters; the first stays, since people get it right."""
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]
