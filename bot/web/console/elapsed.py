"""How long something takes already, in words; `static/clock.js` goes on counting in the same ones."""

from datetime import datetime

from bot.web.console.strings import say


def elapsed(language: str, since: datetime, now: datetime) -> str:
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return say(language, "now")
    if minutes < 60:
        return say(language, "minutes", count=minutes)
    if minutes < 48 * 60:
        return say(language, "hours", count=minutes // 60)
    return say(language, "days", count=minutes // (24 * 60))
