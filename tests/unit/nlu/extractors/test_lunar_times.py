"""The lunar calendar, in both languages. Tuesday 12 May 2026, 15:00 at +08:00 is now."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from nlu.extractors.lunar_calendar import find_day, find_month

NEW_YEARS = {
    2010: (2, 14), 2013: (2, 10), 2018: (2, 16), 2020: (1, 25), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2033: (1, 31), 2034: (2, 19),
}  # fmt: skip
MID_AUTUMN = {
    2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12),
}  # fmt: skip
LEAPS = {2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6, 2039: 5}
READ = [
    ("农历七月初七上线", "农历七月初七", "2026-08-19"),
    ("七月初七上线", "七月初七", "2026-08-19"),
    ("腊月二十三放假", "腊月二十三", "2026-02-10"),
    ("冬月初一买的", "冬月初一", "2025-12-20"),
    ("正月十五的账单", "正月十五", "2026-03-03"),
    ("農曆九月九日", "農曆九月九日", "2026-10-18"),
    ("农历十一月廿二", "农历十一月廿二", "2026-01-10"),
    ("农历三月三放假", "农历三月三", "2026-04-19"),
    ("去年腊月二十三", "去年腊月二十三", "2026-02-10"),
    ("农历2027年正月初一", "农历2027年正月初一", "2027-02-06"),
    ("明年农历五月初五", "明年农历五月初五", "2027-06-09"),
    ("闰六月初一付的", "闰六月初一", "2025-07-25"),
    ("2028年闰五月初一", "2028年闰五月初一", "2028-06-23"),
    ("农历二月三十", "农历二月三十", "2027-04-06"),
    ("正月里买的", "正月里", "2026-02-17/2026-03-18"),
    ("农历七月的账单", "农历七月", "2025-08-23/2025-09-21"),
    ("腊月底付的", "腊月底", "2026-02-16"),
    ("正月初一到初七有人吗", "正月初一到初七", "2026-02-17/2026-02-23"),
    ("大年初一到初三值班吗", "大年初一到初三", "2026-02-17/2026-02-19"),
    ("重阳节有活动吗", "重阳节", "2026-10-18"),
    ("七夕有活动吗", "七夕", "2026-08-19"),
    ("the 7th day of the 7th lunar month", "the 7th day of the 7th lunar month", "2026-08-19"),
    ("on the fifteenth of the eighth lunar month", "the fifteenth of the eighth lunar month", "2026-09-25"),
    ("by day 7 of lunar month 7", "day 7 of lunar month 7", "2026-08-19"),
    ("lunar month 8, day 15 please", "lunar month 8, day 15", "2026-09-25"),
    (
        "15th day of the 8th month of the lunar calendar",
        "15th day of the 8th month of the lunar calendar",
        "2026-09-25",
    ),
    (
        "the 1st day of the leap sixth lunar month",
        "the 1st day of the leap sixth lunar month",
        "2025-07-25",
    ),
    (
        "the 23rd of the twelfth lunar month last year",
        "the 23rd of the twelfth lunar month last year",
        "2026-02-10",
    ),
    ("all of the first lunar month", "the first lunar month", "2026-02-17/2026-03-18"),
    ("closed over Lunar New Year", "Lunar New Year", "2026-02-17"),
    ("closed on Lunar New Year 2027", "Lunar New Year 2027", "2027-02-06"),
    ("open on Chinese New Year's Eve?", "Chinese New Year's Eve", "2026-02-16"),
]
SOLAR = [
    ("3月3日的账单", "3月3日", "2026-03-03"),
    ("三月三十号的账单", "三月三十号", "2026-03-30"),
    ("七月七号上线", "七月七号", "2026-07-07"),
    ("五月初一直打不开", "五月初", "2026-05-01/2026-05-10"),
    ("六月初三百条数据", "六月初", "2026-06-01/2026-06-10"),
    ("10月初一周都卡", "10月初", "2026-10-01/2026-10-10"),
    ("paid on the 7th of July", "the 7th of July", "2025-07-07"),
    ("on New Year's Eve", "New Year's Eve", "2025-12-31"),
]
NONE = [
    "日历能显示农历吗",
    "腊八粥",
    "农历2024年二月三十一号",
    "does the calendar show lunar months",
    "农历2080年正月初一",
    "2026年闰六月初一",
]


@pytest.mark.parametrize(("text", "raw", "value"), READ)
def test_a_lunar_day_or_month_is_found_where_it_lies(text, raw, value, said):
    assert said(text, "time")[-1:] == [(raw, value)]


@pytest.mark.parametrize(("text", "raw", "value"), SOLAR)
def test_what_is_of_the_common_calendar_stays_so(text, raw, value, said):
    assert said(text, "time") == [(raw, value)]


@pytest.mark.parametrize("text", NONE)
def test_a_month_or_day_that_is_not_in_the_calendar_is_no_time(text, said):
    assert said(text, "time") == []


def test_the_table_has_the_holidays_of_published_calendars() -> None:
    assert {year: find_day(year, 1, 1) for year in NEW_YEARS} == {
        year: date(year, *day) for year, day in NEW_YEARS.items()
    }
    assert {year: find_day(year, 8, 15) for year in MID_AUTUMN} == {
        year: date(year, *day) for year, day in MID_AUTUMN.items()
    }


def test_the_repeated_months_are_those_of_published_calendars() -> None:
    repeated = {
        year: number
        for year in range(2010, 2041)
        for number in range(1, 13)
        if find_month(year, number, leap=True) is not None
    }
    assert repeated == LEAPS


def test_each_month_begins_where_the_one_before_ends() -> None:
    months = [
        month
        for year in range(2010, 2050)
        for number in range(1, 13)
        for leap in (False, True)
        if (month := find_month(year, number, leap=leap)) is not None
    ]
    for before, after in pairwise(months):
        assert before.first + timedelta(days=before.length) == after.first
    assert {month.length for month in months} == {29, 30}


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2009, 1, 1), (2050, 1, 1), (2026, 13, 1), (2026, 2, 30), (2026, 1, 0)]
)
def test_what_is_not_in_the_table_is_no_day(year: int, month: int, day: int) -> None:
    assert find_day(year, month, day) is None
