"""What speaks for the best article's being an answer, for `confidence` to judge."""

from collections.abc import Sequence, Set

from kb_index import fusion
from kb_index.confidence import Evidence
from kb_index.index import KnowledgeIndex
from kb_index.other_products import words_of
from kb_index.reading import AskedQuestion, Reading, documents_of

HOME_RARITY = 2.3
"""A product that a tenth of the texts name is the tenant's own."""


def evidence_for(index: KnowledgeIndex, reading: Reading, article: int) -> Evidence:
    asked, signals, documents = reading.asked, reading.signals, documents_of(index, article)
    has = _held(index, list(asked.forms), documents)
    known = {form for form in asked.forms if form in index.article_words or form in index.asked_words}
    return Evidence(
        coverage=_share_found(asked, has),
        known=_share_found(asked, known, whole=True),
        meaning=float(signals.meaning[documents].mean()),
        matches=float(fusion.all_words(signals)[documents].mean()),
        asked=float(signals.asked[documents].mean()),
        words=len(asked.words),
        strangers=[name for name in asked.products if _is_stranger(index, name, documents)],
        by_meaning=asked.vector is not None,
        by_questions=bool(index.has_questions[documents].any()),
    )


def _held(index: KnowledgeIndex, words: Sequence[str], documents: Sequence[int]) -> Set[str]:
    """Those of `words` that the documents or their known questions have."""
    return {
        word
        for document in documents
        for of in (index.article_words, index.asked_words)
        for word in of.found(words, document)
    }


def _is_stranger(index: KnowledgeIndex, name: str, documents: Sequence[int]) -> bool:
    """Whether the documents do not name a product that is not the tenant's own."""
    words = words_of(name)
    at_home = all(index.article_words.rarity(word) <= HOME_RARITY for word in words)
    return not at_home and not set(words) <= _held(index, words, documents)


def _share_found(asked: AskedQuestion, has: Set[str], *, whole: bool = False) -> float:
    """Of the question's words by rarity; a word found as a synonym counts as that does, or `whole`."""
    found = [
        rarity
        * max((1.0 if whole else weight for form, weight in word.forms.items() if form in has), default=0.0)
        for word, rarity in zip(asked.words, asked.rarities, strict=True)
    ]
    return sum(found) / max(sum(asked.rarities), 1e-6)
