"""Every text that the code can say of a flow, when, and which values it is given then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dialogs.actions.built_in import ACTIONS
from dialogs.flow.facts import THING_FACTS, fact_names
from dialogs.flow.possible import Case, first_missing
from dialogs.flow.spec import FlowSpec, Kind
from dialogs.flow.subject import Subject

SHARED = ("flow.sign_in", "flow.revise", "digression.back", "person.offer", "person.shall_i")
"""Texts beside the flow's own that any flow may need."""


@dataclass(frozen=True, slots=True)
class Saying:
    """`key` within the flow; `given` are the values it may take, `sure` those that are known whatever the
    slots; `cases` those in which it is said, none where its slots are not looked at."""

    key: str
    given: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    cases: tuple[Case, ...] = ()


def sayings(subject: Subject) -> tuple[Saying, ...]:
    if subject.spec.looks_up:
        return tuple(_of_lookup(subject.spec))
    return (*_of_slots(subject), *_of_refusals(subject), *_of_the_end(subject))


def shared(spec: FlowSpec) -> tuple[str, ...]:
    return (*SHARED, "flow.abandoned" if spec.confirm is not None else "flow.dropped")


def slot_of(spec: FlowSpec, name: str) -> str | None:
    """The slot on which a value of a text depends: itself, or that of the thing it is a fact of."""
    if name in {slot.name for slot in spec.slots}:
        return name
    for slot in spec.slots:
        if slot.kind is Kind.thing and name in {f"{slot.source}_{fact}" for fact in THING_FACTS[slot.source]}:
            return slot.name
    return None


def _of_lookup(spec: FlowSpec) -> Iterator[Saying]:
    listed = frozenset({"choices"})
    yield Saying(f"ask_{spec.asks[0]}", listed, listed)
    yield Saying("not_found", frozenset({"id"}), frozenset({"id"}))
    yield Saying("all", listed, listed)
    yield Saying("none")


def _of_slots(subject: Subject) -> Iterator[Saying]:
    spec, words = subject.spec, _words(subject.spec)
    for slot in spec.slots:
        if not slot.optional:
            asked = _where(subject, lambda case, name=slot.name: first_missing(spec, case.facts) == name)
            yield Saying(f"ask_{slot.name}", words, frozenset({"choices"}), asked)
            if slot.one:
                yield Saying(f"one_{slot.name}", words, frozenset({slot.name}), asked)
        if slot.kind is Kind.thing:
            yield Saying("not_found", frozenset({"id"}), frozenset({"id"}))
        if slot.kind is Kind.pattern and not slot.optional:
            yield Saying(f"again_{slot.name}")
        elif slot.must and (slot.again or not slot.optional):
            yield Saying(f"again_{slot.name}", words)


def _of_refusals(subject: Subject) -> Iterator[Saying]:
    spec, words = subject.spec, _words(subject.spec)
    for refusal in spec.refusals:
        refused = _where(subject, lambda case, why=refusal.name: case.facts.refused == why)
        yield Saying(refusal.name, words, frozenset(), refused)
        if refusal.then == "other":
            yield Saying("other", words, frozenset(_things(spec)), refused)


def _of_the_end(subject: Subject) -> Iterator[Saying]:
    spec = subject.spec
    assert spec.action is not None  # noqa: S101 - a flow without one is a look-up
    built_in = ACTIONS[spec.action.name] if spec.action.kind == "built_in" else None
    before = frozenset(built_in.previews if built_in else ())
    after = before | frozenset(built_in.values if built_in else ())
    ready = _where(subject, lambda case: not case.facts.missing and not case.facts.refused)
    if spec.confirm is not None:
        yield Saying("confirm", _words(spec) | before, before, ready)
    for outcome in built_in.outcomes if built_in else ("done",):
        slots = set(built_in.comes_with.get(outcome, ())) if built_in else set()
        cases = tuple(case for case in ready if slots <= case.filled)
        yield Saying(outcome, _words(spec) | after, after, cases)


def _where(subject: Subject, holds: Callable[..., bool]) -> tuple[Case, ...]:
    return tuple(case for case in subject.cases if holds(case))


def _words(spec: FlowSpec) -> frozenset[str]:
    return frozenset({name.replace(".", "_") for name in fact_names(spec)} | {"choices"})


def _things(spec: FlowSpec) -> Iterator[str]:
    return (slot.name for slot in spec.slots if slot.kind is Kind.thing)
