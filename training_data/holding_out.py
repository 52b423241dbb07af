"""Puts a share of labelled messages aside to measure on."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from training_data.schema import Example
from training_data.twins import bare_key


def hold_out(examples: Sequence[Example], share: float, *, least: int) -> tuple[list[Example], list[Example]]:
    """What stays to learn from and what is put aside, in their order.

    Of each intent and language `share` is put aside, as far as `least` stay; the messages themselves decide
    which, so that the same ones are put aside every time.
    """
    groups: defaultdict[tuple[str, str], list[Example]] = defaultdict(list)
    for one in examples:
        groups[one.intent, one.language].append(one)
    aside = {
        id(one)
        for group in groups.values()
        for one in sorted(group, key=_shuffled)[: max(0, min(round(len(group) * share), len(group) - least))]
    }
    return [one for one in examples if id(one) not in aside], [one for one in examples if id(one) in aside]


def _shuffled(example: Example) -> bytes:
    return hashlib.sha256(bare_key(example.text).encode()).digest()
