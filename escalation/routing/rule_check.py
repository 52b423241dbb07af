"""Reads a rule as data and writes it so. Raises SettingRejected with what is wrong, field by field.

{"id": "vip", "name": {"zh": …, "en": …}, "events": ["ticket.opened"], "channels": ["widget"],
 "when": {"all": [{"field": "tier", "operator": "is", "value": ["enterprise"]}, {"any": [ … ]}]},
 "actions": [{"do": "set_priority", "priority": "P1"}], "stop": true, "enabled": true}

A rule that waits has events ["time.passed"] and "after": {"status": "pending", "minutes": 4320}.
"""

from collections.abc import Mapping
from typing import Any

from escalation.routing.action import Action, action_data
from escalation.routing.action_check import Known, read_action
from escalation.routing.reading import CHOICE, Reading
from escalation.routing.rule import EVENTS, TIME, Condition, Group, Rule, Wait
from escalation.routing.view import CUSTOM, FIELDS, OPERATORS, Field, Kind, find_field
from escalation.routing.words import Words
from escalation.ticketing.lifecycle import STATUSES

NAMES = ("id", "name", "events", "channels", "after", "when", "actions", "stop", "enabled")
MOST_PARTS, MOST_ACTIONS, MOST_VALUES, LONGEST_VALUE, LONGEST_NAME = 30, 20, 50, 200, 120
FIELD = Words("以下之一：{names}，或 field.自定义字段", "one of {names}, or field.<custom field>")
DEEP = Words("条件；分组只能有一层", "a condition: groups stand one level deep")
GROUP = Words('{{"all": [...]}} 或 {{"any": [...]}}', '{{"all": [...]}} or {{"any": [...]}}').fill()
MOST = Words("最多 {most} 项", "at most {most}")
ACTION = Words("至少一个动作，或停止后续规则", "an action at least, or to stop there")
ALONE = Words("单独的 time.passed", "time.passed by itself")
WAIT = Words(
    'time.passed 规则需要 {{"status": …, "minutes": …}}，其他规则不需要',
    '{{"status": …, "minutes": …}} with time.passed, and nothing without',
).fill()
NUMBER = Words("一个数字", "one number")
LONGEST_WAIT = 366 * 24 * 60


def read_rule(data: Any, known: Known) -> Rule:
    """`known` are the tenant's names that actions may say."""
    reading = Reading()
    rule = read_rule_into(reading, "", data, known)
    reading.check()
    return rule


def read_rule_into(reading: Reading, prefix: str, data: Any, known: Known) -> Rule:
    """As `read_rule`, of a rule that stands at `prefix` in something larger."""
    at = f"{prefix}." if prefix else ""
    given = reading.mapping(prefix, data, NAMES)
    actions = _actions(reading, f"{at}actions", given.get("actions", []), known)
    stop = reading.flag(f"{at}stop", given.get("stop", False))
    if not given.get("actions") and not stop:
        reading.complain(f"{at}actions", given.get("actions"), ACTION)
    events = reading.some(f"{at}events", given.get("events"), EVENTS)
    if TIME in events and len(events) > 1:
        reading.complain(f"{at}events", list(events), ALONE)
    channels = given.get("channels") or []
    return Rule(
        id=reading.key(f"{at}id", given.get("id")),
        name=reading.words(f"{at}name", given.get("name"), LONGEST_NAME),
        events=events,
        channels=tuple(
            reading.key(f"{at}channels.{n}", one)
            for n, one in enumerate(reading.sequence(f"{at}channels", channels))
        ),
        after=_wait(reading, f"{at}after", given.get("after"), wanted=TIME in events),
        when=_group(reading, f"{at}when", given.get("when") or {"all": []}),
        actions=actions,
        stop=stop,
        enabled=reading.flag(f"{at}enabled", given.get("enabled", True)),
    )


def rule_data(rule: Rule) -> dict[str, Any]:
    """As it is kept and edited; `read_rule` of it gives the same rule."""
    data: dict[str, Any] = {"id": rule.id, "name": rule.name._asdict(), "events": list(rule.events)}
    if rule.channels:
        data["channels"] = list(rule.channels)
    if rule.after:
        data["after"] = {"status": rule.after.status, "minutes": rule.after.minutes}
    if rule.when != Group("all"):
        data["when"] = _group_data(rule.when)
    data["actions"] = [action_data(action) for action in rule.actions]
    return data | ({"stop": True} if rule.stop else {}) | ({} if rule.enabled else {"enabled": False})


