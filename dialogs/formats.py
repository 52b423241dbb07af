"""Facts in human form: amounts, dates and times, as each language writes them."""

from datetime import date, datetime
from decimal import Decimal

from nlu.types import Language

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_WORDS_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑"}
_WEEKDAYS_ZH = "一二三四五六日"


def format_amount(amount: str, language: Language) -> str:
    """ "2400 CNY" → 2,400 元 or ¥2,400; "38.00 USD" → 38.00 美元 or $38.00."""
    figure, _, currency = amount.partition(" ")
    number = Decimal(figure)
    written = f"{number:,.2f}" if number != int(number) or "." in figure else f"{number:,.0f}"
    if language is Language.zh:
        return f"{written} {_WORDS_ZH.get(currency, currency)}".strip()
    return f"{_SIGNS[currency]}{written}" if currency in _SIGNS else amount


def format_date(day: date, language: Language, *, today: date) -> str:
    """Without the year where it is this year's."""
    same_year = day.year == today.year
    if language is Language.zh:
        return f"{day.month} 月 {day.day} 日" if same_year else f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.day} {day:%B}" if same_year else f"{day.day} {day:%B} {day.year}"


def format_period(period: str, language: Language) -> str:
    """ "2026-04" → 2026 年 4 月 or April 2026."""
    first = date.fromisoformat(f"{period}-01")
    return f"{first.year} 年 {first.month} 月" if language is Language.zh else f"{first:%B} {first.year}"


def format_moment(moment: datetime, language: Language, *, now: datetime) -> str:
    """In the zone of `now`: 今天 16:00, 周一（5 月 18 日）10:00, Monday 18 May at 10:00."""
    local = moment.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    clock = f"{local:%H:%M}"
    if language is Language.zh:
        near = {0: "今天 ", 1: "明天 "}.get(days)
        day = near or f"周{_WEEKDAYS_ZH[local.weekday()]}（{local.month} 月 {local.day} 日）"
        return f"{day}{clock}"
    near = {0: "today", 1: "tomorrow"}.get(days)
    return f"{near or f'on {local:%A} {local.day} {local:%B}'} at {clock}"
