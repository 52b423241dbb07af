"""Whether a rule's conditions hold for a ticket, and the one that does not."""

from typing import Any

from escalation.routing.rule import Condition, Group
from escalation.routing.rule_check import find_number
from escalation.routing.view import TicketView, value_of
from escalation.routing.why import Why


def find_failure(group: Group, view: TicketView) -> Why | None:
    """None where the group holds. Of an "any" the first part's failure is told, and that none held."""
    failures = [_failure(part, view) for part in group.parts]
    if group.mode == "all":
        return next((one for one in failures if one is not None), None)
    if not failures or None in failures:
        return None
    first = next(one for one in failures if one is not None)
    return first if len(failures) == 1 else Why("none_held", **first.place())


def _failure(part: Condition | Group, view: TicketView) -> Why | None:
    if isinstance(part, Group):
        return find_failure(part, view)
    got = value_of(view, part.field)
    if _holds(part, got):
        return None
    return Why("condition", field=part.field, operator=part.operator, expected=part.values, got=_plain(got))


def _holds(condition: Condition, got: Any) -> bool:
    values = condition.values
    match condition.operator:
        case "is":
            return any(_same(got, value) for value in values)
        case "is_not":
            return not any(_same(got, value) for value in values)
        case "contains":
            return any(_within(value, got) for value in values)
        case "contains_not":
            return not any(_within(value, got) for value in values)
        case "at_least" | "at_most":
            return _compares(condition.operator, find_number(got), find_number(values[0]))
        case "is_set":
            return got not in (None, "", (), [])
        case "is_empty":
            return got in (None, "", (), [])
    raise ValueError(f"no operator {condition.operator!r}")  # a rule that was not read by rule_check


def _same(got: Any, value: str) -> bool:
    """Numbers as numbers, texts whatever their case."""
    if got is None:
        return False
    if isinstance(got, bool):
        return value.casefold() == str(got).casefold()
    if isinstance(got, int | float):
        return find_number(value) == got
    return str(got).casefold() == value.casefold()


def _within(value: str, got: Any) -> bool:
    """In a text anywhere, in a list as one of its items."""
    if isinstance(got, list | tuple):
        return any(_same(one, value) for one in got)
    return got is not None and value.casefold() in str(got).casefold()


def _compares(operator: str, got: float | None, bound: float | None) -> bool:
    if got is None or bound is None:
        return False
    return got >= bound if operator == "at_least" else got <= bound


def _plain(got: Any) -> str:
    """What it was, short enough to keep with each run."""
    if isinstance(got, list | tuple):
        got = ", ".join(map(str, got))
    text = "" if got is None else str(got)
    return text if len(text) <= 120 else f"{text[:119]}…"
