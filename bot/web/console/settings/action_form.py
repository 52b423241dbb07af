"""The rows of actions that rules and macros share: as a form has them, as they are kept."""

from collections.abc import Mapping
from typing import Any

from bot.web.console.settings.form import Form, rows_in, text_in, ticked, values_in
from escalation.routing.action import ACTIONS

LISTS = ("add", "remove", "to")
FLAGS = ("override",)


def actions_of(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `action_check` reads. A row's fields of another kind of action are left behind."""
    return [_action(row) for row in rows_in(form, "actions")]


def action_rows(actions: list[dict[str, Any]]) -> list[Form]:
    """Of `action_data`."""
    return [{name: _shown(value) for name, value in one.items()} for one in actions]


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else value


def _action(row: Form) -> dict[str, Any]:
    kind = text_in(row, "do")
    data: dict[str, Any] = {"do": kind}
    for name in ACTIONS[kind].__slots__ if kind in ACTIONS else ():
        read = values_in if name in LISTS else ticked if name in FLAGS else text_in
        value: Any = read(row, name)
        if value:
            data[name] = value
    if kind == "notify":
        _drop_unasked(data)
    return data


def _drop_unasked(data: dict[str, Any]) -> None:
    """What the form hides, for the customer and webhooks have no recipients."""
    by = data.get("by")
    if by in ("customer", "webhook"):
        data.pop("to", None)
    if by == "console":
        data["to"] = [one for one in data.get("to", ()) if one != "address"]
    if by != "webhook" and "address" not in data.get("to", ()):
        data.pop("address", None)
