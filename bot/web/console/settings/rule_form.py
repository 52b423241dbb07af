"""A rule as its form has it and as it is kept; and the form's own changes: a row more, a row less."""

from collections.abc import Mapping
from typing import Any

from bot.web.console.settings.action_form import action_rows, actions_of
from bot.web.console.settings.form import (
    Form,
    number_in,
    part_in,
    rows_in,
    text_in,
    ticked,
    values_in,
    words_in,
)
from bot.web.console.settings.sentences import MINUTES, wait_parts
from escalation.routing.rule import TIME
from escalation.routing.view import CUSTOM

UNVALUED = ("is_set", "is_empty")


def new_form() -> Form:
    return {
        "id": "",
        "seen": "",
        "name": {"zh": "", "en": ""},
        "events": ["ticket.opened"],
        "when": {"mode": "all", "parts": [new_condition()]},
        "actions": [{"do": "assign"}],
        "after": {"status": "pending", "amount": "3", "unit": "days"},
        "enabled": "on",
    }


def new_condition() -> Form:
    return {"field": "priority", "operator": "is", "value": []}


def form_of(data: Mapping[str, Any], version: int | None) -> Form:
    """Of `rule_check.rule_data`; `version` is None for one that is not kept yet."""
    form = new_form() | {
        "id": data["id"],
        "seen": "" if version is None else str(version),
        "name": dict(data["name"]),
        "events": list(data["events"]),
        "channels": list(data.get("channels", ())),
        "when": _group_form(data.get("when", {"all": []})),
        "actions": action_rows(data.get("actions", [])),
        "stop": "on" if data.get("stop") else "",
        "enabled": "on" if data.get("enabled", True) else "",
    }
    if "after" in data:
        amount, unit = wait_parts(data["after"]["minutes"])
        form["after"] = {"status": data["after"]["status"], "amount": str(amount), "unit": unit}
    return form


def whole(form: Form) -> Form:
    """With all that a page shows of it, whatever came."""
    return {
        "id": text_in(form, "id"),
        "seen": text_in(form, "seen"),
        "behind": text_in(form, "behind"),
        "stood": text_in(form, "stood"),
        "name": words_in(form, "name"),
        "events": values_in(form, "events"),
        "channels": values_in(form, "channels"),
        "when": _whole_group(part_in(form, "when")),
        "after": plain_row(part_in(form, "after")),
        "actions": [plain_row(one) for one in rows_in(form, "actions")],
        "stop": ticked(form, "stop"),
        "enabled": ticked(form, "enabled"),
        "days": text_in(form, "days") or "7",
    }


def plain_row(row: Form) -> Form:
    return {name: value for name, value in row.items() if isinstance(value, str | list)}


def rule_of(form: Form, rule_id: str) -> dict[str, Any]:
    """What `rule_check` reads, right or wrong."""
    events = values_in(form, "events")
    data: dict[str, Any] = {
        "id": rule_id,
        "name": words_in(form, "name"),
        "events": events,
        "channels": values_in(form, "channels"),
        "when": _group_data(part_in(form, "when")),
        "actions": actions_of(form),
        "stop": ticked(form, "stop"),
        "enabled": ticked(form, "enabled"),
    }
    return data | ({"after": _wait(part_in(form, "after"))} if TIME in events else {})


def place(path: str) -> str:
    """Of what is wrong with a rule, in its form: "when.all.0.value" is "when.parts.0.value" there."""
    parts = ["parts" if one in ("all", "any") else one for one in path.split(".")]
    return ".".join(parts).replace("after.minutes", "after.amount")


def seen_in(form: Form) -> int | None:
    version = number_in(form, "seen")
    return version if isinstance(version, int) else None


def _group_form(data: Mapping[str, Any]) -> Form:
    mode, parts = next(iter(data.items()))
    return {"mode": mode, "parts": [_part_form(one) for one in parts]}


def _part_form(data: Mapping[str, Any]) -> Form:
    if "field" not in data:
        return _group_form(data)
    value = data.get("value", [])
    form = {
        "field": data["field"],
        "operator": data["operator"],
        "value": list(value) if isinstance(value, list) else [str(value)],
    }
    if form["field"].startswith(CUSTOM):
        return form | {"field": CUSTOM, "custom": form["field"].removeprefix(CUSTOM)}
    return form


def _whole_group(group: Form) -> Form:
    parts = [_whole_group(one) if "mode" in one else plain_row(one) for one in rows_in(group, "parts")]
    return {"mode": text_in(group, "mode") or "all", "parts": parts}


def _group_data(form: Mapping[str, Any]) -> dict[str, Any]:
    parts = [_group_data(one) if "mode" in one else _condition(one) for one in rows_in(form, "parts")]
    return {"any" if text_in(form, "mode") == "any" else "all": parts}


def _condition(row: Form) -> dict[str, Any]:
    field, operator = text_in(row, "field"), text_in(row, "operator")
    if field == CUSTOM:
        field += text_in(row, "custom")
    data: dict[str, Any] = {"field": field, "operator": operator}
    return data if operator in UNVALUED else data | {"value": values_in(row, "value")}


def _wait(form: Form) -> dict[str, Any]:
    amount = number_in(form, "amount")
    size = MINUTES.get(text_in(form, "unit"), 1)
    return {
        "status": text_in(form, "status"),
        "minutes": amount * size if isinstance(amount, int) else amount,
    }
