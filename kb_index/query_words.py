"""What a question's words stand for: their spelling mended, their synonyms, their translations."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kb_index.spelling import Speller
from kb_index.synonyms import LINES, SYNONYM_WEIGHT
from kb_index.translations import Translations
from kb_index.words import search_words


@dataclass(frozen=True, slots=True)
class QueryWord:
    """`forms` are the words to look for, in both languages, each with its weight up to 1."""

    word: str
    forms: Mapping[str, float]


class QueryReader:
    """Reads questions to one tenant's articles."""

    def __init__(self, speller: Speller, translations: Mapping[str, Translations]) -> None:
        self._speller = speller
        self._translations = translations

    def read(self, query: str, language: str) -> tuple[QueryWord, ...]:
        """Each word once, in order; empty where the question has nothing but stop words."""
        words = dict.fromkeys(self._speller.mended(word) for word in search_words(query))
        return tuple(QueryWord(word, self._forms(word, language)) for word in words)

    def _forms(self, word: str, language: str) -> Mapping[str, float]:
        forms = {word: 1.0}
        for other in _synonyms().get(word, ()):
            forms[other] = SYNONYM_WEIGHT
        for other, chance in self._translations.get(language, {}).get(word, {}).items():
            forms[other] = max(chance, forms.get(other, 0))
        return forms


def all_forms(words: tuple[QueryWord, ...]) -> dict[str, float]:
    """One weight a form: that of the word it stands for best."""
    forms: dict[str, float] = {}
    for word in words:
        for form, weight in word.forms.items():
            forms[form] = max(weight, forms.get(form, 0))
    return forms


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    synonyms: dict[str, frozenset[str]] = {}
    for line in LINES:
        # A compound is cut into its parts and itself, itself last.
        words = frozenset(found[-1] for found in map(search_words, line.split()) if found)
        for word in words:
            synonyms[word] = synonyms.get(word, frozenset()) | words - {word}
    return synonyms
