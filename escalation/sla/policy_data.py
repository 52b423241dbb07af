"""SLA policies and their calendars as JSON, checked as one: docs/how-to/sla.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from escalation.errors import SLABroken
from escalation.sla.calendar_data import AROUND_THE_CLOCK, read_calendar
from escalation.sla.policy import ClockKind, SLAPolicy, Target

LONGEST_TARGET = timedelta(days=365)
OFFICE = "office"
"""The calendar of the tenant's own business hours."""

_CONDITIONS = ("priority", "tier", "channel")
_HOURS = {"business": True, "around_the_clock": False}


@dataclass(frozen=True, slots=True)
class SLASettings:
    """Policies in their order, and by name the calendars that they go by, as the JSON they were read from."""

    policies: tuple[SLAPolicy, ...]
    policy_data: Mapping[str, Any]
    calendar_data: Mapping[str, Any]


def default_settings(office: Any) -> dict[str, Any]:
    """For a tenant that has set nothing; `office` is its calendar."""
    rows: tuple[tuple[str, tuple[int, int, int], str], ...] = (
        ("P0", (15, 30, 4 * 60), "around_the_clock"),
        ("P1", (60, 2 * 60, 8 * 60), "business"),
        ("P2", (4 * 60, 8 * 60, 24 * 60), "business"),
        ("P3", (8 * 60, 16 * 60, 40 * 60), "business"),
    )
    policies = [
        {
            "id": level.lower(),
            "name": level,
            "when": {"priority": [level]},
            "targets": {
                kind.value: {"minutes": minutes, "hours": hours}
                for kind, minutes in zip(ClockKind, within, strict=True)
            },
            "warn_at": 0.8,
            "calendar": OFFICE,
        }
        for level, within, hours in rows
    ]
    return {"policies": policies, "calendars": {OFFICE: office}}


def read_settings(data: Any) -> SLASettings:
    """Raises SLABroken, which names the policy or calendar and the field. The same data is read once."""
    return _read(json.dumps(data, sort_keys=True))


@lru_cache(maxsize=256)
def _read(text: str) -> SLASettings:
    data = json.loads(text)
    if not isinstance(data, dict) or set(data) != {"policies", "calendars"}:
        raise SLABroken('SLA settings: expected a mapping with "policies" and "calendars"')
    calendars = data["calendars"]
    if not isinstance(calendars, dict):
        raise SLABroken(f"calendars: got {_shown(calendars)}, expected a mapping of names to calendars")
    for name, calendar in calendars.items():
        try:
            read_calendar(calendar)
        except SLABroken as broken:
            raise SLABroken(f"calendar {name}: {broken}") from broken
    if not isinstance(data["policies"], list):
        raise SLABroken(f"policies: got {_shown(data['policies'])}, expected a list")
    policies = tuple(map(read_policy, data["policies"]))
    ids = [policy.id for policy in policies]
    for policy in policies:
        if policy.calendar not in (*calendars, AROUND_THE_CLOCK):
            names = ", ".join((*sorted(calendars), AROUND_THE_CLOCK))
            raise SLABroken(f"policy {policy.id}: got calendar {policy.calendar!r}, expected one of {names}")
        if ids.count(policy.id) > 1:
            raise SLABroken(f"policy {policy.id} is there twice; expected each id once")
    by_id = dict(zip(ids, data["policies"], strict=True))
    return SLASettings(policies, by_id, {AROUND_THE_CLOCK: AROUND_THE_CLOCK, **calendars})


def read_policy(data: Any) -> SLAPolicy:
    """Raises SLABroken."""
    fields = {"id", "name", "when", "targets", "warn_at", "calendar"}
    if not isinstance(data, dict) or set(data) != fields or not isinstance(data["id"], str):
        raise SLABroken(f"policy: got {_shown(data)}, expected a mapping of {', '.join(sorted(fields))}")
    name = f"policy {data['id']}"
    share = data["warn_at"]
    if not isinstance(share, int | float) or not 0 < share < 1:
        raise SLABroken(f"{name}, warn_at: got {_shown(share)}, expected a share between 0 and 1, as 0.8")
    targets = _read_mapping(name, "targets", data["targets"], [kind.value for kind in ClockKind])
    when = _read_mapping(name, "when", data["when"], _CONDITIONS)
    return SLAPolicy(
        id=data["id"],
        name=str(data["name"]),
        when={field: _read_values(f"{name}, when {field}", values) for field, values in when.items()},
        targets={ClockKind(kind): _read_target(f"{name}, {kind}", one) for kind, one in targets.items()},
        warn_at=float(share),
        calendar=str(data["calendar"]),
    )


def _read_mapping(name: str, field: str, data: Any, known: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict) or set(data) - set(known):
        raise SLABroken(f"{name}, {field}: got {_shown(data)}, expected a mapping of {', '.join(known)}")
    return data


def _read_values(where: str, data: Any) -> tuple[str | None, ...]:
    if not isinstance(data, list) or not data or not all(one is None or isinstance(one, str) for one in data):
        raise SLABroken(f"{where}: got {_shown(data)}, expected a list of what it may be")
    return tuple(data)


def _read_target(where: str, data: Any) -> Target:
    if not isinstance(data, dict) or set(data) != {"minutes", "hours"} or str(data["hours"]) not in _HOURS:
        raise SLABroken(
            f'{where}: got {_shown(data)}, expected {{"minutes": 60, "hours": "business"}} '
            'or "around_the_clock"'
        )
    minutes = data["minutes"]
    most = LONGEST_TARGET // timedelta(minutes=1)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= most:
        raise SLABroken(f"{where}, minutes: got {_shown(minutes)}, expected a whole number from 1 to {most}")
    return Target(timedelta(minutes=minutes), _HOURS[str(data["hours"])])


def _shown(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)[:80]
