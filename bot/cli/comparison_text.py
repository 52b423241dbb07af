"""A comparison of two models as people read it in a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.cli.printable import in_brief, printable

if TYPE_CHECKING:
    from nlu.evaluation.changes import Change
    from nlu.evaluation.comparison import Comparison, Part


def as_text(comparison: "Comparison") -> str:
    return "\n".join(_lines(comparison))


def _lines(comparison: "Comparison") -> Iterator[str]:
    yield f"B against A: {comparison.verdict}"
    for reason in comparison.reason.split("; "):
        yield f"  {reason}"
    for name, part in {"all": comparison.total, **comparison.languages}.items():
        yield ""
        yield from _part(name, part)
    yield from _changes("B got right, A wrong", comparison.better)
    yield from _changes("A got right, B wrong", comparison.worse)
    yield from _changes("both wrong, each in its own way", comparison.otherwise)
    yield from _changes("entities that B got right, A wrong", comparison.entities_better)
    yield from _changes("entities that A got right, B wrong", comparison.entities_worse)
    yield from _changes("entities that differ, neither better nor worse", comparison.entities_otherwise)


def _part(name: str, part: "Part") -> Iterator[str]:
    from nlu.evaluation.comparison import tell_chance

    heads = f"{'A':>8}{'B':>8}{'B - A':>9}   {'joint interval':<16}{'p':>8}"
    yield f"{f'{name}, {part.messages} messages':<24}{heads}"
    for measure, one in part.differences.items():
        sign = "  rose" if one.rose else "  fell" if one.fell else "  too few" if one.too_few else ""
        yield (
            f"  {measure:<22}{one.a:>8.3f}{one.b:>8.3f}{one.difference:>+9.3f}"
            f"   {one.low:+.3f} to {one.high:+.3f}{tell_chance(one.chance):>8}{sign}"
        )
    pairs = part.pairs
    ones = f"only A {pairs.only_a}, only B {pairs.only_b}"
    yield f"  intent right: both {pairs.both}, {ones}, neither {pairs.neither}"


def _changes(title: str, changes: Sequence["Change"]) -> Iterator[str]:
    if not changes:
        return
    yield ""
    yield f"{title} ({len(changes)})"
    for one in sorted(changes, key=lambda change: change.language, reverse=True):
        yield f"  {one.language}  {in_brief(one.text)}"
        yield f"      expected {printable(one.expected)}; A {printable(one.a)}; B {printable(one.b)}"
