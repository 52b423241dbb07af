"""The messages that two models read differently, by which of them read it right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlu.evaluation.outcome import Outcome, Span


@dataclass(frozen=True, slots=True)
class Change:
    """What was expected of a message, and what each model made of it."""

    text: str
    language: str
    expected: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Changes:
    """`better`: B alone is right; `worse`: A alone; `otherwise`: both are wrong, or right by the labels."""

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    otherwise: tuple[Change, ...]


def intent_changes(a: Sequence[Outcome], b: Sequence[Outcome]) -> Changes:
    return _sort(
        (one.right, other.right, Change(one.text, one.language, one.expected, one.got, other.got))
        for one, other in zip(a, b, strict=True)
        if one.got != other.got
    )


def entity_changes(a: Sequence[Outcome], b: Sequence[Outcome]) -> Changes:
    """Also where only a value is another."""
    return _sort(_entities(a, b))


def _entities(a: Sequence[Outcome], b: Sequence[Outcome]) -> Iterator[tuple[bool, bool, Change]]:
    for one, other in zip(a, b, strict=True):
        if set(one.found) != set(other.found):
            told = (_show(one.text, spans) for spans in (one.labelled, one.found, other.found))
            yield one.entities_right, other.entities_right, Change(one.text, one.language, *told)


def _sort(changes: Iterable[tuple[bool, bool, Change]]) -> Changes:
    """Whether A is right, and whether B, come before each."""
    told = list(changes)
    return Changes(
        better=tuple(change for a, b, change in told if b and not a),
        worse=tuple(change for a, b, change in told if a and not b),
        otherwise=tuple(change for a, b, change in told if a is b),
    )


def _show(text: str, spans: Sequence[Span]) -> str:
    """As labels are written, [span](kind), and with a value [span](kind: value)."""
    return " ".join(f"[{text[one.start : one.end]}]({_kind(one)})" for one in spans) or "none"


def _kind(span: Span) -> str:
    return span.entity if span.value is None else f"{span.entity}: {span.value}"
