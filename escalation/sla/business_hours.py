"""When people are there: pure arithmetic over a tenant's weekly hours and zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """One period a day, the same on each of `days`; 24:00 is written 23:59."""

    days: frozenset[str]
    opens: time
    closes: time
    zone: tzinfo

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        return DAYS[local.weekday()] in self.days and self.opens <= local.time() < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """The first instant from `now` on at which the desk is open; `now` itself if it is."""
        if self.is_open(now):
            return now
        local = now.astimezone(self.zone)
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            opening = datetime.combine(day, self.opens, self.zone)
            if DAYS[day.weekday()] in self.days and opening >= local:
                return opening
        raise ValueError(
            f"the desk never opens: got days {sorted(self.days)}, expected at least one of {DAYS}"
        )

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The instant at which the desk has been open for `duration` since `start`."""
        while True:
            # In UTC, for two times of one zone differ by what the wall shows, not by what passed.
            opening = self.next_opening(start).astimezone(UTC)
            day = opening.astimezone(self.zone).date()
            closing = datetime.combine(day, self.closes, self.zone).astimezone(UTC)
            if opening + duration <= closing:
                return opening + duration
            duration -= closing - opening
            start = closing


def zone_of(name: str) -> tzinfo:
    """A zone from an offset ("+08:00") or an IANA name ("Asia/Shanghai"); ValueError for anything else."""
    if name[:1] in "+-" and len(name) == 6 and name[3] == ":":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
        return timezone(offset if name[0] == "+" else -offset)
    try:
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
    return BusinessHours(days=days, opens=opens, closes=closes, zone=zone_of(zone))
