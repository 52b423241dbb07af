"""All that is measured of a model, and what it made of each message."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nlu.evaluation.calibration import Calibration, measure_calibration
from nlu.evaluation.confusions import Confusion, find_confusions
from nlu.evaluation.entities import score_entities, score_entity_values, score_spans, score_values
from nlu.evaluation.intents import IntentReport, measure_intents, score_intents
from nlu.evaluation.latency import Latency
from nlu.evaluation.moment import Moment
from nlu.evaluation.outcome import Outcome
from nlu.evaluation.rejection import RejectionCurve, draw_rejection_curve
from nlu.evaluation.score import Score
from nlu.types import OUT_OF_SCOPE, Language
from training_data.intents import ENTITIES


@dataclass(frozen=True, slots=True)
class Within:
    """What is measured of one language, beside its `languages` and `entity_languages`; named as in Report."""

    intents: Mapping[str, Score]
    calibration: Calibration
    rejection: RejectionCurve
    entities: Mapping[str, Score]
    entity_values: Mapping[str, Score]
    entity_value_total: Score


@dataclass(frozen=True, slots=True)
class Report:
    """`languages`, `within` and `entity_languages` are of each language that is spoken in the data.

    `entities` count exact span and kind; `entity_values` the value too, of those labels that name one.
    `moment` is when the messages were taken to be said. What can only be missed is counted: messages of
    `unknown_intents`, which the model does not have, spans of `unknown_entities`, which nothing looks for.
    """

    total: IntentReport
    languages: Mapping[str, IntentReport]
    within: Mapping[str, Within]
    intents: Mapping[str, Score]
    confusions: tuple[Confusion, ...]
    calibration: Calibration
    rejection: RejectionCurve
    entities: Mapping[str, Score]
    entity_total: Score
    entity_languages: Mapping[str, Score]
    entity_values: Mapping[str, Score]
    entity_value_total: Score
    moment: Moment
    unknown_intents: Mapping[str, int]
    unknown_entities: Mapping[str, int]
    latency: Latency
    outcomes: tuple[Outcome, ...]

    @property
    def asks_out_of_scope(self) -> bool:
        """Whether any message is; else nothing is known of how those fare, and their figures are 0."""
        return OUT_OF_SCOPE in self.intents

    @property
    def mistakes(self) -> tuple[Outcome, ...]:
        """The messages whose intent came out wrong."""
        return tuple(one for one in self.outcomes if not one.right)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `json.dumps`."""
        return asdict(self)


def build_report(
    outcomes: Sequence[Outcome], latency: Latency, *, moment: Moment, intents: Collection[str]
) -> Report:
    """`outcomes` must not be empty; `intents` are the model's."""
    spoken = by_language(outcomes)
    return Report(
        total=measure_intents(outcomes),
        languages={language: measure_intents(said) for language, said in spoken.items()},
        within={language: _measure_within(said) for language, said in spoken.items()},
        intents=score_intents(outcomes),
        confusions=find_confusions(outcomes),
        calibration=measure_calibration(outcomes),
        rejection=draw_rejection_curve(outcomes),
        entities=score_entities(outcomes),
        entity_total=score_spans(outcomes),
        entity_languages={language: score_spans(said) for language, said in spoken.items()},
        entity_values=score_entity_values(outcomes),
        entity_value_total=score_values(outcomes),
        moment=moment,
        unknown_intents=_count_others((one.expected for one in outcomes), intents),
        unknown_entities=_count_others((span.entity for one in outcomes for span in one.labelled), ENTITIES),
        latency=latency,
        outcomes=tuple(outcomes),
    )


def _measure_within(outcomes: Sequence[Outcome]) -> Within:
    return Within(
        intents=score_intents(outcomes),
        calibration=measure_calibration(outcomes),
        rejection=draw_rejection_curve(outcomes),
        entities=score_entities(outcomes),
        entity_values=score_entity_values(outcomes),
        entity_value_total=score_values(outcomes),
    )


def _count_others(labels: Iterable[str], known: Collection[str]) -> dict[str, int]:
    counts = Counter(labels)
    return {label: counts[label] for label in sorted(counts.keys() - set(known))}


def by_language(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The messages of each language, in order."""
    spoken = {one.language for one in outcomes}
    return {
        str(language): [one for one in outcomes if one.language == language]
        for language in Language
        if language in spoken
    }
