import numpy as np
import pytest

from escalation.routing.urgency import UrgencyScale
from training_data.priority_examples import LEVELS, PriorityExample


@pytest.fixture
def scale():
    """Three examples a level around one axis each; P3 has three times as many."""
    draw = np.random.default_rng(0)
    ranks = [0] * 3 + [1] * 3 + [2] * 3 + [3] * 9
    vectors = np.eye(6)[ranks] + draw.normal(0, 0.1, (len(ranks), 6))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    examples = [
        PriorityExample(f"{LEVELS[rank]} no. {n}", LEVELS[rank], "en", None) for n, rank in enumerate(ranks)
    ]
    return UrgencyScale(examples, vectors.astype(np.float32))


@pytest.mark.parametrize("rank", range(4))
def test_a_text_near_a_levels_examples_scores_highest_there(scale, rank):
    reading = scale.read(np.eye(6, dtype=np.float32)[rank])
    assert int(np.argmax(reading.scores)) == rank
    assert [text[:2] for text in reading.nearest] == list(LEVELS)


def test_a_text_near_none_scores_low_everywhere(scale):
    assert max(scale.read(np.eye(6, dtype=np.float32)[5]).scores) < 0.2
