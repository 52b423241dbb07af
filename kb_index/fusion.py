"""Weighs meaning and words into one score an article. Pure: arrays in, arrays and reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# Found on the queries of split "dev" over the demo articles by maximum likelihood (a softmax over articles).
# The best passage's meaning has no part: beside the whole text's it brought nothing.
MEANING_WEIGHT = 1.3
WORDS_WEIGHT = 3.8
TITLE_WEIGHT = 3.5
ASKED_WEIGHT = 23.0
ASKED_WORDS_WEIGHT = 8.5

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
    questions, as a share of the rarity of the question's words.
    """

    meaning: Scores
    words: Scores
    title: Scores
    asked: Scores
    asked_words: Scores


def weigh(signals: Signals) -> Scores:
    """The sum of `weighed`; BM25 has its long tail cut by its divisor, the deviations by nature."""
    scores: Scores = np.sum(list(weighed(signals).values()), axis=0)
    return scores


def weighed(signals: Signals) -> dict[str, Scores]:
    """What each signal brings, by name, a number a document."""
    return {
        "meaning": MEANING_WEIGHT * signals.meaning,
        "words": WORDS_WEIGHT * signals.words,
        "title": TITLE_WEIGHT * signals.title,
        "asked": ASKED_WEIGHT * signals.asked,
        "asked words": ASKED_WORDS_WEIGHT * signals.asked_words,
    }


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
