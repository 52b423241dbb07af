"""Something moved from one time to another: two times, where "from … to …" otherwise names a span."""

import re
from dataclasses import replace
from datetime import datetime

from nlu.extractors.roles import CHANGE_EN, CHANGE_ZH
from nlu.extractors.time_days import Calendar, Weekday
from nlu.extractors.time_hint import preferred
from nlu.extractors.time_phrases import Phrase, resolved
from nlu.extractors.time_spans import Read
from nlu.extractors.time_values import NoSuchTime, Prefer, Reading, start_of

_REACH = 48
_VERB_ZH = r"(?:挪|改|换|推|提前|移|调|延|变更)"
_MOVED = re.compile(
    rf"(?:{CHANGE_EN}(?:(?!\bto\b)[^.,;!?]){{0,32}}\bfrom(?:\s+the)?\s+"
    r"|\b(?:mov|chang|switch|reschedul|shift|push|swap|postpon)\w*\s+(?:(?:my|the|our)\s+)?"
    rf"|{_VERB_ZH}[^,.。]{{0,8}}(?:从|由|自)\s*)$"
)
_TO = re.compile(r"\s+to\s+(?:the\s+)?|\s*(?:到|至)\s*")
# 把周一的培训挪到周四 needs no word before; 周一开始改成周四 begins something.
_MOVED_TO = re.compile(rf"(?!开始|起|以来)[^,.。!?;]{{0,12}}?{CHANGE_ZH}(?:成|到|为|至)了?\s*")


def moved(first: Phrase, second: Phrase, text: str, now: datetime) -> list[Read] | None:
    """The old time and the new, each without its preposition; None where nothing is moved."""
    between = text[first.end : second.start]
    before = _MOVED.search(text[max(0, first.start - _REACH) : first.start])
    if first.distance or second.distance:
        return None
    if not (_MOVED_TO.fullmatch(between) or (before and _TO.fullmatch(between))):
        return None
    if second.days is None:
        second = replace(second, days=first.days)
    # The word for moving itself says nothing of when.
    said = preferred(text, first.start - len(before[0]) if before else first.start, second.end)
    if said is Prefer.unclear and not isinstance(first.days, Calendar):
        said = Prefer.future
    reading = Reading(now, said)
    try:
        old = resolved(first, reading)
        begin = start_of(old)
        day = begin.date() if isinstance(begin, datetime) else begin
        new = resolved(second, replace(reading, after=day if _is_same_week(first, second) else None))
    except NoSuchTime:
        return None
    return [Read(first.start, first.end, old), Read(second.start, second.end, new)]


def _is_same_week(first: Phrase, second: Phrase) -> bool:
    """ "From Monday to Thursday" stays in Monday's week; "from Friday to Wednesday" goes back from it."""
    days = first.days, second.days
    return isinstance(days[0], Weekday) and isinstance(days[1], Weekday) and days[1].number > days[0].number
