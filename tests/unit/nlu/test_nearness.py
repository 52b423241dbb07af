"""How near the kept messages lie, of more asked ones than are compared at a time."""

import tracemalloc

import numpy as np
import pytest

from nlu.classifiers.nearness import BLOCK, Nearness, find_nearness

ASKED, KEPT, LABELS = 3 * BLOCK + 7, 4000, 6


@pytest.fixture(scope="module")
def places() -> np.ndarray:
    rows = np.random.default_rng(1).standard_normal((ASKED, 8), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def columns() -> np.ndarray:
    return np.random.default_rng(2).integers(0, LABELS, ASKED)


def look(places: np.ndarray, columns: np.ndarray, out_of_scope: int | None) -> Nearness:
    kept, asked = np.arange(0, 2 * KEPT, 2), np.arange(ASKED)
    return find_nearness(places, columns, asked=asked, kept=kept[kept < ASKED], out_of_scope=out_of_scope)


@pytest.mark.parametrize("at", [0, BLOCK - 1, BLOCK, ASKED - 1])
def test_it_is_what_a_message_alone_would_find(places: np.ndarray, columns: np.ndarray, at: int) -> None:
    near = look(places, columns, 2)
    others = [one for one in range(0, ASKED, 2) if one != at]
    cosines, labels = places[others] @ places[at], columns[others]
    assert near.in_scope[at] == pytest.approx(cosines[labels != 2].max(), abs=1e-6)
    assert near.strange[at] == pytest.approx(cosines[labels == 2].max(), abs=1e-6)
    assert near.others[at] == pytest.approx(cosines[labels != columns[at]].max(), abs=1e-6)


def test_without_messages_out_of_scope_none_lies_near(places: np.ndarray, columns: np.ndarray) -> None:
    near = look(places, columns, None)
    assert (near.strange == -1).all()
    assert (near.in_scope > -1).all()


def test_memory_does_not_grow_with_the_messages_asked(places: np.ndarray, columns: np.ndarray) -> None:
    tracemalloc.start()
    try:
        look(places, columns, 2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 0.8 * 4 * ASKED * len(range(0, ASKED, 2))
