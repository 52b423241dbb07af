"""What became of one labelled message; every figure of a report is computed from these."""

from collections.abc import Iterable
from dataclasses import dataclass

from nlu.types import OUT_OF_SCOPE, ParseResult
from training_data.schema import Example

Mark = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """`value` is None where a label names none."""

    entity: str
    start: int
    end: int
    value: str | None

    @property
    def mark(self) -> Mark:
        """What must be exact for the span to count: the kind and where it starts and ends."""
        return self.entity, self.start, self.end


@dataclass(frozen=True, slots=True)
class Outcome:
    """`got` is the intent after the fallback rule.

    `best` is the classifier's first intent in scope, before the rule, and `confidence` what it gave that one;
    None and 0 where it ranked none. `out_of_scope` is the score that the rule weighs, in [0, 1]. `reasons`
    are kept where the intent is wrong, for reading.
    """

    text: str
    language: str
    expected: str
    got: str
    best: str | None
    confidence: float
    out_of_scope: float
    labelled: tuple[Span, ...]
    found: tuple[Span, ...]
    reasons: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.expected == self.got

    @property
    def in_scope(self) -> bool:
        return self.expected != OUT_OF_SCOPE

    @property
    def entities_right(self) -> bool:
        """Every labelled span was found, with its value where the label names one, and nothing else."""
        values = {span.mark: span.value for span in self.found}
        return marks(self.labelled) == values.keys() and all(
            values[span.mark] == span.value for span in self.labelled if span.value is not None
        )


def outcome_of(example: Example, result: ParseResult) -> Outcome:
    best = next((score for score in result.intent_ranking if score.name != OUT_OF_SCOPE), None)
    right = example.intent == result.intent.name
    return Outcome(
        text=example.text,
        language=example.language,
        expected=example.intent,
        got=result.intent.name,
        best=best.name if best else None,
        confidence=best.confidence if best else 0.0,
        out_of_scope=result.out_of_scope,
        labelled=tuple(Span(one.entity, one.start, one.end, one.value) for one in example.entities),
        found=tuple(Span(one.entity, one.start, one.end, one.value) for one in result.entities),
        reasons=() if right else result.reasons,
    )


def marks(spans: Iterable[Span]) -> set[Mark]:
    return {span.mark for span in spans}
