"""How well entities were found: exact span and kind, and the value where the label names one."""

from collections.abc import Sequence

from nlu.evaluation.outcome import Outcome, marks
from nlu.evaluation.score import Score, score


def score_entities(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """By kind, of the kinds that are labelled or found somewhere."""
    kinds = {span.entity for one in outcomes for span in (*one.labelled, *one.found)}
    return {kind: score_spans(outcomes, kind) for kind in sorted(kinds)}


def score_spans(outcomes: Sequence[Outcome], kind: str | None = None) -> Score:
    """Over all kinds where `kind` is None."""
    right = found = labelled = 0
    for one in outcomes:
        expected = marks(span for span in one.labelled if kind in (None, span.entity))
        got = marks(span for span in one.found if kind in (None, span.entity))
        right += len(expected & got)
        found += len(got)
        labelled += len(expected)
    return score(right, found, labelled)


def score_entity_values(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """Like `score_entities`, of the kinds of which some label names a value."""
    kinds = {span.entity for one in outcomes for span in one.labelled if span.value is not None}
    return {kind: score_values(outcomes, kind) for kind in sorted(kinds)}


def score_values(outcomes: Sequence[Outcome], kind: str | None = None) -> Score:
    """Of labels that name a value: found in its span and with that value counts as right.

    What was found elsewhere says nothing of values and is left out.
    """
    right = found = labelled = 0
    for one in outcomes:
        values = {span.mark: span.value for span in one.found}
        for span in one.labelled:
            if span.value is None or kind not in (None, span.entity):
                continue
            labelled += 1
            found += span.mark in values
            right += values.get(span.mark) == span.value
    return score(right, found, labelled)
