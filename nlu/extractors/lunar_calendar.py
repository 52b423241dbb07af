"""The Chinese lunar calendar of the years 2010 to 2049: which day a day of a lunar month is.

Computed by the rules of GB/T 33661-2017 in the time of +08:00: a month begins on the day of the new moon,
the winter solstice lies in the eleventh, and of thirteen months from one solstice to the next the first
without a principal term repeats the number before it. New moons and the sun's longitude are by Meeus,
Astronomical Algorithms, 2nd edition, chapters 49 and 25. Where a new moon lies close to midnight (June
2013, February 2030) the Hong Kong Observatory has the same day.
"""

from datetime import date, timedelta
from typing import NamedTuple

# Of each year, from the highest bit: whether the repeated month has 30 days, whether each of the twelve
# has, and in four bits which one is repeated.
_YEARS = (
    0x0A950, 0x0B4A0, 0x0BAA4, 0x0AD50, 0x055D9, 0x04BA0, 0x0A5B0, 0x15176, 0x052B0, 0x0A930,  # from 2010
    0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260, 0x0EA65, 0x0D530,  # from 2020
    0x05AA0, 0x076A3, 0x096D0, 0x04AFB, 0x04AD0, 0x0A4D0, 0x1D0B6, 0x0D250, 0x0D520, 0x0DD45,  # from 2030
    0x0B5A0, 0x056D0, 0x055B2, 0x049B0, 0x0A577, 0x0A4B0, 0x0AA50, 0x1B255, 0x06D20, 0x0ADA0,  # from 2040
)  # fmt: skip
_FIRST_YEAR, _FIRST_DAY = 2010, date(2010, 2, 14)


class Month(NamedTuple):
    """`first` is its first day, `length` 29 or 30."""

    first: date
    length: int


def find_month(year: int, number: int, *, leap: bool = False) -> Month | None:
    """None where the year has no such month, or is not known."""
    place = year - _FIRST_YEAR
    if not 0 <= place < len(_YEARS):
        return None
    months = _months(_YEARS[place])
    if (number, leap) not in months:
        return None
    before = sum(sum(_months(one).values()) for one in _YEARS[:place])
    for one, length in months.items():
        if one == (number, leap):
            return Month(_FIRST_DAY + timedelta(days=before), length)
        before += length
    return None


def find_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """None also for the 30th of a month that has 29 days."""
    found = find_month(year, month, leap=leap)
    return found.first + timedelta(days=day - 1) if found and 1 <= day <= found.length else None


def _months(year: int) -> dict[tuple[int, bool], int]:
    """The lengths by number and whether it is the repeated one, in order."""
    lengths: dict[tuple[int, bool], int] = {}
    for number in range(1, 13):
        lengths[number, False] = 29 + (year >> (16 - number) & 1)
        if year & 0xF == number:
            lengths[number, True] = 29 + (year >> 16)
    return lengths
