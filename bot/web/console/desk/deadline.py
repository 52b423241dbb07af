"""How long a deadline is off, in words; `static/desk_clock.js` goes on counting in the same ones."""

from dataclasses import dataclass
from datetime import datetime

from bot.web.console.elapsed import elapsed
from bot.web.console.strings import say
from escalation.sla.lateness import SOON


@dataclass(frozen=True, slots=True)
class Deadline:
    """`heat` is "over", "soon" or ""."""

    words: str
    heat: str


def deadline(language: str, due_at: datetime, now: datetime) -> Deadline:
    if due_at <= now:
        return Deadline(say(language, "desk_late", time=elapsed(language, due_at, now)), "over")
    left = elapsed(language, now, due_at)
    return Deadline(say(language, "desk_left", time=left), "soon" if due_at - now <= SOON else "")
