"""A policy and a calendar as their forms have them and as they are kept; what is wrong, in both languages."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot.web.console.settings.form import Form, lines, number_in, part_in, text_in, values_in
from escalation.errors import SLABroken
from escalation.routing.reading import Reading
from escalation.routing.words import Words
from escalation.sla.business_hours import zone_of
from escalation.sla.calendar import DAYS
from escalation.sla.calendar_data import read_calendar, spell_out
from escalation.sla.policy import ClockKind

NO_TIER = "none"
HOURS = ("business", "around_the_clock")
LONGEST_NAME, LONGEST_CALENDAR_NAME, LONGEST_MINUTES = 60, 50, 365 * 24 * 60
MOST_DAYS = 400

UNTAKEN = Words("还没有用过的名称", "a name that is not taken")
TARGET = Words("至少一个时限", "one target at least")
PERIODS = Words(
    "时段，如 09:00-12:00, 13:30-18:00；休息则留空",
    "periods such as 09:00-12:00, 13:30-18:00; nothing for a day off",
)
WEEK = Words(
    "互不重叠的时段，一周至少 1 小时；跨夜的时段不能伸进次日的第一段",
    "periods that do not overlap, an hour a week at least; a night must end before the next day's first",
)
ZONE = Words("时区，如 Asia/Shanghai 或 +08:00", "a time zone such as Asia/Shanghai or +08:00")
HOLIDAY = Words(
    "每行一个日期和名称，如 2026-10-01 国庆节", "a date and a name a line, such as 2026-12-25 Christmas"
)
EXTRA = Words(
    "每行一个日期和时段，如 2026-10-10 09:00-18:00",
    "a date and periods a line, such as 2026-10-10 09:00-18:00",
)
EXTRA_APART = Words("同一天的时段互不重叠", "periods of a day that do not overlap")
TOO_MANY = Words(f"至多 {MOST_DAYS} 行", f"at most {MOST_DAYS} lines")
ONE_LIST = Words("同一天只在节假日或调休上班日之一", "each date in one of both lists")

_PERIOD = re.compile(r"(\d{1,2}):?(\d{2})?\s*[-–—~～至]\s*(\d{1,2}):?(\d{2})?")
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})[\s:：,，]*(.*)")


def policy_form(policy: Mapping[str, Any] | None) -> Form:
    if policy is None:
        return {
            "id": "", "seen": "", "name": "", "priority": [], "tier": [], "channel": [],
            "targets": {}, "warn": "80", "calendar": "",
        }  # fmt: skip
    when = policy["when"]
    return {
        "id": policy["id"],
        "name": policy["name"],
        **{
            field: [NO_TIER if one is None else one for one in when.get(field, ())]
            for field in ("priority", "tier", "channel")
        },
        "targets": {
            kind: {"minutes": str(one["minutes"]), "hours": one["hours"]}
            for kind, one in policy["targets"].items()
        },
        "warn": str(round(policy["warn_at"] * 100)),
        "calendar": policy["calendar"],
    }


def read_policy_form(form: Form, policy_id: str, calendars: Collection[str]) -> dict[str, Any]:
    """As `policy_data` keeps it. Raises SettingRejected, by the form's names."""
    reading = Reading()
    name = reading.text("name", text_in(form, "name"), LONGEST_NAME)
    targets = {}
    for kind in (one.value for one in ClockKind):
        row, path = part_in(part_in(form, "targets"), kind), f"targets.{kind}"
        if text_in(row, "minutes"):
            minutes = reading.whole(f"{path}.minutes", number_in(row, "minutes"), 1, LONGEST_MINUTES)
            targets[kind] = {
                "minutes": minutes,
                "hours": reading.choice(f"{path}.hours", text_in(row, "hours"), HOURS),
            }
    if not targets:
        reading.complain("targets", None, TARGET)
    warn = reading.whole("warn", number_in(form, "warn"), 1, 99)
    calendar = reading.choice("calendar", text_in(form, "calendar"), calendars)
    reading.check()
    when: dict[str, list[str | None]] = {}
    for field in ("priority", "tier", "channel"):
        if chosen := values_in(form, field):
            when[field] = [None if one == NO_TIER else one for one in chosen]
    return {
        "id": policy_id, "name": name, "when": when, "targets": targets, "warn_at": warn / 100,
        "calendar": calendar,
    }  # fmt: skip


