"""Answers a question with articles: by meaning and by words, in both languages, with the reason for each."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index import fusion
from kb_index.confidence import ASKED_BEFORE, judge
from kb_index.evidence import evidence_for
from kb_index.fit import ANYONE, Asker, Fits, Traits
from kb_index.index import KnowledgeIndex
from kb_index.query_words import QueryWord
from kb_index.reading import Reading, best_of, documents_of, read_question
from kb_index.shown_passage import look_into, shown_document
from kb_index.types import SearchHit, SearchResult
from kb_index.vector_index.rough_rows import Vectors
from kb_index.versions import VersionRule, version_rule

LIKELY = 4
"""So many of the best articles for anyone are looked into before it is known who asks."""


TITLE_GAIN = 20.0
"""Whoever says an article's title, as where it is offered beside another, wants that one."""

_OF_THEIR_VERSION = (f"+{fusion.PAST_VERSION_COST} for being about that past version alone",)
"""As much as it costs where no version is known: what holds for all versions seldom tells how it was."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`result`, how the question was read, and for each hit's article what each signal brings by language.

    A score is the mean of the languages' sums, with what else `reasons` say.
    """

    result: SearchResult
    words: tuple[QueryWord, ...]
    brought: Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What follows from who asks; `language` is the one to show."""

    rule: VersionRule
    asker: Asker
    language: str


class Retriever:
    """Searches one tenant's index; thread-safe. None is a tenant without articles, or `lacks` says why those
    there are cannot be searched.

    `build` numbers the index (`models.IndexState`); `traits` are by article, see `fit`.
    """

    def __init__(
        self,
        index: KnowledgeIndex | None,
        build: int = 0,
        traits: Mapping[str, Traits] | None = None,
        *,
        lacks: str | None = None,
    ) -> None:
        self.index = index
        self.lacks = lacks
        self.build = build
        self.traits = traits or {}
        self._fits = Fits(index.articles if index else (), self.traits)
        self._ready: Reading | None = None

    def having_read(self, query: str, *, vector: Vectors | None, language: str) -> "Retriever":
        """The same, with what `search` does for this question, whoever asks, done already.

        For who would rather not do it inside a transaction.
        """
        if self.index is None:
            return self
        ahead = copy(self)
        ahead._ready = reading = read_question(self.index, query, vector, language)
        look_into(self.index, reading, _shown(self.index, language, best_of(reading.scores, LIKELY)))
        return ahead

    def search(
        self,
        query: str,
        *,
        vector: Vectors | None,
        language: str,
        product_version: str | None = None,
        asker: Asker = ANYONE,
        without: Collection[str] = (),
        limit: int = 5,
        shown_in: str | None = None,
    ) -> SearchResult:
        """The articles nearest to the question, one hit each, in its `language` where they exist in it.

        With `shown_in` they are shown in that one: a reader may ask in another than they read.

        `vector` is the question's own unit-length one by the embedder that made the index; without it only
        words count. With `product_version`, or a version named in the question, articles for others are left
        out, as those of `without` are; articles for other plans or platforms than the asker's stand lower.
        """
        index = self.index
        if index is None:
            return SearchResult((), False, self.lacks or "there are no articles", searched=not self.lacks)
        reading = self._read(index, query, vector, language)
        if reading.asked.vector is None and not reading.asked.words:
            return SearchResult((), False, "the question has no words to search for")
        wanted = _Wanted(version_rule(query, product_version), asker, shown_in or language)
        scores = _scores_for(index, wanted, reading.scores, self._fits)
        titled = index.titled.get(query.strip())
        if titled is not None:
            scores[titled] += TITLE_GAIN
        if without:
            scores[[at for at, article in enumerate(index.articles) if article in without]] = -np.inf
        order = [at for at in best_of(scores, limit) if np.isfinite(scores[at])]
        if not order:
            return SearchResult((), False, f"no article holds; {wanted.rule.reason}", self.build)
        look_into(index, reading, _shown(index, wanted.language, order))
        hits = tuple(
            _hit(index, reading, wanted, article, float(scores[article]), self._fits) for article in order
        )
        evidence = evidence_for(index, reading, order[0])
        confident, why = judge(evidence)
        reason = f"{why}; {wanted.rule.reason}"
        return SearchResult(
            hits, confident, reason, self.build, asked_before=confident and evidence.asked >= ASKED_BEFORE
        )

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
                for at in documents_of(index, index.articles.index(hit.article))
            }
            for hit in result.hits
        }
        return Explanation(result, reading.asked.words, brought)

    def _read(self, index: KnowledgeIndex, query: str, vector: Vectors | None, language: str) -> Reading:
        if self._ready is not None:
            asked = self._ready.asked
            if (asked.text, asked.language) == (query, language) and asked.vector is vector:
                return self._ready
        return read_question(index, query, vector, language)


def _shown(index: KnowledgeIndex, language: str, articles: Sequence[int]) -> list[int]:
    return [shown_document(index, language, article) for article in articles]


def _scores_for(index: KnowledgeIndex, wanted: _Wanted, scores: Vectors, fits: Fits) -> Vectors:
    """-inf for articles of other product versions than asked for, and those not for the asker's eyes."""
    rule = wanted.rule
    allowed = np.array([rule.allows(held) for held in index.ranges])[index.range_of]
    points = fits.points(wanted.asker)
    if rule.prefers_current:
        points -= fusion.PAST_VERSION_COST * _past(index)
    points += fusion.PAST_VERSION_COST * np.array([rule.is_of(held) for held in index.ranges])[index.range_of]
    allowed &= ~fits.hidden(wanted.asker)
    return np.where(allowed, scores + points, -np.inf).astype(np.float32)


def _past(index: KnowledgeIndex) -> NDArray[np.bool_]:
    return np.array([held.is_past for held in index.ranges])[index.range_of]


def _hit(
    index: KnowledgeIndex, reading: Reading, wanted: _Wanted, article: int, score: float, fits: Fits
) -> SearchHit:
    asked, signals = reading.asked, reading.signals
    document = shown_document(index, wanted.language, article)
    passage = index.passages[reading.passages[document]]
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
            *(
                (f"+{TITLE_GAIN:g} for being asked for by its title",)
                if index.titled.get(asked.text.strip()) == article
                else ()
            ),
            *(_OF_THEIR_VERSION if wanted.rule.is_of(passage.versions) else ()),
            *fits.reasons(article, wanted.asker),
        ),
        passage_hash=passage.content_hash,
    )
