"""Whether what a flow file demands holds: values in, truth out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dialogs.flow.spec import Check, Op, SlotSpec

Known = Mapping[str, Any]
"""Slots by name and facts by path: {"plan": "team", "customer.plan": "free", …}; absent or None: unknown."""

Ladders = Mapping[str, Sequence[str]]
"""By slot, its choices in ascending order."""


def holds(checks: Sequence[Check], known: Known, ladders: Ladders, today: date) -> bool:
    """Whether all do. What is said of something unknown does not hold, but that it is not known."""
    return all(_judge(check, known, ladders.get(check.name, ()), today) is True for check in checks)


def breaks(checks: Sequence[Check], known: Known, ladders: Ladders, today: date) -> bool:
    """Whether one certainly does not hold: where something is unknown, none is broken."""
    return any(_judge(check, known, ladders.get(check.name, ()), today) is False for check in checks)


def is_needed(slot: SlotSpec, known: Known, ladders: Ladders, today: date) -> bool:
    """Whether the flow has to know it, as things stand."""
    told_instead = any(known.get(name) is not None for name in slot.unless_told)
    if told_instead and not (slot.still_when and holds(slot.still_when, known, ladders, today)):
        return False
    return holds(slot.when, known, ladders, today)


def _judge(check: Check, known: Known, ladder: Sequence[str], today: date) -> bool | None:
    """None where what it speaks of is unknown."""
    got = known.get(check.name)
    if check.op is Op.known:
        return (got is not None) is bool(check.value)
    if got is None:
        return None
    if check.op in (Op.is_, Op.is_not):
        allowed = check.value if isinstance(check.value, tuple) else (check.value,)
        return (got in allowed) == (check.op is Op.is_)
    if check.op is Op.future:
        return (_start(str(got)) > today) is bool(check.value)
    return _compares(check, got, known, ladder)


def _compares(check: Check, got: Any, known: Known, ladder: Sequence[str]) -> bool | None:
    other = known.get(check.value) if isinstance(check.value, str) else check.value
    if other is None:
        return None
    if check.op is Op.same_as:
        return bool(got == other)
    if check.op in (Op.in_, Op.not_in):
        return (got in other) == (check.op is Op.in_)
    if ladder:
        if got not in ladder or other not in ladder:
            return False
        left, right = Decimal(ladder.index(got)), Decimal(ladder.index(other))
    else:
        amounts = _amount(got), _amount(other)
        if None in amounts or _unit(got) != _unit(other):
            return False
        left, right = amounts  # type: ignore[assignment]
    return {
        Op.above: left > right,
        Op.below: left < right,
        Op.at_least: left >= right,
        Op.at_most: left <= right,
    }[check.op]


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value).partition(" ")[0])
    except InvalidOperation:
        return None


def _unit(value: Any) -> str:
    """ "2400 CNY" → "CNY"."""
    return str(value).partition(" ")[2]


def _start(value: str) -> date:
    """Of a date, an instant or a span of either; what is none of these lies in the past."""
    try:
        return datetime.fromisoformat(value.partition("/")[0]).date()
    except ValueError:
        return date.min
