"""Answers a question with articles: by meaning and by words, in both languages, with the reason for each."""

from collections.abc import Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kb_index import fusion
from kb_index.confidence import Evidence, judge
from kb_index.fit import ANYONE, Asker, Fits, Traits
from kb_index.index import KnowledgeIndex
from kb_index.other_products import products_named, words_of
from kb_index.query_words import QueryWord, all_forms
from kb_index.types import SearchHit, SearchResult
from kb_index.vector_index.exact import USUAL_SPREAD
from kb_index.vector_index.protocol import Nearness
from kb_index.vector_index.turned_rows import Vectors
from kb_index.versions import VersionRule, version_rule
from kb_index.words import share_of_weight

PASSAGE_WORDS_WEIGHT = 4.0
"""Beside the meaning's standard deviations, when the passage to show is chosen."""

OPENING, SHORT_COST = 0.3, 0.8
FULL, FULL_CHINESE = 120, 50
"""Beside the same. A question about the whole of an article lies nearest to the shortest section of it, which
says little beyond the title: so the opening gains, and what has fewer characters than `FULL` loses."""

LIKELY = 4
"""So many of the best articles for anyone are looked into before it is known who asks."""

HOME_RARITY = 2.3
"""A product that a tenth of the texts name is the tenant's own."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`result`, how the question was read, and for each hit's article what each signal brings by language.

    A score is the mean of the languages' sums, less `fusion.PAST_VERSION_COST` where `reasons` say so.
    """

    result: SearchResult
    words: tuple[QueryWord, ...]
    brought: Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class _Query:
    """What follows from the question alone, whoever asks."""

    text: str
    language: str
    words: tuple[QueryWord, ...]
    forms: dict[str, float]
    rarities: tuple[float, ...]
    vector: Vectors | None
    products: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question beside the articles, whoever asks: `scores` are theirs.

    `passages` fills with the best one of each document that was looked into.
    """

    asked: _Query
    signals: fusion.Signals
    scores: Vectors
    passages: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What follows from who asks."""

    rule: VersionRule
    asker: Asker


class Retriever:
    """Searches one tenant's index; thread-safe. None is a tenant without articles.

    `build` numbers the index (`models.IndexState`); `traits` are by article, see `fit`.
    """

    def __init__(
        self, index: KnowledgeIndex | None, build: int = 0, traits: Mapping[str, Traits] | None = None
    ) -> None:
        self.index = index
        self.build = build
        self.traits = traits or {}
        self._fits = Fits(index.articles if index else (), self.traits)
        self._ready: _Reading | None = None

    def having_read(self, query: str, *, vector: Vectors | None, language: str) -> "Retriever":
        """The same, with what `search` does for this question, whoever asks, done already.

        For who would rather not do it inside a transaction.
        """
        if self.index is None:
            return self
        ahead = copy(self)
        ahead._ready = reading = _read(self.index, query, vector, language)
        for article in _best(reading.scores, LIKELY):
            _best_passage(self.index, reading, _shown(self.index, reading.asked.language, article))
        return ahead

    def search(
        self,
        query: str,
        *,
        vector: Vectors | None,
        language: str,
        product_version: str | None = None,
        asker: Asker = ANYONE,
        limit: int = 5,
    ) -> SearchResult:
        """The articles nearest to the question, one hit each, in `language` where they exist in it.

        `vector` is the question's own unit-length one by the embedder that made the index; without it only
        words count. With `product_version`, or a version named in the question, articles for others are left
        out; articles for other plans or platforms than the asker's stand lower.
        """
        index = self.index
        if index is None:
            return SearchResult((), False, "there are no articles")
        reading = self._read(index, query, vector, language)
        if reading.asked.vector is None and not reading.asked.words:
            return SearchResult((), False, "the question has no words to search for")
        wanted = _Wanted(version_rule(query, product_version), asker)
        scores = _scores_for(index, wanted, reading.scores, self._fits)
        order = [at for at in _best(scores, limit) if np.isfinite(scores[at])]
        if not order:
            return SearchResult((), False, f"no article holds; {wanted.rule.reason}", self.build)
        hits = tuple(
            _hit(index, reading, wanted, article, float(scores[article]), self._fits) for article in order
        )
        confident, why = judge(_evidence(index, reading.asked, reading.signals, order[0]))
        return SearchResult(hits, confident, f"{why}; {wanted.rule.reason}", self.build)

    def explain(
        self,
        query: str,
        *,
        vector: Vectors | None,
        language: str,
        product_version: str | None = None,
        asker: Asker = ANYONE,
        limit: int = 5,
    ) -> Explanation:
        """As `search`, and why each hit stands where it does."""
        result = self.search(
            query,
            vector=vector,
            language=language,
            product_version=product_version,
            asker=asker,
            limit=limit,
        )
        index = self.index
        if index is None or not result.hits:
            return Explanation(result, () if index is None else index.reader.read(query, language), {})
        reading = self._read(index, query, vector, language)
        weighed = fusion.weighed(reading.signals)
        brought = {
            hit.article: {
                index.documents[at].language: {name: float(by[at]) for name, by in weighed.items()}
                for at in _documents(index, index.articles.index(hit.article))
            }
            for hit in result.hits
        }
        return Explanation(result, reading.asked.words, brought)

    def _read(self, index: KnowledgeIndex, query: str, vector: Vectors | None, language: str) -> _Reading:
        if self._ready is not None:
            asked = self._ready.asked
            if (asked.text, asked.language) == (query, language) and asked.vector is vector:
                return self._ready
        return _read(index, query, vector, language)


