"""Hours said in another zone: "9am PST tomorrow", 纽约时间上午9点, 09:00:00-05:00.

Today, tomorrow and the weekdays beside such an hour are those of the zone named: who says it lives by it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu.extractors.time_clock import Clock
from nlu.extractors.time_phrases import Phrase, Rule, beside
from nlu.extractors.time_zone_names import BEHIND, NAMED, name_of

_TO_ZONE = re.compile(r"\s{0,3},?\s{0,3}(?:in\s{1,3})?(?P<bracket>\()?\s{0,3}")
_FROM_ZONE = re.compile(r"\s{0,3}(?:的|,|:|\))?\s{0,3}")
_OR = re.compile(r"\s{0,3}(?:,|、|/|or|and|或者?|和|还是)\s{0,3}")
_MILITARY = re.compile(rf"(?<![\w.:/$#+-])([01]\d|2[0-3])([0-5]\d)(?=\s?(?:{BEHIND.pattern}|utc|gmt))")


def _zone(match: re.Match[str]) -> Phrase | None:
    name = name_of(match)
    return Phrase(*match.span(), zone=name, weak=True) if name else None


def _military(match: re.Match[str]) -> Phrase:
    return Phrase(*match.span(), clock=Clock(int(match[1]), int(match[2]), exact=True), weak=True)


def zoned(phrases: Sequence[Phrase], text: str) -> list[Phrase]:
    """Each zone as part of the hour it stands beside; one beside none is no phrase."""
    waiting = list(phrases)
    result: list[Phrase] = []
    for index, zone in enumerate(waiting):
        if not _is_zone(zone):
            result.append(zone)
        elif result and (hour := _with_zone_behind(result[-1], zone, text)):
            result[-1] = hour
        elif _is_led(waiting[index + 1 : index + 3], zone, text):
            waiting[index + 1] = replace(waiting[index + 1], start=zone.start, zone=zone.zone)
    return result


def shared(phrases: Sequence[Phrase], text: str) -> list[Phrase]:
    """ "9am or 10am EST", 东京时间9点或10点: the zone said once holds for both."""
    result = list(phrases)
    pairs = list(range(1, len(result)))
    for place in reversed(pairs):
        first, second = result[place - 1 : place + 1]
        behind = second.zone and not _leads(second, text) and first.clock and not first.zone
        if behind and _OR.fullmatch(text, first.end, second.start):
            result[place - 1] = replace(first, zone=second.zone)
    for place in pairs:
        first, second = result[place - 1 : place + 1]
        before = first.zone and _leads(first, text) and second.clock and not second.zone
        if before and _OR.fullmatch(text, first.end, second.start):
            result[place] = replace(second, zone=first.zone)
    return result


def _is_zone(phrase: Phrase) -> bool:
    return phrase.zone is not None and not (phrase.days or phrase.part or phrase.clock)


def _leads(phrase: Phrase, text: str) -> bool:
    return NAMED.match(text, phrase.start, phrase.end) is not None


def _with_zone_behind(hour: Phrase, zone: Phrase, text: str) -> Phrase | None:
    gap = _TO_ZONE.fullmatch(text, hour.end, zone.start)
    if gap is None or hour.zone is not None or not (hour.clock or hour.part):
        return None
    end = zone.end + int(gap["bracket"] is not None and text[zone.end : zone.end + 1] == ")")
    return replace(hour, end=end, zone=zone.zone, weak=hour.weak and hour.clock is None)


def _is_led(after: Sequence[Phrase], zone: Phrase, text: str) -> bool:
    """An hour follows, or a day and its hour."""
    if not after or not _leads(zone, text) or not _FROM_ZONE.fullmatch(text, zone.end, after[0].start):
        return False
    both = beside(after[0], after[1], text) if len(after) == 2 else None
    return any(one is not None and (one.clock or one.part) for one in (after[0], both))


NAMED_RULES: tuple[Rule, ...] = ((NAMED, _zone),)
RULES_BEHIND: tuple[Rule, ...] = ((BEHIND, _zone),)
FIGURE_RULES: tuple[Rule, ...] = ((_MILITARY, _military),)
