"""Whether model B understands better than A: reports on the same messages go in, a Comparison comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

import numpy as np

from nlu.errors import ReportsDiffer
from nlu.evaluation.bootstrap import MEASURES, draw_differences, measures_of
from nlu.evaluation.changes import Change, entity_changes, intent_changes
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
class Comparison:
    """`verdict` is on B. `better`, `worse` and `otherwise` are changes of intents, the others of entities."""

    verdict: Judgement
    reason: str
    total: Part
    languages: Mapping[str, Part]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    otherwise: tuple[Change, ...]
    entities_better: tuple[Change, ...]
    entities_worse: tuple[Change, ...]
    entities_otherwise: tuple[Change, ...]

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
    intents = intent_changes(report_a.outcomes, report_b.outcomes)
    entities = entity_changes(report_a.outcomes, report_b.outcomes)
    return Comparison(
        verdict=verdict,
        reason=reason,
        total=total,
        languages=languages,
        better=intents.better,
        worse=intents.worse,
        otherwise=intents.otherwise,
        entities_better=entities.better,
        entities_worse=entities.worse,
        entities_otherwise=entities.otherwise,
    )


def judge(total: Part, languages: Mapping[str, Part]) -> tuple[Judgement, str]:
    """Worse where any measure fell beyond chance, over all or within one language, whatever else rose.

    Better where one rose over all and none fell: what one language gains is no reason by itself.
    """
    fell = [_told(name, one) for name, one in total.differences.items() if one.fell]
    rose = [_told(name, one) for name, one in total.differences.items() if one.rose]
    within = [
        f"in {language} alone {_told(name, one)}"
        for language, part in languages.items()
        for name, one in part.differences.items()
        if one.fell and not total.differences[name].fell
    ]
    if fell or within:
        return Judgement.worse, "; ".join([*fell, *within, *rose])
    if rose:
        return Judgement.better, "; ".join(rose)
    return Judgement.no_difference, f"the intervals of {', '.join(total.differences)} all hold 0"


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
