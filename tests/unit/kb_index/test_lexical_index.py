"""BM25 beside a plain reckoning of it, word by word."""

import math
import random
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from kb_index.lexical_index import K1, B, LexicalIndex

WEIGHTS = {"refund": 1.0, "退款": 0.6, "rare": 0.3, "nowhere": 1.0}
Texts = list[list[str]]


def reckoned(texts: Sequence[Sequence[str]], weights: Mapping[str, float]) -> list[float]:
    """Lucene's BM25 as its authors write it."""
    mean = sum(map(len, texts)) / len(texts)
    scores = []
    for text in texts:
        score = 0.0
        for word, weight in weights.items():
            held_by = sum(word in other for other in texts)
            rarity = math.log(1 + (len(texts) - held_by + 0.5) / (held_by + 0.5))
            count = text.count(word)
            score += weight * rarity * count / (count + K1 * (1 - B + B * len(text) / mean))
        scores.append(score)
    return scores


@pytest.fixture
def texts() -> Texts:
    draw = random.Random(7)
    words = ["refund", "退款", "card", "seat", "发票", *(f"w{number}" for number in range(40))]
    texts = [[draw.choice(words) for _ in range(draw.randrange(30))] for _ in range(60)]
    return [[], ["rare"], *texts]


def test_scores_are_bm25(texts: Texts) -> None:
    index = LexicalIndex(texts)
    assert index.scores(WEIGHTS) == pytest.approx(reckoned(texts, WEIGHTS), abs=1e-5)
    assert index.scores_of(WEIGHTS, np.arange(1, 9)) == pytest.approx(index.scores(WEIGHTS)[1:9], abs=1e-6)


def test_a_renewed_index_is_what_one_built_anew_is(texts: Texts) -> None:
    new = [["refund", "new", "new"], [], ["seat"]]
    # The first two go, one of them the only text with "rare"; the new ones come first, among and last.
    kept = np.array([-1, *range(2, 20), -1, *range(20, len(texts)), -1])
    remaining = iter(new)
    wanted = [next(remaining) if at < 0 else texts[at] for at in kept]
    renewed, built = LexicalIndex(texts).renewed(kept, new), LexicalIndex(wanted)
    weights = {**WEIGHTS, "new": 1.0}
    assert np.allclose(renewed.scores(weights), built.scores(weights), atol=1e-6)
    assert sorted(renewed.vocabulary) == sorted(built.vocabulary)
    assert "rare" not in renewed
    assert renewed.rarity("rare") == built.rarity("rare")
    assert renewed.found(["new", "refund", "seat"], 0) == ["new", "refund"]


def test_the_index_renewed_from_stays_what_it_was(texts: Texts) -> None:
    index = LexicalIndex(texts)
    before = index.scores(WEIGHTS)
    index.renewed(np.array([-1, 5]), [["refund", "new"]])
    assert np.array_equal(index.scores(WEIGHTS), before)
    assert "new" not in index


@pytest.mark.parametrize("texts", [[], [[]], [[], []]])
def test_no_words_score_nothing(texts: Texts) -> None:
    index = LexicalIndex(texts)
    assert index.scores(WEIGHTS).tolist() == [0.0] * len(texts)
    assert list(index.vocabulary) == []
