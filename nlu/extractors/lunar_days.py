"""Days and months of the Chinese lunar calendar, as values that resolve to whole days.

A year is the lunar one of its number: the twelfth month of 2025 lies in early 2026.
"""

from dataclasses import dataclass
from datetime import timedelta

from nlu.extractors.lunar_calendar import find_month
from nlu.extractors.time_arithmetic import nearest
from nlu.extractors.time_values import Days, NoSuchTime, Reading

# From one repeated month of a number to the next; those that take longer nobody names.
_YEARS_BETWEEN_LEAPS = 19


@dataclass(frozen=True, slots=True)
class LunarDays:
    """The whole month where `day` is None; `last_day` where several days are named."""

    month: int
    day: int | None = None
    last_day: int | None = None
    leap: bool = False
    year: int | None = None
    year_by: int | None = None

    def days(self, reading: Reading) -> Days:
        if self.year is not None:
            return self._in(self.year)
        this_year = reading.today.year
        if self.year_by is not None:
            return self._in(this_year + self.year_by)
        reach = _YEARS_BETWEEN_LEAPS if self.leap else 4
        return nearest(lambda by: self._in(this_year + by), reading, reach=reach)

    def _in(self, year: int) -> Days:
        month = find_month(year, self.month, leap=self.leap)
        first = self.day or 1
        last = self.last_day or self.day or (month.length if month else 0)
        if month is None or not 1 <= first <= last <= month.length:
            raise NoSuchTime(f"no such day in the lunar month {self.month} of {year}")
        return Days(month.first + timedelta(days=first - 1), month.first + timedelta(days=last - 1))
