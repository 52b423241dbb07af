"""Meaning and known questions beside a plain reckoning, when few are compared and when many are."""

import numpy as np
import pytest

from kb_index.vector_index import rough_rows
from kb_index.vector_index.asked import SMOOTHING, AskedIndex
from kb_index.vector_index.exact import PRIOR, USUAL_SPREAD, ExactIndex
from kb_index.vector_index.in_memory import InMemoryIndex

LENGTH = 160
DOCUMENTS = 300


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


class Case:
    """Documents of one to three passages, and known questions of most; a question near document 42."""

    def __init__(self) -> None:
        draw = np.random.default_rng(3)
        # As with real vectors, some axes say much more than others.
        spread = np.geomspace(1, 0.05, LENGTH)
        self.languages = [("zh", "en")[number % 2] for number in range(DOCUMENTS)]
        sizes = draw.integers(1, 4, DOCUMENTS)
        self.starts = np.cumsum(sizes) - sizes
        voice = {language: draw.normal(size=LENGTH) for language in ("zh", "en")}
        self.means = {language: unit(one) for language, one in voice.items()}
        of_row = [language for language, size in zip(self.languages, sizes, strict=True) for _ in range(size)]
        self.rows = unit(np.stack([voice[one] + spread * draw.normal(size=LENGTH) for one in of_row]))
        self.spans = [range(start, start + size) for start, size in zip(self.starts, sizes, strict=True)]
        self.asked_of = np.sort(draw.integers(0, DOCUMENTS - 20, 700))
        self.asked = unit(
            np.stack(
                [voice[self.languages[one]] + spread * draw.normal(size=LENGTH) for one in self.asked_of]
            )
        )
        self.question = unit(self.rows[self.spans[42][0]] + 0.1 * draw.normal(size=LENGTH))

    def index(self) -> ExactIndex:
        return ExactIndex(self.rows, self.starts, self.languages, self.means)

    def asked_index(self) -> AskedIndex:
        languages = [self.languages[one] for one in self.asked_of]
        return AskedIndex(self.asked, self.asked_of, languages, self.means, DOCUMENTS)

    def reckoned_deviations(self) -> np.ndarray:
        cosines = np.zeros(DOCUMENTS)
        for language in ("zh", "en"):
            mine = [at for at, one in enumerate(self.languages) if one == language]
            rows = self.rows[[row for at in mine for row in self.spans[at]]]
            mean = (rows.sum(axis=0) + PRIOR * self.means[language]) / (len(rows) + PRIOR)
            for at in mine:
                whole = unit(unit(self.rows[list(self.spans[at])] - mean).sum(axis=0))
                cosines[at] = whole @ unit(self.question - self.means["zh"])
        deviations = np.zeros(DOCUMENTS)
        for language in ("zh", "en"):
            mine = np.array([one == language for one in self.languages])
            share = mine.sum() / (mine.sum() + PRIOR)
            spread = np.sqrt(share * cosines[mine].var() + (1 - share) * USUAL_SPREAD**2)
            deviations[mine] = (cosines[mine] - share * cosines[mine].mean()) / spread
        return deviations

    def reckoned_nearest(self) -> np.ndarray:
        voices = np.stack([self.means[self.languages[document]] for document in self.asked_of])
        centred, question = unit(self.asked - voices), unit(self.question - self.means["zh"])
        inverse = np.linalg.inv(self.reckoned_manner(centred))
        length = lambda row: np.sqrt(row @ inverse @ row)  # noqa: E731
        nearest = np.zeros(DOCUMENTS)
        for row, document in zip(centred, self.asked_of, strict=True):
            cosine = row @ inverse @ question / (length(row) * length(question))
            nearest[document] = max(nearest[document], cosine)
        return nearest

    def reckoned_manner(self, centred: np.ndarray) -> np.ndarray:
        """How questions of one document differ, with what keeps it from being believed of few."""
        total, freedom = np.zeros((LENGTH, LENGTH)), 0
        for document in set(self.asked_of.tolist()):
            rows = centred[self.asked_of == document]
            total += (rows - rows.mean(axis=0)).T @ (rows - rows.mean(axis=0))
            freedom += len(rows) - 1
        usual = SMOOTHING * (1 + LENGTH / freedom) * np.trace(total / freedom) / LENGTH
        return total / freedom + usual * np.eye(LENGTH)


