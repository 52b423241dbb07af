"""Learns from articles that exist in two languages which word stands for which (IBM's model 1).

About 0.1 s for 50 articles; then 退款 finds "refund" in an article that exists in English only.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

ROUNDS = 5
LEAST = 0.08
MOST_PAIRS = 3000
"""The table is settled long before; more pairs would only cost time and memory."""

WordPair = tuple[Collection[str], Collection[str]]
Translations = Mapping[str, Mapping[str, float]]


def learn_translations(pairs: Sequence[WordPair]) -> Translations:
    """For the words of the first side, those of the second that stand for them, with their probability."""
    pairs = [(left, right) for left, right in pairs[:MOST_PAIRS] if left and right]
    if not pairs:
        return {}
    lefts = {word: at for at, word in enumerate(sorted({word for left, _ in pairs for word in left}), 1)}
    rights = {word: at for at, word in enumerate(sorted({word for _, right in pairs for word in right}))}
    # Every word of the right is owed to one of the left, or to none of them (0).
    links, owed_by = [], []
    start = 0
    for left, right in pairs:
        sources = np.array([0, *(lefts[word] for word in sorted(set(left)))])
        targets = np.array([rights[word] for word in sorted(set(right))])
        links.append((sources[:, None] * len(rights) + targets).ravel())
        owed_by.append((start + np.zeros_like(sources)[:, None] + np.arange(len(targets))).ravel())
        start += len(targets)
    known, which = np.unique(np.concatenate(links), return_inverse=True)
    owed = np.concatenate(owed_by)
    source = known // len(rights)
    chance = np.ones(len(known))
    for _ in range(ROUNDS):
        share = chance[which]
        share /= np.bincount(owed, share)[owed]
        count = np.bincount(which, share)
        chance = count / np.bincount(source, count)[source]
    return _table(list(lefts), list(rights), known, chance)


def _table(
    lefts: Sequence[str], rights: Sequence[str], known: np.ndarray, chance: np.ndarray
) -> Translations:
    table: dict[str, dict[str, float]] = {}
    for at in np.flatnonzero((chance >= LEAST) & (known >= len(rights))):
        left, right = divmod(int(known[at]), len(rights))
        table.setdefault(lefts[left - 1], {})[rights[right]] = float(chance[at])
    return table