def _group_data(group: Group) -> dict[str, Any]:
    return {group.mode: [_part_data(part) for part in group.parts]}


def _part_data(part: Condition | Group) -> dict[str, Any]:
    if isinstance(part, Group):
        return _group_data(part)
    data: dict[str, Any] = {"field": part.field, "operator": part.operator}
    return data | ({"value": list(part.values)} if part.values else {})


def _actions(reading: Reading, path: str, given: Any, known: Known) -> tuple[Action, ...]:
    items = reading.sequence(path, given)
    if len(items) > MOST_ACTIONS:
        reading.complain(path, len(items), MOST.fill(most=MOST_ACTIONS))
    read = (read_action(reading, f"{path}.{n}", one, known) for n, one in enumerate(items[:MOST_ACTIONS]))
    return tuple(action for action in read if action is not None)


def _wait(reading: Reading, path: str, given: Any, *, wanted: bool) -> Wait | None:
    if not wanted or given is None:
        if wanted or given is not None:
            reading.complain(path, given, WAIT)
        return None
    wait = reading.mapping(path, given, ("status", "minutes"))
    return Wait(
        reading.choice(f"{path}.status", wait.get("status"), STATUSES),
        reading.whole(f"{path}.minutes", wait.get("minutes"), 1, LONGEST_WAIT),
    )


def _group(reading: Reading, path: str, given: Any, *, inner: bool = False) -> Group:
    mode = next((one for one in ("all", "any") if isinstance(given, Mapping) and set(given) == {one}), None)
    if mode is None:
        reading.complain(path, given, GROUP)
        return Group("all")
    parts = reading.sequence(f"{path}.{mode}", given[mode])
    if len(parts) > MOST_PARTS:
        reading.complain(f"{path}.{mode}", len(parts), MOST.fill(most=MOST_PARTS))
    read = [
        _part(reading, f"{path}.{mode}.{n}", part, inner=inner) for n, part in enumerate(parts[:MOST_PARTS])
    ]
    return Group("any" if mode == "any" else "all", tuple(read))


def _part(reading: Reading, path: str, given: Any, *, inner: bool) -> Condition | Group:
    if isinstance(given, Mapping) and ("all" in given or "any" in given):
        if inner:
            reading.complain(path, given, DEEP)
            return Group("all")
        return _group(reading, path, given, inner=True)
    data = reading.mapping(path, given, ("field", "operator", "value"))
    name = data.get("field")
    field = find_field(name) if isinstance(name, str) else None
    if field is None:
        reading.complain(f"{path}.field", name, FIELD.fill(names=", ".join(FIELDS)))
        return Group("all")
    operator = reading.choice(f"{path}.operator", data.get("operator"), OPERATORS[field.kind])
    if str(name).startswith(CUSTOM):
        reading.key(f"{path}.field", str(name).removeprefix(CUSTOM))
    return Condition(str(name), operator, _values(reading, f"{path}.value", data, field, operator))


def _values(
    reading: Reading, path: str, data: Mapping[str, Any], field: Field, operator: str
) -> tuple[str, ...]:
    given = data.get("value")
    if operator in ("is_set", "is_empty", ""):
        return ()
    if operator in ("at_least", "at_most"):
        one = given[0] if isinstance(given, list | tuple) and len(given) == 1 else given
        if find_number(one) is None:
            reading.complain(path, given, NUMBER)
        return (str(one),)
    items = list(given) if isinstance(given, list | tuple) else [given]
    if not 1 <= len(items) <= MOST_VALUES:
        reading.complain(path, given, CHOICE.fill(choices=", ".join(field.choices or ("…",))))
        return ()
    if field.kind is Kind.choice:
        return reading.some(path, items, field.choices or ())
    plain = [str(one) if isinstance(one, int | float) and not isinstance(one, bool) else one for one in items]
    return tuple(reading.text(f"{path}.{n}", one, LONGEST_VALUE) for n, one in enumerate(plain))


def find_number(value: Any) -> float | None:
    """None for what is no finite number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e15 and not isinstance(value, bool) else None
