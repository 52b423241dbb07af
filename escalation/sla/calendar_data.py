"""Calendars as JSON, the way the console edits them and a ticket's log keeps them: docs/how-to/sla.md."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from escalation.errors import SLABroken
from escalation.sla.business_hours import zone_of
from escalation.sla.calendar import ALWAYS, DAY, DAYS, Calendar, Period

AROUND_THE_CLOCK = "24x7"
LEAST_A_WEEK = timedelta(hours=1)
"""Open for less, a desk would keep no deadline within anybody's lifetime."""

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_FIELDS = ("zone", "week", "holidays", "extra_days")


def read_calendar(data: Any) -> Calendar:
    """`"24x7"`, or a mapping; raises SLABroken. The same data gives the same calendar."""
    return _read(json.dumps(data, sort_keys=True))


def spell_out(data: Any) -> Mapping[str, Any]:
    """`"24x7"` as the mapping that says the same; a mapping as it is."""
    if data == AROUND_THE_CLOCK:
        return {"zone": "UTC", "week": {day: [["00:00", "24:00"]] for day in DAYS}}
    return data  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _read(text: str) -> Calendar:
    data = json.loads(text)
    if data == AROUND_THE_CLOCK:
        return ALWAYS
    if not isinstance(data, dict) or set(data) - set(_FIELDS) or "zone" not in data:
        raise SLABroken(
            f'calendar: got {_shown(data)}, expected "{AROUND_THE_CLOCK}" or a mapping with "zone", "week" '
            'and, where there are any, "holidays" and "extra_days"'
        )
    try:
        zone = zone_of(str(data["zone"]))
    except ValueError as unknown:
        raise SLABroken(f"zone: {unknown}") from unknown
    extra_days = {
        _date("extra_days", day): _periods(f"extra_days {day}", periods)
        for day, periods in _mapping("extra_days", data).items()
    }
    holidays = {_date("holidays", day): str(name) for day, name in _mapping("holidays", data).items()}
    if both := sorted(holidays.keys() & extra_days.keys()):
        raise SLABroken(f"{both[0]} is in holidays and in extra_days: expected it in one of them")
    return Calendar(zone, _week(_mapping("week", data)), holidays, extra_days)


def _week(data: Mapping[str, Any]) -> tuple[tuple[Period, ...], ...]:
    if unknown := sorted(set(data) - set(DAYS)):
        raise SLABroken(f"week: got {unknown[0]!r}, expected some of {', '.join(DAYS)}")
    week = tuple(_periods(day, data.get(day, [])) for day in DAYS)
    open_for = sum((period.closes - period.opens for periods in week for period in periods), timedelta())
    if open_for < LEAST_A_WEEK:
        raise SLABroken(
            f"week: got {open_for} of working hours, expected at least {LEAST_A_WEEK}, "
            f'or "{AROUND_THE_CLOCK}" in place of the calendar'
        )
    _check_nights(week)
    return week


def _check_nights(week: tuple[tuple[Period, ...], ...]) -> None:
    for number, periods in enumerate(week):
        following = (number + 1) % len(week)
        if periods and week[following] and periods[-1].closes - DAY > week[following][0].opens:
            raise SLABroken(
                f"week: the last period of {DAYS[number]} reaches into the first of {DAYS[following]}; "
                "expected periods that do not overlap"
            )


def _periods(where: str, data: Any) -> tuple[Period, ...]:
    """In order; a period that ends before it begins ends on the next day."""
    if not isinstance(data, list) or not all(isinstance(one, list) and len(one) == 2 for one in data):
        raise SLABroken(f'{where}: got {_shown(data)}, expected periods as [["09:00", "12:00"], …]')
    periods = sorted((_period(where, *one) for one in data), key=lambda period: period.opens)
    for one, after in pairwise(periods):
        if one.closes > after.opens:
            raise SLABroken(f"{where}: got periods that overlap in {_shown(data)}; expected them apart")
    return tuple(periods)


def _period(where: str, opens: Any, closes: Any) -> Period:
    begin, end = _time(where, opens), _time(where, closes)
    if begin in (end, DAY):
        raise SLABroken(
            f'{where}: got {opens} to {closes}, expected a period; ["00:00", "24:00"] is the whole day'
        )
    return Period(begin, end if end > begin else end + DAY)


def _time(where: str, text: Any) -> timedelta:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise SLABroken(f"{where}: got {_shown(text)}, expected a time from 00:00 to 24:00, as 09:30")
    return timedelta(hours=int(text[:2]), minutes=int(text[3:]))


def _date(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise SLABroken(f"{where}: got {text!r}, expected a date that there is, as 2026-10-01") from wrong


def _mapping(name: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise SLABroken(f"{name}: got {_shown(found)}, expected a mapping")
    return found


def _shown(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)[:80]
