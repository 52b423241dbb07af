"""A tenant's weekly hours as its settings have them: a calendar with one period a day and no holidays."""

from collections.abc import Mapping
from datetime import time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from escalation.sla.calendar import DAYS, Calendar, Period

BusinessHours = Calendar


def zone_of(name: str) -> tzinfo:
    """A zone from an offset ("+08:00") or an IANA name ("Asia/Shanghai"); ValueError for anything else."""
    try:
        if name[:1] in "+-" and len(name) == 6 and name[3] == ":":
            offset = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
            return timezone(offset if name[0] == "+" else -offset)
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as unknown:
        raise ValueError(
            f'unknown time zone: got {name!r}, expected "+08:00" or "Asia/Shanghai"'
        ) from unknown


def read_hours(hours: Mapping[str, Any], zone: str) -> BusinessHours:
    """Hours in the shape of the demo file: {"days": ["mon", …], "from": "09:00", "to": "18:00"}."""
    days = frozenset(hours["days"])
    if not days or not days <= set(DAYS):
        raise ValueError(f"business days: got {sorted(days)}, expected some of {', '.join(DAYS)}")
    opens, closes = time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])
    if opens >= closes:
        raise ValueError(f"business hours: got {opens} to {closes}, expected to open before closing")
    period = Period(_since_midnight(opens), _since_midnight(closes))
    return Calendar(zone_of(zone), tuple((period,) if day in days else () for day in DAYS))


def office_calendar(hours: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """The same hours in the shape of a calendar, for `calendar_data`."""
    period = [time.fromisoformat(hours[name]).strftime("%H:%M") for name in ("from", "to")]
    return {"zone": zone, "week": {day: [period] for day in DAYS if day in hours["days"]}}


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
