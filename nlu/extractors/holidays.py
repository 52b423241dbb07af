# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Holidays customers date things by. Qingming and Easter are known for the years listed; None outside them."""

from collections.abc import Callable
from datetime import date, timedelta

from nlu.extractors.lunar_calendar import find_day

_QINGMING = {2024: (4, 4), 2025: (4, 4), 2026: (4, 5), 2027: (4, 5), 2028: (4, 4), 2029: (4, 4), 2030: (4, 5)}
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


def lunar(month: int, day: int, shift: int = 0) -> Feastday:
    """The day of a lunar month, and `shift` days after it."""

    def in_year(year: int) -> date | None:
        found = find_day(year, month, day)
        return found + timedelta(days=shift) if found else None

    return in_year


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
    "元旦": fixed(1, 1), "春节": lunar(1, 1),
    "除夕": lunar(1, 1, -1), "大年三十": lunar(1, 1, -1), "年三十": lunar(1, 1, -1), "清明": listed(_QINGMING), "清明节": listed(_QINGMING),
    "五一": fixed(5, 1), "五一劳动节": fixed(5, 1), "劳动节": fixed(5, 1), "端午": lunar(5, 5), "端午节": lunar(5, 5),
    "中秋": lunar(8, 15), "中秋节": lunar(8, 15), "国庆": fixed(10, 1), "国庆节": fixed(10, 1),
    "双十一": fixed(11, 11), "双11": fixed(11, 11), "双十二": fixed(12, 12), "双12": fixed(12, 12),
    "圣诞": fixed(12, 25), "圣诞节": fixed(12, 25), "平安夜": fixed(12, 24),
    "情人节": fixed(2, 14), "儿童节": fixed(6, 1), "妇女节": fixed(3, 8), "教师节": fixed(9, 10),
    "万圣节": fixed(10, 31), "感恩节": weekday_of_month(11, 3, 4), "母亲节": weekday_of_month(5, 6, 2),
    "父亲节": weekday_of_month(6, 6, 3), "元宵节": lunar(1, 15), "七夕": lunar(7, 7), "七夕节": lunar(7, 7), "中元节": lunar(7, 15), "重阳节": lunar(9, 9), "腊八节": lunar(12, 8), "复活节": listed(_EASTER), "黑五": weekday_of_month(11, 3, 4, 1),
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
    "cyber monday": weekday_of_month(11, 3, 4, 4), "chinese new year": lunar(1, 1),
    "spring festival": lunar(1, 1), "lunar new year": lunar(1, 1),
    "independence day": fixed(7, 4), "juneteenth": fixed(6, 19), "memorial day": last_weekday_of_month(5, 0),
    "veterans day": fixed(11, 11), "presidents day": weekday_of_month(2, 0, 3), "st patrick's day": fixed(3, 17),
    "martin luther king day": weekday_of_month(1, 0, 3), "columbus day": weekday_of_month(10, 0, 2),
    "mother's day": weekday_of_month(5, 6, 2), "mothers day": weekday_of_month(5, 6, 2),
    "father's day": weekday_of_month(6, 6, 3), "fathers day": weekday_of_month(6, 6, 3),
    "easter": listed(_EASTER), "easter sunday": listed(_EASTER), "easter monday": listed(_EASTER, 1), "good friday": listed(_EASTER, -2),
    "dragon boat festival": lunar(5, 5), "mid-autumn festival": lunar(8, 15),
    "chinese new year's eve": lunar(1, 1, -1), "lunar new year's eve": lunar(1, 1, -1), "spring festival eve": lunar(1, 1, -1), "lantern festival": lunar(1, 15),
    "qixi festival": lunar(7, 7), "double seventh festival": lunar(7, 7), "double ninth festival": lunar(9, 9), "chongyang festival": lunar(9, 9), "laba festival": lunar(12, 8),
    "qingming festival": listed(_QINGMING), "tomb-sweeping day": listed(_QINGMING), "tomb sweeping day": listed(_QINGMING), "national day": fixed(10, 1),
}  # fmt: skip
