"""A question beside the articles, whoever asks: how near each is by meaning and by words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kb_index import fusion
from kb_index.index import KnowledgeIndex
from kb_index.other_products import products_named
from kb_index.query_words import QueryWord, all_forms
from kb_index.vector_index.protocol import Nearness
from kb_index.vector_index.rough_rows import Vectors
from kb_index.words import share_of_weight


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What follows from the question alone, whoever asks."""

    text: str
    language: str
    words: tuple[QueryWord, ...]
    forms: dict[str, float]
    rarities: tuple[float, ...]
    vector: Vectors | None
    products: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question beside the articles, whoever asks: `scores` are theirs.

    `passages` fills with the best one of each document that was looked into (`shown_passage`).
    """

    asked: AskedQuestion
    signals: fusion.Signals
    scores: Vectors
    passages: dict[int, int] = field(default_factory=dict)


def read_question(index: KnowledgeIndex, query: str, vector: Vectors | None, language: str) -> Reading:
    words = index.reader.read(query, language)
    asked = AskedQuestion(
        text=query,
        language=language,
        words=words,
        forms=all_forms(words),
        rarities=tuple(index.article_words.rarity(word.word) * share_of_weight(word.word) for word in words),
        vector=vector,
        products=products_named(query),
    )
    signals = _signals(index, asked)
    return Reading(asked, signals, _article_scores(index, signals))


def _signals(index: KnowledgeIndex, asked: AskedQuestion) -> fusion.Signals:
    words = fusion.share_of_possible(index.article_words.scores(asked.forms), asked.rarities)
    title_rarities = [index.title_words.rarity(word.word) for word in asked.words]
    title = fusion.share_of_possible(index.title_words.scores(asked.forms), title_rarities)
    asked_words = fusion.share_of_possible(index.asked_words.scores(asked.forms), asked.rarities)
    near = Nearness(*np.zeros((2, len(index.documents)), dtype=np.float32))
    if asked.vector is not None:
        near = index.vectors.look(asked.vector, asked.language)
    signals = fusion.Signals(
        meaning=near.meaning,
        words=words,
        title=title,
        asked=near.asked,
        asked_words=asked_words,
        language=index.language_of,
        alone=index.lacking(asked.language),
        has_questions=index.has_questions,
        usual_asked=near.usual_asked,
    )
    if asked.vector is not None and index.vectors.likely:
        return _refined(index, asked, asked.vector, signals)
    return signals


def _refined(
    index: KnowledgeIndex, asked: AskedQuestion, vector: Vectors, signals: fusion.Signals
) -> fusion.Signals:
    """With exact numbers in the place of rough ones for all documents of the likeliest articles.

    What is usual of so many stays what the rough ones say, so that the others need not be weighed again.
    """
    signals = fusion.with_the_usual(signals)
    total = fusion.weigh(signals)
    near = np.zeros(len(index.documents), dtype=bool)
    near[best_of(total, index.vectors.likely)] = True
    articles = near[index.document_of] & (index.document_of >= 0)
    documents = index.document_of[:, articles.any(axis=0)]
    likely = documents[documents >= 0]
    exact = index.vectors.look_closely(vector, asked.language, likely)
    signals.meaning[likely], signals.asked[likely] = exact.meaning, exact.asked
    total[likely] = fusion.weigh(fusion.only(signals, likely))
    return replace(signals, total=total)


def _article_scores(index: KnowledgeIndex, signals: fusion.Signals) -> Vectors:
    documents = fusion.weigh(signals)
    by_language = [np.where(row >= 0, documents[row], np.nan).astype(np.float32) for row in index.document_of]
    return fusion.across_languages(by_language)


def best_of(scores: Vectors, limit: int) -> list[int]:
    """The highest `limit`, of equals the first; without sorting the many others."""
    near = np.flatnonzero(scores >= _bound(scores, limit))
    best: list[int] = near[np.argsort(-scores[near], kind="stable")][:limit].tolist()
    return best


def _bound(scores: Vectors, limit: int) -> float:
    """Not more than the lowest of the highest `limit`, and of very many hardly less.

    So many pieces of the scores have a highest of at least this.
    """
    pieces = 4 * limit
    if pieces >= len(scores):
        return float(np.partition(scores, -limit)[-limit]) if limit < len(scores) else -np.inf
    highest = scores[: len(scores) // pieces * pieces].reshape(pieces, -1).max(axis=1)
    return float(np.partition(highest, -limit)[-limit])


def documents_of(index: KnowledgeIndex, article: int) -> list[int]:
    return [int(document) for document in index.document_of[:, article] if document >= 0]
