# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Holidays customers date things by. The lunar ones and Easter are known for the years listed; None outside them."""

from collections.abc import Callable
from datetime import date, timedelta

_SPRING_FESTIVAL = {
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
}
_DRAGON_BOAT = {
    2024: (6, 10),
    2025: (5, 31),
    2026: (6, 19),
    2027: (6, 9),
    2028: (5, 28),
    2029: (6, 16),
    2030: (6, 5),
}
_MID_AUTUMN = {
    2024: (9, 17),
    2025: (10, 6),
    2026: (9, 25),
    2027: (9, 15),
    2028: (10, 3),
    2029: (9, 22),
    2030: (9, 12),
}
_QINGMING = {2024: (4, 4), 2025: (4, 4), 2026: (4, 5), 2027: (4, 5), 2028: (4, 4), 2029: (4, 4), 2030: (4, 5)}
# The lunar month of each list and the day of it that is listed.
_LUNAR_ANCHORS = {1: (_SPRING_FESTIVAL, 1), 5: (_DRAGON_BOAT, 5), 8: (_MID_AUTUMN, 15)}

_EASTER = {
    2024: (3, 31),
    2025: (4, 20),
    2026: (4, 5),
    2027: (3, 28),
    2028: (4, 16),
    2029: (4, 1),
    2030: (4, 21),
}

Feastday = Callable[[int], date | None]


def fixed(month: int, day: int) -> Feastday:
    return lambda year: date(year, month, day) if 1 <= year <= 9999 else None


def listed(days: dict[int, tuple[int, int]], shift: int = 0) -> Feastday:
    return lambda year: date(year, *days[year]) + timedelta(days=shift) if year in days else None


def lunar(month: int, day: int) -> Feastday:
    """A day of a lunar month that holds a listed holiday, counted from it: the first, the fifth and the eighth."""
    days, anchor = _LUNAR_ANCHORS[month]
    return listed(days, day - anchor)


def weekday_of_month(month: int, weekday: int, nth: int, shift: int = 0) -> Feastday:
    """The nth such weekday of the month, and `shift` days after it."""

    def in_year(year: int) -> date | None:
        if not 1 <= year <= 9999:
            return None
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1) + shift)

    return in_year


def last_weekday_of_month(month: int, weekday: int) -> Feastday:
    """For months of 31 days."""

    def in_year(year: int) -> date | None:
        if not 1 <= year <= 9999:
            return None
        last = date(year, month, 31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return in_year


ZH: dict[str, Feastday] = {
    "元旦": fixed(1, 1), "春节": listed(_SPRING_FESTIVAL),
    "除夕": listed(_SPRING_FESTIVAL, -1), "大年三十": listed(_SPRING_FESTIVAL, -1), "年三十": listed(_SPRING_FESTIVAL, -1), "清明": listed(_QINGMING), "清明节": listed(_QINGMING),
    "五一": fixed(5, 1), "五一劳动节": fixed(5, 1), "劳动节": fixed(5, 1), "端午": listed(_DRAGON_BOAT), "端午节": listed(_DRAGON_BOAT),
    "中秋": listed(_MID_AUTUMN), "中秋节": listed(_MID_AUTUMN), "国庆": fixed(10, 1), "国庆节": fixed(10, 1),
    "双十一": fixed(11, 11), "双11": fixed(11, 11), "双十二": fixed(12, 12), "双12": fixed(12, 12),
    "圣诞": fixed(12, 25), "圣诞节": fixed(12, 25), "平安夜": fixed(12, 24),
    "情人节": fixed(2, 14), "儿童节": fixed(6, 1), "妇女节": fixed(3, 8), "教师节": fixed(9, 10),
    "万圣节": fixed(10, 31), "感恩节": weekday_of_month(11, 3, 4), "母亲节": weekday_of_month(5, 6, 2),
    "父亲节": weekday_of_month(6, 6, 3), "元宵节": listed(_SPRING_FESTIVAL, 14), "复活节": listed(_EASTER), "黑五": weekday_of_month(11, 3, 4, 1),
}  # fmt: skip
# A number by itself: a holiday only where a word for the days off follows.
ZH_NUMBERED = {"十一": fixed(10, 1)}
# How many days off begin with the holiday, where that is the same each year.
ZH_DAYS_OFF = {"五一": 5, "五一劳动节": 5, "劳动节": 5, "国庆": 7, "国庆节": 7, "十一": 7}
EN: dict[str, Feastday] = {
    "new year's day": fixed(1, 1), "new years day": fixed(1, 1), "new year's eve": fixed(12, 31),
    "new years eve": fixed(12, 31), "christmas eve": fixed(12, 24), "christmas day": fixed(12, 25),
    "christmas": fixed(12, 25), "xmas": fixed(12, 25), "boxing day": fixed(12, 26),
    "valentine's day": fixed(2, 14), "halloween": fixed(10, 31), "labor day": weekday_of_month(9, 0, 1),
    "thanksgiving": weekday_of_month(11, 3, 4), "black friday": weekday_of_month(11, 3, 4, 1),
    "cyber monday": weekday_of_month(11, 3, 4, 4), "chinese new year": listed(_SPRING_FESTIVAL),
    "spring festival": listed(_SPRING_FESTIVAL), "lunar new year": listed(_SPRING_FESTIVAL),
    "independence day": fixed(7, 4), "juneteenth": fixed(6, 19), "memorial day": last_weekday_of_month(5, 0),
    "veterans day": fixed(11, 11), "presidents day": weekday_of_month(2, 0, 3), "st patrick's day": fixed(3, 17),
    "martin luther king day": weekday_of_month(1, 0, 3), "columbus day": weekday_of_month(10, 0, 2),
    "mother's day": weekday_of_month(5, 6, 2), "mothers day": weekday_of_month(5, 6, 2),
    "father's day": weekday_of_month(6, 6, 3), "fathers day": weekday_of_month(6, 6, 3),
    "easter": listed(_EASTER), "easter sunday": listed(_EASTER), "easter monday": listed(_EASTER, 1), "good friday": listed(_EASTER, -2),
    "dragon boat festival": listed(_DRAGON_BOAT), "mid-autumn festival": listed(_MID_AUTUMN),
    "national day": fixed(10, 1),
}  # fmt: skip
