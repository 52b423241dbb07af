"""Labelled spans beside what the rules find there: of 企业版 only 企业 is marked."""

from collections.abc import Iterator, Sequence

from nlu.evaluation.moment import OURS
from nlu.extractors.found import Found
from nlu.extractors.rules import find_by_rules
from nlu.extractors.surface import surface_of
from training_data.schema import Annotation, Complaint, Example, Severity


def check_against_rules(examples: Sequence[Example]) -> Iterator[Complaint]:
    """Warnings, for spans that are only a part of a find of their kind which holds no other span."""
    for example in examples:
        if not example.entities:
            continue
        for found in find_by_rules(surface_of(example.text), OURS.instant):
            spans = [span for span in example.entities if span.start < found.end and found.start < span.end]
            if len(spans) == 1 and _is_part(spans[0], found):
                (span,), whole = spans, example.text[found.start : found.end]
                part = f"the span {span.raw!r} of {span.entity} is a part of {whole!r} by the rules"
                message = f"{part}; mark the whole where they are right"
                yield Complaint(example.file, example.line, message, Severity.warning)


def _is_part(span: Annotation, found: Found) -> bool:
    within = found.start <= span.start and span.end <= found.end
    return span.entity == found.entity and within and (span.start, span.end) != (found.start, found.end)
