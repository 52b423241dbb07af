"""Which intent was taken for which other, and the messages that it happened to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Confusion:
    """`texts` are the messages, `count` of them, in the order of the data."""

    expected: str
    got: str
    count: int
    texts: tuple[str, ...]


def find_confusions(outcomes: Sequence[Outcome]) -> tuple[Confusion, ...]:
    """The most frequent first."""
    texts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in outcomes:
        if not one.right:
            texts[one.expected, one.got].append(one.text)
    ordered = sorted(texts.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Confusion(expected, got, len(said), tuple(said)) for (expected, got), said in ordered)
