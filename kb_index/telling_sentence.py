"""Which sentence of a passage speaks of what was asked, by its words: quick enough for a page of hits."""

from kb_index.excerpt import cut_sentences
from kb_index.types import SearchHit
from kb_index.words import search_words, share_of_weight

KNOWN = 0.2
"""How much a word counts that title or heading hold: all of the passage is about it."""


def find_telling(hit: SearchHit, question: str) -> int:
    """Where the sentence begins that holds most of the question's words, as `excerpt` wants it.

    The first of several; 0 where none holds any, as in a passage of another language.
    """
    known = set(search_words(f"{hit.title} {hit.heading}"))
    asked = {
        word: share_of_weight(word) * (KNOWN if word in known else 1.0) for word in search_words(question)
    }
    held = [
        (sum(asked[word] for word in asked.keys() & set(search_words(sentence))), -place)
        for place, sentence in cut_sentences(hit.passage)
    ]
    most, place = max(held, default=(0.0, 0))
    return -place if most else 0
