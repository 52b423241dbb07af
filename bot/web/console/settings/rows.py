"""Changes of a form's rows, which the server makes: "add:actions", "remove:when.parts.1", "up:actions.2"."""

from typing import Any

from bot.web.console.settings.form import Form
from bot.web.console.settings.rule_form import new_condition

MOST = 30


def change_rows(form: Form, change: str) -> str:
    """Changes the form; returns the id of what should have the focus then, "" for what has it."""
    what, _, path = change.partition(":")
    if what in ("add", "group"):
        return _add(form, path, what)
    rows, number = _row(form, path)
    if rows is None:
        return ""
    if what == "remove":
        rows.pop(number)
        return f"add:{path.rpartition('.')[0]}"
    if what in ("up", "down"):
        other = number + (1 if what == "down" else -1)
        if 0 <= other < len(rows):
            rows[number], rows[other] = rows[other], rows[number]
            return f"{what}:{path.rpartition('.')[0]}.{other}"
    if what == "field":  # what fitted the field before fits this one no more
        rows[number] |= {"value": [], "operator": ""}
    return ""


def _add(form: Form, path: str, what: str) -> str:
    *steps, last = path.split(".")
    place: Any = form
    for step in steps:
        place = _step(place, step)
    if not isinstance(place, dict):
        return ""
    rows = place.setdefault(last, [])
    if not isinstance(rows, list) or len(rows) >= MOST:
        return ""
    at = f"{path}.{len(rows)}"
    if what == "group":
        rows.append({"mode": "any", "parts": [new_condition()]})
        return f"{at}.mode"
    rows.append({"do": ""} if last == "actions" else new_condition())
    return f"{at}.do" if last == "actions" else f"{at}.field"


def _row(form: Form, path: str) -> tuple[list[Any] | None, int]:
    *steps, last = path.split(".")
    place: Any = form
    for step in steps:
        place = _step(place, step)
    if (
        isinstance(place, list)
        and last.isdecimal()
        and int(last) < len(place)
        and isinstance(place[int(last)], dict)
    ):
        return place, int(last)
    return None, 0


def _step(place: Any, step: str) -> Any:
    if isinstance(place, list):
        return place[int(step)] if step.isdecimal() and int(step) < len(place) else None
    return place.get(step) if isinstance(place, dict) else None
