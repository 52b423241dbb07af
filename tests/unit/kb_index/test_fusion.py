from itertools import product
from typing import Any

import numpy as np
import pytest

from kb_index import fusion
from kb_index.confidence import FLOOR, Evidence, judge, probability
from kb_index.vector_index.exact import ExactIndex

SIGNALS = ("meaning", "words", "title", "asked", "asked_words")


def signals(
    *,
    language: list[int] | None = None,
    alone: list[bool] | None = None,
    has_questions: list[bool] | None = None,
    **given: list[float],
) -> fusion.Signals:
    size = len(next(iter(given.values())))
    return fusion.Signals(
        **{name: np.array(given.get(name, [0] * size), np.float32) for name in SIGNALS},
        language=np.array(language or [0] * size),
        alone=np.array(alone or [False] * size),
        has_questions=np.array([True] * size if has_questions is None else has_questions),
    )


@pytest.mark.parametrize("signal", SIGNALS)
def test_more_of_any_signal_ranks_higher(signal: str) -> None:
    low, high = fusion.weigh(signals(**{signal: [0.1, 0.9]}))
    assert high > low


@pytest.mark.parametrize("signal", ["words", "asked", "asked_words"])
def test_the_best_of_a_language_that_matches_less_stands_beside_the_best_of_the_other(signal: str) -> None:
    rng = np.random.default_rng(7)
    own, other = rng.uniform(0.2, 0.4, 50), rng.uniform(0.0, 0.1, 50)
    own[0], other[0] = 0.5, 0.15
    given = {signal: [*own, *other]}
    scores = fusion.weigh(signals(**given, language=[0] * 50 + [1] * 50, alone=[False] * 50 + [True] * 50))
    assert set(np.argsort(-scores)[:2].tolist()) == {0, 50}


def test_an_article_that_the_questions_language_lacks_is_held_likelier() -> None:
    here, lacking = fusion.weigh(signals(meaning=[2.0, 2.0], alone=[False, True]))
    assert here < lacking < 1.2 * here


def test_where_no_questions_are_known_the_meaning_stands_in_for_them() -> None:
    found = signals(meaning=[2.0, 0.0, 0.0], has_questions=[False, True, True])
    assert fusion.weighed(found)["asked"][0] == pytest.approx(fusion.ASKED_WEIGHT * 2.0)


def test_what_no_text_matches_brings_nothing() -> None:
    assert fusion.weigh(signals(words=[0.0, 0.0])).tolist() == [0.0, 0.0]


def test_an_article_in_two_languages_has_no_advantage_over_one_in_one() -> None:
    zh, en = np.array([2, 2, np.nan], np.float32), np.array([4, np.nan, 3], np.float32)
    assert fusion.across_languages([zh, en]).tolist() == [3, 2, 3]


def test_reasons_say_the_figures_the_words_and_the_version() -> None:
    why = " | ".join(fusion.reasons(signals(meaning=[2.5], words=[0.4]), 0, ["退款", "refund"], past=True))
    assert "meaning +2.50 sd" in why
    assert "words 0.40" in why
    assert "退款, refund" in why
    assert "past product version" in why


def test_one_common_word_is_no_strong_match() -> None:
    weak = fusion.share_of_possible(np.array([0.5], np.float32), [0.5])
    assert weak[0] < 0.2


SOME = {"coverage": 0.5, "known": 0.5, "meaning": 2.0, "matches": 0.5, "asked": 0.4, "words": 6}


def evidence(*, by: tuple[bool, bool] = (True, True), **given: Any) -> Evidence:
    return Evidence(**{**SOME, "strangers": (), "by_meaning": by[0], "by_questions": by[1], **given})


def test_what_covers_the_question_is_confident_and_what_does_not_is_not() -> None:
    yes, said = judge(evidence(coverage=0.9, known=1.0, meaning=3.5, matches=1.0, asked=0.6))
    no, also_said = judge(evidence(coverage=0.1, known=0.3, meaning=1.0, matches=0.1, asked=0.2))
    assert (yes, no) == (True, False)
    assert f"at least the floor of {FLOOR}" in said
    assert f"under the floor of {FLOOR}" in also_said


BY = list(product((True, False), repeat=2))


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("better", [{"coverage": 0.6}, {"known": 0.6}, {"matches": 0.6}, {"words": 7}])
def test_more_evidence_never_makes_less_sure(better: dict[str, float], by: tuple[bool, bool]) -> None:
    assert probability(evidence(by=by, **better)) > probability(evidence(by=by))


@pytest.mark.parametrize("better", [{"meaning": 2.5}, {"asked": 0.5}])
def test_more_meaning_makes_surer(better: dict[str, float]) -> None:
    assert probability(evidence(**better)) > probability(evidence())


@pytest.mark.parametrize("by", BY)
def test_another_firms_product_that_the_article_does_not_name_makes_less_sure(by: tuple[bool, bool]) -> None:
    assert probability(evidence(by=by, strangers=["notion"])) < probability(evidence(by=by))
    assert "it says nothing of notion" in judge(evidence(by=by, strangers=["notion"]))[1]


def test_a_search_of_one_word_is_judged_like_one_of_four() -> None:
    one, four, five = (probability(evidence(words=words)) for words in (1, 4, 5))
    assert one == four < five


def test_taking_off_each_languages_mean_finds_the_answer_in_the_other_language() -> None:
    rng = np.random.default_rng(5)
    topics = rng.normal(size=(20, 64))
    voice = {"zh": 8 * rng.normal(size=64), "en": 8 * rng.normal(size=64)}
    unit = lambda rows: (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)  # noqa: E731
    # Topics 0 to 9 exist in Chinese, 10 to 19 in English; the question is in Chinese on an English topic.
    vectors = unit(np.vstack([topics[:10] + voice["zh"], topics[10:] + voice["en"]]))
    languages = ["zh"] * 10 + ["en"] * 10
    question = unit(topics[15] + voice["zh"])
    assert int(np.argmax(vectors @ question)) < 10
    index = ExactIndex(vectors, np.arange(20), languages, {"zh": unit(voice["zh"]), "en": unit(voice["en"])})
    assert int(np.argmax(index.deviations(question, "zh"))) == 15
