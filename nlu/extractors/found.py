"""What a rule or model found, and which of overlapping finds are kept."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

# The lower rank wins an overlap. What has a strict form comes before words, words before the trained names;
# inside a rank the longer find wins, then the earlier one. Names with a sure cue outrank the product's words,
# so that "Business" in a company's name is no plan.
RANKS = {
    "email": 0, "url": 0,
    "order_id": 1, "ticket_id": 1, "invoice_id": 1,
    "time": 2, "phone": 2, "money": 2, "seats": 2,
    "product_version": 3, "error_code": 3,
    "sure_company": 4, "sure_person": 4,
    "addon": 5, "plan": 5, "product_module": 5, "platform": 5,
    "company": 6, "person": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """`sure` lifts a person or company above the product's words; `value` is normalised."""

    entity: str
    start: int
    end: int
    value: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """`lost` was given up for `kept`, which shares characters with it."""

    lost: Found
    kept: Found

    def reason(self, text: str) -> str:
        """For people. `text` is the message."""
        lost, kept = self.lost, self.kept
        if _rank(kept) != _rank(lost):
            why = "whose kind goes first"
        elif kept.end - kept.start > lost.end - lost.start:
            why = "which is longer"
        else:
            why = "which begins first"
        raw, instead = text[lost.start : lost.end], text[kept.start : kept.end]
        return f"{raw!r} is not {lost.entity} {lost.value}: it overlaps the {kept.entity} {instead!r}, {why}"


@dataclass(frozen=True, slots=True)
class Settled:
    """`kept` is in the order of the text; `overlaps` are those of finds that say something else."""

    kept: tuple[Found, ...]
    overlaps: tuple[Overlap, ...]


def settle(found: Iterable[Found]) -> Settled:
    """Of finds that share characters the best is kept."""
    kept: list[Found] = []
    overlaps: list[Overlap] = []
    for one in sorted(found, key=_precedence):
        place = bisect_left(kept, one.end, key=lambda other: other.start)
        if place == 0 or kept[place - 1].end <= one.start:
            kept.insert(place, one)
        elif (kept[place - 1].entity, kept[place - 1].value) != (one.entity, one.value):
            overlaps.append(Overlap(one, kept[place - 1]))
    return Settled(tuple(kept), tuple(overlaps))


def keep_best(found: Iterable[Found]) -> list[Found]:
    """Finds without overlaps, in the order of the text."""
    return list(settle(found).kept)


def _precedence(one: Found) -> tuple[int, int, int]:
    return _rank(one), one.start - one.end, one.start


def _rank(one: Found) -> int:
    return RANKS[f"sure_{one.entity}" if one.sure else one.entity]