def _read(index: KnowledgeIndex, query: str, vector: Vectors | None, language: str) -> _Reading:
    words = index.reader.read(query, language)
    asked = _Query(
        text=query,
        language=language,
        words=words,
        forms=all_forms(words),
        rarities=tuple(index.article_words.rarity(word.word) * share_of_weight(word.word) for word in words),
        vector=vector,
        products=products_named(query),
    )
    signals = _signals(index, asked)
    return _Reading(asked, signals, _article_scores(index, signals))


def _signals(index: KnowledgeIndex, asked: _Query) -> fusion.Signals:
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
    index: KnowledgeIndex, asked: _Query, vector: Vectors, signals: fusion.Signals
) -> fusion.Signals:
    """With exact numbers in the place of rough ones for all documents of the likeliest articles.

    Where what is usual does not follow from the rough ones, the others need not be weighed again.
    """
    total = None
    if signals.usual_asked:
        signals = fusion.with_usual_words(signals)
        total = fusion.weigh(signals)
    near = np.zeros(len(index.documents), dtype=bool)
    near[_best(fusion.weigh(signals) if total is None else total, index.vectors.likely)] = True
    articles = near[index.document_of] & (index.document_of >= 0)
    documents = index.document_of[:, articles.any(axis=0)]
    likely = documents[documents >= 0]
    exact = index.vectors.look_closely(vector, asked.language, likely)
    signals.meaning[likely], signals.asked[likely] = exact.meaning, exact.asked
    if total is not None:
        total[likely] = fusion.weigh(fusion.only(signals, likely))
    return replace(signals, total=total)


def _article_scores(index: KnowledgeIndex, signals: fusion.Signals) -> Vectors:
    documents = fusion.weigh(signals)
    by_language = [np.where(row >= 0, documents[row], np.nan).astype(np.float32) for row in index.document_of]
    return fusion.across_languages(by_language)


def _scores_for(index: KnowledgeIndex, wanted: _Wanted, scores: Vectors, fits: Fits) -> Vectors:
    """-inf for articles of other product versions than asked for, and those not for the asker's eyes."""
    allowed = np.array([wanted.rule.allows(held) for held in index.ranges])[index.range_of]
    points = fits.points(wanted.asker)
    if wanted.rule.prefers_current:
        points -= fusion.PAST_VERSION_COST * _past(index)
    allowed &= ~fits.hidden(wanted.asker)
    return np.where(allowed, scores + points, -np.inf).astype(np.float32)


def _best(scores: Vectors, limit: int) -> list[int]:
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


def _past(index: KnowledgeIndex) -> NDArray[np.bool_]:
    return np.array([held.is_past for held in index.ranges])[index.range_of]


def _documents(index: KnowledgeIndex, article: int) -> list[int]:
    return [int(document) for document in index.document_of[:, article] if document >= 0]


def _shown(index: KnowledgeIndex, language: str, article: int) -> int:
    """The article's document in `language`, where there is one."""
    documents = _documents(index, article)
    in_language = [at for at in documents if index.documents[at].language == language]
    return (in_language or documents)[0]


def _hit(
    index: KnowledgeIndex, reading: _Reading, wanted: _Wanted, article: int, score: float, fits: Fits
) -> SearchHit:
    asked, signals = reading.asked, reading.signals
    document = _shown(index, asked.language, article)
    passage = index.passages[_best_passage(index, reading, document)]
    past = wanted.rule.prefers_current and passage.versions.is_past
    return SearchHit(
        article=passage.article,
        title=passage.title,
        language=passage.language,
        version=passage.version,
        score=round(score, 4),
        passage=passage.text,
        heading=passage.heading,
        reasons=(
            *fusion.reasons(signals, document, index.article_words.found(list(asked.forms), document), past),
            *fits.reasons(article, wanted.asker),
        ),
        passage_hash=passage.content_hash,
    )


def _best_passage(index: KnowledgeIndex, reading: _Reading, document: int) -> int:
    if document not in reading.passages:
        reading.passages[document] = _find_passage(index, reading.asked, document)
    return reading.passages[document]


def _find_passage(index: KnowledgeIndex, asked: _Query, document: int) -> int:
    span = index.passages_of(document)
    if len(span) == 1:
        return span.start
    words = fusion.share_of_possible(index.passage_words.scores_of(asked.forms, span), asked.rarities)
    scores = PASSAGE_WORDS_WEIGHT * words
    if asked.vector is not None:
        cosines = index.vectors.cosines(asked.vector, asked.language, document)
        scores = scores + cosines / np.float32(USUAL_SPREAD)
    full = FULL_CHINESE if index.documents[document].language == "zh" else FULL
    bearing = [_bearing(index.passages[at].heading, len(index.passages[at].text), full) for at in span]
    return span.start + int(np.argmax(scores + np.array(bearing, dtype=np.float32)))


def _bearing(heading: str, length: int, full: int) -> float:
    """How much of its article a passage is likely to be about."""
    return (0.0 if heading else OPENING) - SHORT_COST * max(0.0, 1 - length / full)


def _evidence(index: KnowledgeIndex, asked: _Query, signals: fusion.Signals, article: int) -> Evidence:
    documents = _documents(index, article)
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


def _share_found(asked: _Query, has: Set[str], *, whole: bool = False) -> float:
    """Of the question's words by rarity; a word found as a synonym counts as that does, or `whole`."""
    found = [
        rarity
        * max((1.0 if whole else weight for form, weight in word.forms.items() if form in has), default=0.0)
        for word, rarity in zip(asked.words, asked.rarities, strict=True)
    ]
    return sum(found) / max(sum(asked.rarities), 1e-6)
