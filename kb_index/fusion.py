"""Weighs meaning and words into one score an article. Pure: arrays in, arrays and reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb_index.vector_index.exact import PRIOR
from kb_index.vector_index.protocol import Usual

Scores = NDArray[np.float32]

# Found on the queries of split "dev" over the demo articles by maximum likelihood (a softmax over articles),
# with what answers the query in both languages, in the other one alone, and beside others in one alone.
# The best passage's meaning has no part: beside the whole text's it brought nothing.
MEANING_WEIGHT = 1.05
WORDS_WEIGHT = 0.9
ASKED_WEIGHT = 1.35

TITLE_SHARE = 0.5
ASKED_WORDS_SHARE = 1.5
"""Words of title and headings, and of known questions, beside those of the whole text."""

OTHER_LANGUAGE = 1.12
"""An article that the question's language lacks is likelier right than its one text, read across, says.

Where 30 of 100 articles are in one language only, this serves them and the others best.
"""

USUAL_SPREAD, LEAST_SPREAD = 0.1, 0.03
"""Of words' shares and questions' cosines: where there are few texts, and where hardly any match."""

PAST_VERSION_COST = 1.6
"""So much better must an article for a past version be, where nobody named a version."""

LEAST_RARITY = 3.0
"""A question of one common word is no strong match because it holds that word."""


@dataclass(frozen=True, slots=True)
class Signals:
    """One number a document (an article in one language) each.

    `meaning` is the whole text's, in standard deviations above the language's mean; `asked` the cosine with
    the nearest of the questions that it is known to answer. Both are 0 where the question has no vector.
    `words`, `title` and `asked_words` are BM25 over the whole text, over title and headings, and over those
    questions, as a share of the rarity of the question's words. `language` numbers the document's language,
    `alone` is whether its article is not there in the question's, `has_questions` whether any are known.
    What the words and `asked` usually are follows from them where it is not given, and `total` from all.
    """

    meaning: Scores
    words: Scores
    title: Scores
    asked: Scores
    asked_words: Scores
    language: NDArray[np.int64]
    alone: NDArray[np.bool_]
    has_questions: NDArray[np.bool_]
    usual_words: Usual | None = None
    usual_asked: Usual | None = None
    total: Scores | None = None


def only(signals: Signals, documents: NDArray[np.int64]) -> Signals:
    """Some documents' of them, where what is usual is given."""
    return Signals(
        meaning=signals.meaning[documents],
        words=signals.words[documents],
        title=signals.title[documents],
        asked=signals.asked[documents],
        asked_words=signals.asked_words[documents],
        language=signals.language[documents],
        alone=signals.alone[documents],
        has_questions=signals.has_questions[documents],
        usual_words=signals.usual_words,
        usual_asked=signals.usual_asked,
    )


def with_the_usual(signals: Signals) -> Signals:
    """What the words, and `asked` where it is not given, usually are."""
    asked = signals.usual_asked or Usual.of(signals.asked, signals.language, signals.has_questions)
    return replace(signals, usual_words=_usual_words(signals), usual_asked=asked)


def weigh(signals: Signals) -> Scores:
    """The sum of `weighed`."""
    if signals.total is not None:
        return signals.total
    scores: Scores = np.sum(list(weighed(signals).values()), axis=0)
    return scores


def weighed(signals: Signals) -> dict[str, Scores]:
    """What each signal brings, by name, a number a document.

    All are standard deviations within their language: else what exists in the other language only would
    stand behind all that shares a few of the question's own words. Where no questions are known, the meaning
    stands in for them.
    """
    language = signals.language
    words = _deviations(all_words(signals), language, signals.usual_words or _usual_words(signals))
    usual_asked = signals.usual_asked or Usual.of(signals.asked, language, signals.has_questions)
    asked = _deviations(signals.asked, language, usual_asked)
    brought = {
        "meaning": MEANING_WEIGHT * signals.meaning,
        "words": WORDS_WEIGHT * words,
        "asked": ASKED_WEIGHT * np.where(signals.has_questions, asked, signals.meaning),
    }
    counts = np.where(signals.alone, OTHER_LANGUAGE, 1.0).astype(np.float32)
    return {name: points * counts for name, points in brought.items()}


def all_words(signals: Signals) -> Scores:
    """The words' matches wherever they stand."""
    words: Scores = signals.words + TITLE_SHARE * signals.title + ASKED_WORDS_SHARE * signals.asked_words
    return words


def _usual_words(signals: Signals) -> Usual:
    return Usual.of(all_words(signals), signals.language)


def _deviations(scores: Scores, language: NDArray[np.int64], usual: Usual) -> Scores:
    """How far above its language's mean each is."""
    share = usual.count / (usual.count + PRIOR)
    variance = share * np.maximum(usual.variance, 0) + (1 - share) * USUAL_SPREAD**2
    spread = np.sqrt(variance + LEAST_SPREAD**2)
    deviations: Scores = ((scores - (share * usual.mean)[language]) / spread[language]).astype(np.float32)
    return deviations


def share_of_possible(bm25: Scores, rarities: Sequence[float]) -> Scores:
    """BM25 sums divided by the sum of the question words' rarities."""
    shares: Scores = bm25 / np.float32(max(sum(rarities), LEAST_RARITY))
    return shares


def across_languages(by_language: Sequence[Scores]) -> Scores:
    """An article's score: the mean over the languages it exists in (nan where it does not).

    The same text twice is two witnesses; taking the better one would favour what exists twice.
    """
    stacked = np.stack(by_language)
    there = ~np.isnan(stacked)
    mean: Scores = np.where(there, stacked, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return mean


def reasons(signals: Signals, document: int, found: Sequence[str], past: bool) -> tuple[str, ...]:
    """Why the document stands where it does, a line each, in the order of the sum."""
    lines = [
        f"meaning {signals.meaning[document]:+.2f} sd",
        f"words {signals.words[document]:.2f}, title {signals.title[document]:.2f}",
        f"known questions: nearest {signals.asked[document]:.2f}, words {signals.asked_words[document]:.2f}",
    ]
    if found:
        lines.append("found " + ", ".join(found))
    if past:
        lines.append(f"-{PAST_VERSION_COST} for a past product version")
    return tuple(lines)
