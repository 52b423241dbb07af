"""Whether model B understands better than A: reports on the same messages go in, a Comparison comes out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

import numpy as np

from nlu.errors import ReportsDiffer
from nlu.evaluation.bootstrap import MEASURES, draw_differences, measures_of
from nlu.evaluation.outcome import Outcome, Span
from nlu.evaluation.report import Report, by_language

# Percentiles of the drawn differences: 95 % lie between.
INTERVAL = (2.5, 97.5)


class Judgement(StrEnum):
    better = "better"
    worse = "worse"
    no_difference = "no difference beyond chance"


@dataclass(frozen=True, slots=True)
class Difference:
    """`difference` is B's less A's; between `low` and `high` it lies with 95 % confidence."""

    a: float
    b: float
    difference: float
    low: float
    high: float

    @property
    def rose(self) -> bool:
        return self.low > 0

    @property
    def fell(self) -> bool:
        return self.high < 0


@dataclass(frozen=True, slots=True)
class Pairs:
    """McNemar's table: messages by which model got the intent right."""

    both: int
    only_a: int
    only_b: int
    neither: int


@dataclass(frozen=True, slots=True)
class Part:
    """All messages, or those of one language; `differences` by the names in `bootstrap.MEASURES`."""

    messages: int
    differences: Mapping[str, Difference]
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Change:
    """A message that one model got right and the other wrong; what was expected, and what each made of it."""

    text: str
    language: str
    expected: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`verdict` is on B. `better` and `worse` are changes of the intent, the other two of the entities."""

    verdict: Judgement
    reason: str
    total: Part
    languages: Mapping[str, Part]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    entities_better: tuple[Change, ...]
    entities_worse: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `json.dumps`."""
        return asdict(self)


def compare(report_a: Report, report_b: Report) -> Comparison:
    """The same reports give the same Comparison. Raises ReportsDiffer where messages or labels differ."""
    _check_same_messages(report_a.outcomes, report_b.outcomes)
    said_a, said_b = by_language(report_a.outcomes), by_language(report_b.outcomes)
    total = _compare_part(report_a.outcomes, report_b.outcomes)
    languages = {language: _compare_part(said_a[language], said_b[language]) for language in said_a}
    verdict, reason = judge(total, languages)
    return Comparison(
        verdict=verdict,
        reason=reason,
        total=total,
        languages=languages,
        better=tuple(_intent_changes(report_a.outcomes, report_b.outcomes, b_right=True)),
        worse=tuple(_intent_changes(report_a.outcomes, report_b.outcomes, b_right=False)),
        entities_better=tuple(_entity_changes(report_a.outcomes, report_b.outcomes, b_right=True)),
        entities_worse=tuple(_entity_changes(report_a.outcomes, report_b.outcomes, b_right=False)),
    )


def judge(total: Part, languages: Mapping[str, Part]) -> tuple[Judgement, str]:
    """Worse where any measure fell beyond chance, whatever else rose; better where one rose and none fell.

    A fall in one language alone is told and decides nothing: of so many intervals one often falls by chance.
    """
    fell = [_told(name, one) for name, one in total.differences.items() if one.fell]
    rose = [_told(name, one) for name, one in total.differences.items() if one.rose]
    within = [
        f"in {language} alone {_told(name, one)}"
        for language, part in languages.items()
        for name, one in part.differences.items()
        if one.fell and not total.differences[name].fell
    ]
    if fell:
        return Judgement.worse, "; ".join([*fell, *rose, *within])
    if rose:
        return Judgement.better, "; ".join([*rose, *within])
    chance = f"the intervals of {', '.join(total.differences)} all hold 0"
    return Judgement.no_difference, "; ".join([chance, *within])


def _told(name: str, one: Difference) -> str:
    verb = "rose" if one.rose else "fell"
    return (
        f"{name} {verb} from {one.a:.3f} to {one.b:.3f} "
        f"({one.difference:+.3f}, 95 % interval {one.low:+.3f} to {one.high:+.3f})"
    )


def _check_same_messages(a: Sequence[Outcome], b: Sequence[Outcome]) -> None:
    for number, (one, other) in enumerate(zip_longest(a, b), start=1):
        if one is None or other is None:
            raise ReportsDiffer(f"A has {len(a)} and B has {len(b)}")
        if _task(one) != _task(other):
            raise ReportsDiffer(
                f"message {number} is {one.text[:40]!r} ({one.expected}) in A and "
                f"{other.text[:40]!r} ({other.expected}) in B, or its entities are labelled otherwise"
            )


def _task(one: Outcome) -> tuple[str, str, str, tuple[Span, ...]]:
    return one.text, one.language, one.expected, one.labelled


def _compare_part(a: Sequence[Outcome], b: Sequence[Outcome]) -> Part:
    measure_a, measure_b = measures_of(a), measures_of(b)
    once = np.ones((1, len(a)), np.float32)
    lows, highs = np.percentile(draw_differences(measure_a, measure_b, len(a)), INTERVAL, axis=0)
    columns = zip(MEASURES, measure_a(once)[0], measure_b(once)[0], lows, highs, strict=True)
    return Part(
        messages=len(a),
        differences={
            name: Difference(float(of_a), float(of_b), float(of_b - of_a), float(low), float(high))
            for name, of_a, of_b, low, high in columns
        },
        pairs=_pair(a, b),
    )


def _pair(a: Sequence[Outcome], b: Sequence[Outcome]) -> Pairs:
    right = [(one.right, other.right) for one, other in zip(a, b, strict=True)]
    return Pairs(
        both=right.count((True, True)),
        only_a=right.count((True, False)),
        only_b=right.count((False, True)),
        neither=right.count((False, False)),
    )


def _intent_changes(a: Sequence[Outcome], b: Sequence[Outcome], *, b_right: bool) -> Iterator[Change]:
    for one, other in zip(a, b, strict=True):
        if one.right is not b_right and other.right is b_right:
            yield Change(one.text, one.language, one.expected, one.got, other.got)


def _entity_changes(a: Sequence[Outcome], b: Sequence[Outcome], *, b_right: bool) -> Iterator[Change]:
    for one, other in zip(a, b, strict=True):
        if one.entities_right is not b_right and other.entities_right is b_right:
            expected, of_a, of_b = (
                _show(one.text, spans) for spans in (one.labelled, one.found, other.found)
            )
            yield Change(one.text, one.language, expected, of_a, of_b)


def _show(text: str, spans: Sequence[Span]) -> str:
    """As the labels are written: [span](kind)."""
    return " ".join(f"[{text[span.start : span.end]}]({span.entity})" for span in spans) or "none"
