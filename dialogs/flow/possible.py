"""How the conditions of a flow's file can turn out together: all that guards may come to see.

Each name that a condition compares takes every value that could make a difference there, whether or not the
world ever combines them so: what no case here brings about never happens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from dialogs.charts import Facts
from dialogs.flow.conditions import breaks, holds, is_needed
from dialogs.flow.spec import Check, FlowSpec, Kind, Op

_TODAY = date(2000, 1, 2)
_PAST, _FUTURE = "2000-01-01", "2000-01-03"
_OTHER = "something else"
_THING = "the one meant"

Known = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What guards see, and the slots that have a value then."""

    facts: Facts
    filled: frozenset[str]


def possible_cases(spec: FlowSpec) -> tuple[Case, ...]:
    if spec.looks_up:
        asked = spec.asks[:1]
        return Case(Facts(), frozenset(asked)), Case(Facts(missing=frozenset(asked)), frozenset())
    values = _values(spec)
    cases: dict[Case, None] = {}
    for combined in product(*values.values()):
        known = dict(zip(values, combined, strict=True))
        if _is_sound(spec, known):
            cases[_case(spec, known)] = None
    return tuple(cases)


def first_missing(spec: FlowSpec, facts: Facts) -> str | None:
    """The slot that is asked for then: the file's order counts."""
    return next((name for name in spec.asks if name in facts.missing), None)


def _case(spec: FlowSpec, known: Known) -> Case:
    """As `compiling.check` has it."""
    limits = spec.ladders
    slots = {slot.name for slot in spec.slots}
    for slot in spec.slots:
        if known[slot.name] is not None and breaks(slot.must, known, limits, _TODAY):
            known = {**known, slot.name: None}
        elif known[slot.name] is None and slot.default and is_needed(slot, known, limits, _TODAY):
            known = {**known, slot.name: _OTHER}
    filled = frozenset(name for name in slots if known[name] is not None)
    for refusal in spec.refusals:
        if holds(refusal.when, known, limits, _TODAY):
            return Case(Facts(refused=refusal.name), filled)
    asked = [slot for slot in spec.slots if not slot.optional and is_needed(slot, known, limits, _TODAY)]
    return Case(Facts(missing=frozenset(slot.name for slot in asked) - filled), filled)


def _is_sound(spec: FlowSpec, known: Known) -> bool:
    """Of a thing that is not known nothing is known; who has none can name none."""
    for slot in spec.slots:
        if slot.kind is not Kind.thing:
            continue
        facts = [name for name in known if name.startswith(f"{slot.source}.") and not name.endswith(".any")]
        if any((known[name] is None) != (known[slot.name] is None) for name in facts):
            return False
        if known[slot.name] is not None and known.get(f"{slot.source}.any") is False:
            return False
    return True


def _values(spec: FlowSpec) -> Mapping[str, tuple[Any, ...]]:
    """What each name may be; None is unknown."""
    compared: dict[str, set[Any]] = {}
    for check in _checks(spec):
        for name, value in _telling(spec, check):
            compared.setdefault(name, set()).add(value)
    things = {slot.source for slot in spec.slots if slot.kind is Kind.thing}
    values: dict[str, tuple[Any, ...]] = {}
    for name, some in compared.items():
        unknown = (None,) if name.partition(".")[0] in things and not name.endswith(".any") else ()
        values[name] = (*unknown, *sorted(some, key=repr))
    for slot in spec.slots:
        told = {_THING} if slot.kind is Kind.thing else compared.get(slot.name) or {_OTHER}
        values[slot.name] = (None, *sorted(told, key=repr))
    return values


def _checks(spec: FlowSpec) -> Iterator[Check]:
    for slot in spec.slots:
        yield from (*slot.when, *slot.still_when, *slot.must)
    for refusal in spec.refusals:
        yield from refusal.when


def _telling(spec: FlowSpec, check: Check) -> Iterator[tuple[str, Any]]:
    """Values of the names in a check with which it holds, and with which it does not."""
    name, value = check.name, check.value
    rungs = spec.ladders.get(name, ())
    if check.op is Op.known:
        return
    if check.op is Op.future:
        yield from ((name, _PAST), (name, _FUTURE))
    elif check.op in (Op.is_, Op.is_not):
        constants = value if isinstance(value, tuple) else (value,)
        others = (True, False) if isinstance(value, bool) else (_OTHER,)
        yield from ((name, one) for one in (*constants, *others))
    elif check.op in (Op.in_, Op.not_in):
        some = rungs or (_OTHER,)
        yield from ((name, one) for one in some)
        if isinstance(value, str):
            yield from ((value, ()), (value, tuple(some)))
    elif isinstance(value, str):
        both = rungs or ("1", "2", "3")
        yield from ((side, one) for side in (name, value) for one in both)
    else:
        yield from ((name, str(int(value) + by)) for by in (-1, 0, 1))
