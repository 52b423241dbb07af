"""Policies and calendars as the page shows them, and by when a ticket opened now would be due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.web.console.labels import CHANNELS, PLANS
from bot.web.console.rendering import Look
from bot.web.console.settings.sla_form import NO_TIER
from bot.web.console.strings import say
from escalation.routing.view import PRIORITIES
from escalation.sla.business_hours import zone_of
from escalation.sla.calendar import ALWAYS, DAYS
from escalation.sla.calendar_data import AROUND_THE_CLOCK, read_calendar, spell_out
from escalation.sla.policy import ClockKind, Promised, SLAPolicy, choose_policy
from escalation.sla.policy_data import SLASettings

CONDITIONS = ("priority", "tier", "channel")
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class TargetShown:
    kind: str
    within: str
    hours: str
    due: str


@dataclass(frozen=True, slots=True)
class PolicyShown:
    id: str
    name: str
    when: str
    targets: tuple[TargetShown, ...]
    warn: int
    calendar: str


@dataclass(frozen=True, slots=True)
class DayShown:
    """`bars` are from and to in hundredths of the day."""

    name: str
    periods: str
    bars: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CalendarShown:
    name: str
    zone: str
    days: tuple[DayShown, ...]
    holidays: int
    extra_days: int
    used: bool


@dataclass(frozen=True, slots=True)
class DueShown:
    """What a ticket that is asked about would be promised; `policy` is None where none fits."""

    policy: str | None
    place: int
    targets: tuple[TargetShown, ...]


def show_policy(policy: SLAPolicy, settings: SLASettings, look: Look) -> PolicyShown:
    return PolicyShown(
        policy.id,
        policy.name,
        _when(policy, look.language),
        targets_of(policy, settings.calendar_data, look),
        round(policy.warn_at * 100),
        policy.calendar,
    )


def targets_of(policy: SLAPolicy, calendars: Mapping[str, Any], look: Look) -> tuple[TargetShown, ...]:
    """With when each would be due for a ticket opened now."""
    calendar = read_calendar(calendars[policy.calendar])
    return tuple(
        TargetShown(
            kind.value,
            duration_words(int(target.within.total_seconds() // 60), look.language),
            say(look.language, "set_hours_business" if target.business else "set_hours_around_the_clock"),
            day_and_hour(look, (calendar if target.business else ALWAYS).add(look.now, target.within)),
        )
        for kind in ClockKind
        if (target := policy.targets.get(kind)) is not None
    )


def show_due(settings: SLASettings, ticket: Promised, look: Look) -> DueShown:
    policy = choose_policy(settings.policies, ticket).policy
    if policy is None:
        return DueShown(None, 0, ())
    place = settings.policies.index(policy) + 1
    return DueShown(policy.name, place, targets_of(policy, settings.calendar_data, look))


def show_calendar(name: str, data: Any, used: bool, language: str) -> CalendarShown:
    data = spell_out(data)
    week = data.get("week", {})
    days = tuple(
        DayShown(
            say(language, f"set_day_{day}"),
            ", ".join("–".join(one) for one in week.get(day, [])),
            tuple(_bar(*one) for one in week.get(day, [])),
        )
        for day in DAYS
    )
    return CalendarShown(
        name, data["zone"], days, len(data.get("holidays", {})), len(data.get("extra_days", {})), used
    )


def calendar_names(settings: SLASettings, language: str) -> list[tuple[str, str]]:
    return [
        (name, say(language, "set_around_the_clock") if name == AROUND_THE_CLOCK else name)
        for name in sorted(settings.calendar_data, key=lambda name: (name == AROUND_THE_CLOCK, name))
    ]


def ticket_choices(language: str) -> dict[str, Any]:
    return {
        "priorities": [(one, one) for one in PRIORITIES],
        "tiers": [
            *((key, text.in_language(language)) for key, text in PLANS.items()),
            (NO_TIER, say(language, "set_no_tier")),
        ],
        "channels": [(key, text.in_language(language)) for key, text in CHANNELS.items()],
    }


def duration_words(minutes: int, language: str) -> str:
    """In hours where that is whole: 90 minutes, 4 h."""
    if minutes % 60 or minutes < 120:
        return say(language, "minutes", count=minutes)
    return say(language, "hours", count=minutes // 60)


def day_and_hour(look: Look, at: datetime) -> str:
    """ "Mon 18 May 09:15", on the tenant's wall."""
    there = at.astimezone(zone_of(look.timezone))
    day = say(look.language, f"set_day_{DAYS[there.weekday()]}")
    if look.language == "zh":
        return f"{there.month}月{there.day}日（{day}）{there:%H:%M}"
    return f"{day} {there.day} {there:%b %H:%M}"


def _when(policy: SLAPolicy, language: str) -> str:
    tables = {"tier": PLANS, "channel": CHANNELS}
    told = []
    for field in CONDITIONS:
        values = []
        for value in policy.when.get(field, ()):
            known = tables.get(field, {}).get(value or "")
            values.append(
                say(language, "set_no_tier")
                if value in (None, NO_TIER)
                else known.in_language(language)
                if known
                else str(value)
            )
        if values:
            told.append((" / " if language == "en" else "、").join(values))
    return " · ".join(told) or say(language, "set_any_ticket")


def _bar(opens: str, closes: str) -> tuple[float, float]:
    """Over midnight it ends with the day."""
    start, end = (int(one[:2]) * 60 + int(one[3:]) for one in (opens, closes))
    end = end if end > start else MINUTES_A_DAY
    return round(100 * start / MINUTES_A_DAY, 2), round(100 * (end - start) / MINUTES_A_DAY, 2)
