"""How a queue, a team or a person stands, each figure with the way to the tickets that it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.web.console.desk.asking import WAITS, Asked
from bot.web.console.elapsed import elapsed
from escalation.reports.standing import Standing


@dataclass(frozen=True, slots=True)
class Figure:
    """`word` is the string of its column, `shown` what stands there; no `address` where it counts nothing."""

    word: str
    shown: str
    address: str = ""
    heat: str = ""


def figures(standing: Standing, language: str, now: datetime, **asked: str) -> Sequence[Figure]:
    """`asked` is the list of all its tickets."""

    def count(word: str, number: int, heat: str = "", **more: str) -> Figure:
        if not number:
            return Figure(word, "0")
        return Figure(word, str(number), Asked(**(asked | more)).address(), heat)

    oldest = Figure("desk_oldest", "–")
    if standing.oldest is not None:
        waits = elapsed(language, standing.oldest, now)
        oldest = Figure("desk_oldest", waits, Asked(**asked, status=WAITS, sort="age").address())
    return (
        count("desk_open", standing.open),
        count("desk_view_unassigned", standing.unassigned, view="unassigned"),
        count("desk_ours", standing.ours, status=WAITS),
        oldest,
        count("desk_sla_soon", standing.soon, "soon", sla="soon"),
        count("desk_sla_missed", standing.missed, "over", sla="missed"),
    )
