"""Puts a share of labelled messages aside to measure on."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from training_data.schema import Example
from training_data.twins import bare_key


def hold_out(examples: Sequence[Example], share: float, *, least: int) -> tuple[list[Example], list[Example]]:
    """What stays to learn from and what is put aside, in their order.

    Of the different messages of each intent and language `share` is put aside, as far as `least` stay; the
    messages themselves decide which, so that the same ones are put aside every time.
    """
    groups: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in examples:
        groups[one.intent, one.language].add(bare_key(one.text))
    aside = {
        (*group, key)
        for group, keys in groups.items()
        for key in sorted(keys, key=_shuffled)[: max(0, min(round(len(keys) * share), len(keys) - least))]
    }
    chosen = [(one.intent, one.language, bare_key(one.text)) in aside for one in examples]
    return (
        [one for one, is_aside in zip(examples, chosen, strict=True) if not is_aside],
        [one for one, is_aside in zip(examples, chosen, strict=True) if is_aside],
    )


def _shuffled(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
