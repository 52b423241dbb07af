"""The classifier's one step of onnxruntime against the same written out in NumPy."""

import numpy as np
import onnx
import pytest

from nlu.classifiers.comparison import GRAPH_FILE
from nlu.classifiers.comparison_graph import comparison_graph
from nlu.classifiers.kernel import LETTER_SHARE, Head, KernelClassifier, likeness, softmax
from nlu.classifiers.ngrams import BUCKETS, count_ngrams, weigh_ngrams
from nlu.classifiers.space import LANGUAGES, Space, positions_of
from nlu.types import OUT_OF_SCOPE, Language

LABELS = ("check_bill", "greet", OUT_OF_SCOPE, "request_refund")
SIZE, WIDTH, KEPT = 24, 10, 60


def made_head(strange: np.ndarray) -> Head:
    draw = np.random.default_rng(5)

    def numbers(*shape: int) -> np.ndarray:
        return draw.normal(size=shape).astype(np.float32)

    def unit(rows: np.ndarray) -> np.ndarray:
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return Head(
        labels=LABELS,
        wish_space=Space(numbers(len(LANGUAGES), SIZE), numbers(SIZE, WIDTH)),
        mean_space=Space(numbers(len(LANGUAGES), SIZE), numbers(SIZE, WIDTH)),
        wishes=unit(numbers(KEPT, WIDTH)),
        means=unit(numbers(KEPT, WIDTH)),
        weights=numbers(KEPT, len(LABELS)),
        idf=np.abs(numbers(BUCKETS)),
        letter_weights=numbers(BUCKETS, len(LABELS)),
        strange=strange,
        temperature=0.7,
        rejection=numbers(5),
    )


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("language", list(Language))
def test_one_step_gives_what_the_formula_does(language: Language, share: float) -> None:
    draw = np.random.default_rng(6)
    head = made_head(draw.random(KEPT) < share)
    classifier = KernelClassifier(head)
    for text in ("我要退款", "where is my bill", "嗯"):
        vector, wish = draw.normal(size=(2, SIZE)).astype(np.float32)
        spoken = positions_of([language])
        cosines = head.wishes @ head.wish_space.place(wish[None], spoken)[0]
        means = head.means @ head.mean_space.place(vector[None], spoken)[0]
        buckets, letters = weigh_ngrams(count_ngrams(text), head.idf)
        scores = likeness(cosines, means) @ head.weights
        scores += LETTER_SHARE * (letters @ head.letter_weights[buckets])
        near, far = (cosines[mask].max(initial=-1) for mask in (~head.strange, head.strange))
        others = np.sort(np.delete(scores, 2))
        signals = np.array([scores[2] - others[-1], others[-1] - others[-2], near, far])
        strangeness = 1 / (1 + np.exp(-(signals @ head.rejection[:-1] + head.rejection[-1])))
        ranking = classifier.rank(text, language, vector, wish)
        confidences = dict(zip(LABELS, softmax(scores / head.temperature), strict=True))
        assert {one.name: one.confidence for one in ranking.scores} == pytest.approx(confidences, abs=1e-4)
        assert ranking.out_of_scope == pytest.approx(strangeness, abs=1e-4)


def test_the_graph_is_what_its_program_writes() -> None:
    assert onnx.load(GRAPH_FILE) == comparison_graph()