def calendar_form(name: str, data: Any) -> Form:
    """A new one's without `data`."""
    data = spell_out(data or {"zone": "+08:00", "week": {day: [["09:00", "18:00"]] for day in DAYS[:5]}})
    return {
        "name": name,
        "zone": data["zone"],
        "week": {day: _periods_text(data.get("week", {}).get(day, [])) for day in DAYS},
        "holidays": "\n".join(f"{day} {name}" for day, name in sorted(data.get("holidays", {}).items())),
        "extra_days": "\n".join(
            f"{day} {_periods_text(one)}" for day, one in sorted(data.get("extra_days", {}).items())
        ),
    }


def read_calendar_form(form: Form, taken: Collection[str]) -> tuple[str, dict[str, Any]]:
    """Its name, and itself as `calendar_data` keeps it. Raises SettingRejected, by the form's names."""
    reading = Reading()
    name = text_in(form, "known") or _new_name(reading, form, taken)
    zone = text_in(form, "zone")
    if not is_zone(zone):
        reading.complain("zone", zone, ZONE)
    week = {}
    for day in DAYS:
        text = text_in(part_in(form, "week"), day)
        periods = _periods(text)
        if periods is None:
            reading.complain(f"week.{day}", text, PERIODS)
        elif periods:
            week[day] = periods
    holidays, extra_days = _holidays(reading, form), _extra_days(reading, form)
    data = {"zone": zone, "week": week, "holidays": holidays, "extra_days": extra_days}
    if holidays.keys() & extra_days.keys():
        reading.complain("extra_days", None, ONE_LIST)
    reading.check()
    for field, expected, so_far in (
        ("week", WEEK, data | {"extra_days": {}}),
        ("extra_days", EXTRA_APART, data),
    ):
        try:
            read_calendar(so_far)
        except SLABroken:
            reading.complain(field, None, expected)
            break
    reading.check()
    return name, data


def is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except ValueError:
        return False
    return bool(name)


def _new_name(reading: Reading, form: Form, taken: Collection[str]) -> str:
    name = reading.text("name", " ".join(text_in(form, "name").split()), LONGEST_CALENDAR_NAME)
    if name in taken:
        reading.complain("name", name, UNTAKEN)
    return name


def _holidays(reading: Reading, form: Form) -> dict[str, str]:
    found = {}
    for line in _dated_lines(reading, form, "holidays"):
        day, name = _dated(line)
        if day is None:
            reading.complain(
                "holidays", line, Words(f"{HOLIDAY.zh}（“{line[:40]}”）", f"{HOLIDAY.en} (“{line[:40]}”)")
            )
            continue
        found[day] = name[:80] or day
    return found


def _extra_days(reading: Reading, form: Form) -> dict[str, list[list[str]]]:
    found = {}
    for line in _dated_lines(reading, form, "extra_days"):
        day, text = _dated(line)
        periods = _periods(text)
        if day is None or not periods:
            reading.complain(
                "extra_days", line, Words(f"{EXTRA.zh}（“{line[:40]}”）", f"{EXTRA.en} (“{line[:40]}”)")
            )
            continue
        found[day] = periods
    return found


def _dated_lines(reading: Reading, form: Form, field: str) -> list[str]:
    found = lines(text_in(form, field))
    if len(found) > MOST_DAYS:
        reading.complain(field, f"{len(found)}", TOO_MANY)
    return found


def _dated(line: str) -> tuple[str | None, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        return None, ""
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return None, ""
    return match[1], match[2].strip()


def _periods(text: str) -> list[list[str]] | None:
    """[["09:00", "12:00"], …] of "9-12, 13:30–18"; None for what is none."""
    found = []
    for part in (one.strip() for one in re.split("[,，;；、]", text) if one.strip()):
        match = _PERIOD.fullmatch(part)
        if match is None:
            return None
        times = [
            f"{int(hour):02}:{minute or '00'}"
            for hour, minute in ((match[1], match[2]), (match[3], match[4]))
        ]
        if any(time > "24:00" or time[3:] > "59" for time in times) or times[0] == times[1]:
            return None
        found.append(times)
    return found


def _periods_text(periods: list[list[str]]) -> str:
    return ", ".join("-".join(one) for one in periods)
