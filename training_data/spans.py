"""Annotations that read well and teach the wrong thing: cut words, loose marks, kinds that nothing finds."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from training_data.schema import Annotation, Complaint, Example, Severity

# Around a span. A full stop behind a letter may be of "Inc." or "p.m.", and "#" begins a ticket's number.
_MARK = r"""[\s,;:!?，。！？、；：…"“”‘’「」『』《》〈〉【】]"""
MARKS = re.compile(rf"^{_MARK}+|(?:{_MARK}|(?<=\d)\.+)+$")


def check_annotations(examples: Sequence[Example], found: Collection[str]) -> Iterator[Complaint]:
    """Warnings. `found` are the kinds of entities that the extractor looks for."""
    for example in examples:
        for span in example.entities:
            if wrong := _find_wrong_edge(example.text, span):
                message = f"the span {span.raw!r} of {span.entity} {wrong}"
                yield Complaint(example.file, example.line, message, Severity.warning)
    yield from _check_kinds(examples, found)


def _check_kinds(examples: Sequence[Example], found: Collection[str]) -> Iterator[Complaint]:
    """Each kind once, where it first stands."""
    counts = Counter(span.entity for example in examples for span in example.entities)
    first = {span.entity: example for example in reversed(examples) for span in example.entities}
    for kind in sorted(set(counts) - set(found)):
        message = (
            f"no extractor looks for the entity {kind!r} ({counts[kind]} spans); it looks for "
            f"{', '.join(sorted(found))}"
        )
        yield Complaint(first[kind].file, first[kind].line, message, Severity.warning)


def _find_wrong_edge(text: str, span: Annotation) -> str | None:
    if _cuts_word(text, span):
        return "ends within a word; mark the whole word"
    bare = MARKS.sub("", span.raw)
    if bare and bare != span.raw:
        return f"has marks around it that are no part of it; mark {bare!r} alone"
    return None


def _cuts_word(text: str, span: Annotation) -> bool:
    return any(0 < edge < len(text) and _joins(text[edge - 1], text[edge]) for edge in (span.start, span.end))


def _joins(before: str, after: str) -> bool:
    """Two Latin letters, or two figures; Chinese puts no space between words, nor do 50GB and v4.8."""
    return (
        before.isascii()
        and after.isascii()
        and ((before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit()))
    )
