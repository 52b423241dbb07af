"""Whether model B understands better than A: reports on the same messages go in, a Comparison comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.errors import ReportsDiffer
from nlu.evaluation.bootstrap import Compared, draw_differences
from nlu.evaluation.changes import Change, entity_changes, intent_changes
from nlu.evaluation.joint_bounds import joint_bounds
from nlu.evaluation.measures import MEASURES, count, measure
from nlu.evaluation.outcome import Outcome, Span
from nlu.evaluation.report import Report
from nlu.evaluation.swapping import chances
from nlu.types import Language

# Models that are apart as far as this often by chance are not told apart.
BY_CHANCE = 0.05


class Judgement(StrEnum):
    better = "better"
    worse = "worse"
    no_difference = "no difference beyond chance"


@dataclass(frozen=True, slots=True)
class Difference:
    """`difference` is B's less A's; `low` and `high` bound it, as `joint_bounds` says.

    `chance` says how often equally good models are so far apart, as `swapping` does.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    chance: float

    @property
    def rose(self) -> bool:
        return self.low > 0 and self.chance <= BY_CHANCE

    @property
    def fell(self) -> bool:
        return self.high < 0 and self.chance <= BY_CHANCE

    @property
    def too_few(self) -> bool:
        """The bounds do not hold 0, but that may be chance: too few messages tell the models apart."""
        return self.chance > BY_CHANCE and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Pairs:
    """McNemar's table: messages by which model got the intent right."""

    both: int
    only_a: int
    only_b: int
    neither: int


@dataclass(frozen=True, slots=True)
class Part:
    """All messages, or those of one language; `differences` by the names in `measures.MEASURES`."""

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
    """The same reports give the same Comparison. ReportsDiffer where messages, labels or moments do."""
    if report_a.moment != report_b.moment:
        raise ReportsDiffer(f"they are said at {report_a.moment} in A and at {report_b.moment} in B")
    _check_same_messages(report_a.outcomes, report_b.outcomes)
    total, languages = _compare_parts(report_a.outcomes, report_b.outcomes)
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

    That is where its bounds and its chance both say so.
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
    if few := [_told(name, one) for name, one in total.differences.items() if one.too_few]:
        return Judgement.no_difference, "; ".join(["too few messages tell the models apart", *few])
    return Judgement.no_difference, f"the intervals of {', '.join(total.differences)} all hold 0"


def _told(name: str, one: Difference) -> str:
    verb = "rose" if one.difference > 0 else "fell"
    bounds = f"joint interval {one.low:+.3f} to {one.high:+.3f}, p {tell_chance(one.chance)}"
    return f"{name} {verb} from {one.a:.3f} to {one.b:.3f} ({one.difference:+.3f}, {bounds})"


def tell_chance(chance: float) -> str:
    return "<0.001" if chance < 0.001 else f"{chance:.3f}"


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


def _compare_parts(a: Sequence[Outcome], b: Sequence[Outcome]) -> tuple[Part, dict[str, Part]]:
    """All, and by language."""
    spoken = [language for language in Language if any(one.language == language for one in a)]
    everywhere = np.arange(len(a))
    places = [everywhere, *(np.flatnonzero([one.language == language for one in a]) for language in spoken)]
    compared = [Compared(some, count(_at(a, some)), count(_at(b, some))) for some in places]
    lows, highs = joint_bounds(draw_differences(compared, len(a)))
    shape = len(compared), len(MEASURES)
    rows = zip(compared, lows.reshape(shape), highs.reshape(shape), strict=True)
    total, *within = (
        _part(_at(a, one.places), _at(b, one.places), one, low, high) for one, low, high in rows
    )
    return total, {str(language): part for language, part in zip(spoken, within, strict=True)}


def _part(
    a: Sequence[Outcome],
    b: Sequence[Outcome],
    compared: Compared,
    lows: NDArray[np.float64],
    highs: NDArray[np.float64],
) -> Part:
    of_a, of_b = (measure(rows.sum(axis=0, keepdims=True))[0] for rows in (compared.a, compared.b))
    columns = zip(MEASURES, of_a, of_b, lows, highs, chances(compared.a, compared.b), strict=True)
    return Part(
        messages=len(a),
        differences={
            name: Difference(float(a), float(b), float(b - a), float(low), float(high), float(chance))
            for name, a, b, low, high, chance in columns
        },
        pairs=_pair(a, b),
    )


def _at(outcomes: Sequence[Outcome], places: NDArray[np.int64]) -> list[Outcome]:
    return [outcomes[place] for place in places]


def _pair(a: Sequence[Outcome], b: Sequence[Outcome]) -> Pairs:
    right = [(one.right, other.right) for one, other in zip(a, b, strict=True)]
    return Pairs(
        both=right.count((True, True)),
        only_a=right.count((True, False)),
        only_b=right.count((False, True)),
        neither=right.count((False, False)),
    )
