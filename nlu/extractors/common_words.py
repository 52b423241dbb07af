"""Pairs of characters inside common Chinese words, from the dictionary that jieba brings.

Read when training, and kept in the model's folder; serving doesn't come here. Person names, of which the
dictionary has many, are left out: it's by not being a word that a name is told.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_LEAST = {2: 30, 3: 60, 4: 150}


def common_pairs() -> frozenset[str]:
    """Empty where jieba isn't installed."""
    return frozenset(
        pair for word in _common_words() for pair in (word[at : at + 2] for at in range(len(word) - 1))
    )


def _common_words() -> Iterator[str]:
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, kind = line.split()
            if (
                len(word) in _LEAST
                and int(count) >= _LEAST[len(word)]
                and not kind.startswith(("nr", "nt", "nz"))
            ):
                yield word
