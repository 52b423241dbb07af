from itertools import product

import numpy as np
import pytest

from kb_index import fusion
from kb_index.confidence import FLOOR, Evidence, judge, probability
from kb_index.vector_index.exact import ExactIndex


def signals(**given: list[float]) -> fusion.Signals:
    size = len(next(iter(given.values())))
    return fusion.Signals(
        **{
            name: np.array(given.get(name, [0] * size), np.float32)
            for name in ("meaning", "words", "title", "asked", "asked_words")
        }
    )


@pytest.mark.parametrize("signal", ["meaning", "words", "title", "asked", "asked_words"])
def test_more_of_any_signal_ranks_higher(signal: str) -> None:
    low, high = fusion.weigh(signals(**{signal: [0.1, 0.9]}))
    assert high > low


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


def test_what_covers_the_question_is_confident_and_what_does_not_is_not() -> None:
    yes, said = judge(Evidence(0.9, 1.0, score=18.0, words=6, by_meaning=True, by_questions=True))
    no, also_said = judge(Evidence(0.1, 0.3, score=8.0, words=6, by_meaning=True, by_questions=True))
    assert (yes, no) == (True, False)
    assert f"at least the floor of {FLOOR}" in said
    assert f"under the floor of {FLOOR}" in also_said


@pytest.mark.parametrize("by", list(product((True, False), repeat=2)))
@pytest.mark.parametrize("better", [{"coverage": 0.6}, {"known": 0.6}, {"score": 9.0}, {"words": 7}])
def test_more_evidence_never_makes_less_sure(better: dict[str, float], by: tuple[bool, bool]) -> None:
    some = {"coverage": 0.5, "known": 0.5, "score": 6.0, "words": 6}
    some |= {"by_meaning": by[0], "by_questions": by[1]}
    assert probability(Evidence(**some | better)) > probability(Evidence(**some))


def test_a_search_of_one_word_is_judged_like_one_of_four() -> None:
    def of(words: int) -> Evidence:
        return Evidence(1.0, 1.0, score=12.0, words=words, by_meaning=True, by_questions=True)

    assert probability(of(1)) == probability(of(4)) < probability(of(5))


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
