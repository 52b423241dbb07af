"""The search words of a passage, kept beside it: to cut them anew at each start takes most of loading."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import kb_index.chinese_words
import kb_index.chunking
import kb_index.english_words
import kb_index.light_words
import kb_index.synonyms
import kb_index.words
from kb_index.words import search_words

# What passages and words a text is cut into depends on these, and on jieba's dictionary.
_RULES = (
    kb_index.chinese_words,
    kb_index.chunking,
    kb_index.english_words,
    kb_index.light_words,
    kb_index.synonyms,
    kb_index.words,
)


@dataclass(frozen=True, slots=True)
class PassageWords:
    """As `words.search_words` gives them."""

    title: list[str]
    heading: list[str]
    text: list[str]

    def packed(self) -> str:
        """A line each; no word has a space."""
        return "\n".join(map(pack_words, (self.title, self.heading, self.text)))


def cut_passage(title: str, heading: str, text: str) -> PassageWords:
    return PassageWords(search_words(title), search_words(heading), search_words(text))


def unpack(packed: str) -> PassageWords:
    """What `packed` gave."""
    title, heading, text = (line.split() for line in packed.split("\n"))
    return PassageWords(title, heading, text)


def pack_words(words: Sequence[str]) -> str:
    return " ".join(words)


@cache
def word_rules() -> str:
    """Names the rules by which words are cut: words cut by others must be cut anew."""
    whole = hashlib.sha256(version("jieba").encode())
    for module in _RULES:
        whole.update(Path(str(module.__file__)).read_bytes())
    return whole.hexdigest()