@pytest.fixture
def case() -> Case:
    return Case()


def test_few_documents_are_all_compared_exactly(case: Case) -> None:
    assert case.index().deviations(case.question, "zh") == pytest.approx(case.reckoned_deviations(), abs=1e-3)
    assert case.asked_index().nearest(case.question, "zh") == pytest.approx(case.reckoned_nearest(), abs=1e-4)


def test_of_many_a_rough_look_finds_the_nearest_and_an_exact_one_is_exact(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rough_rows, "FEW", 10)
    index, asked = case.index(), case.asked_index()
    assert index.is_rough
    assert asked.is_rough
    wanted, nearest = case.reckoned_deviations(), case.reckoned_nearest()
    rough = index.deviations(case.question, "zh")
    assert not np.allclose(rough, wanted, atol=1e-3)
    assert set(np.argsort(-wanted)[:5]) <= set(np.argsort(-rough)[:20])
    assert set(np.argsort(-nearest)[:5]) <= set(np.argsort(-asked.nearest(case.question, "zh"))[:20])
    assert rough == pytest.approx(wanted, abs=0.1)
    assert asked.nearest(case.question, "zh") == pytest.approx(nearest, abs=0.01)
    some = np.array([299, 3, 42, 17])
    assert index.deviations(case.question, "zh", some) == pytest.approx(wanted[some], abs=1e-3)
    assert asked.exactly(case.question, "zh", some) == pytest.approx(nearest[some], abs=1e-4)


def test_few_documents_with_many_known_questions_are_looked_at_closely_too(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rough_rows, "FEW", 500)
    index = InMemoryIndex(case.index(), case.asked_index())
    assert (index.texts.is_rough, index.asked.is_rough) == (False, True)
    assert index.likely > 0
    near = index.look_closely(case.question, "zh", np.arange(DOCUMENTS))
    assert near.meaning == pytest.approx(case.reckoned_deviations(), abs=1e-3)


@pytest.mark.parametrize("signs", ["alike", "opposed"])
def test_a_rough_product_of_the_greatest_numbers_is_no_other(
    signs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two products are added up in 16 bits, these are the first to overflow."""
    monkeypatch.setattr(rough_rows, "FEW", 1)
    vector = np.full(LENGTH, LENGTH**-0.5, dtype=np.float32)
    rows = np.stack([vector, -vector]) if signs == "opposed" else np.stack([vector, vector])
    products = rough_rows.RoughRows(rows).products(vector)
    assert products == pytest.approx(rows @ vector, abs=0.01)


def test_passages_are_compared_with_what_their_language_shares_taken_off(case: Case) -> None:
    index, span = case.index(), case.spans[42]
    cosines = index.cosines(case.question, "zh", [42])
    assert int(np.argmax(cosines)) == 0
    assert len(cosines) == len(span)


def test_how_people_ask_counts_less_than_what_they_ask_about() -> None:
    draw = np.random.default_rng(11)
    topics, manners = draw.normal(size=(40, 16)), 3 * draw.normal(size=(400, 4))
    asked = unit(np.hstack([np.repeat(topics, 10, axis=0), manners]))
    of = np.repeat(np.arange(40), 10)
    questions = unit(np.hstack([topics, 3 * draw.normal(size=(40, 4))]))

    def found(documents: np.ndarray, size: int) -> int:
        index = AskedIndex(asked, documents, ["zh"] * 400, {}, size)
        best = [int(np.argmax(index.nearest(question, "zh"))) for question in questions]
        return sum(one // (size // 40) == topic for topic, one in enumerate(best))

    apart = found(np.arange(400), 400)  # of documents with one question each nothing is learned
    assert found(of, 40) > apart + 4
