"""The same change to many tickets at once: each for itself, and what became of each."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from bot.api.dependencies import ServiceDep
from bot.errors import NotAllowed, NotFound
from bot.web.console.access import Me, MeWriting
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.changing import Change, change_ticket
from bot.web.console.desk.doings import Refused
from bot.web.console.strings import say

MOST = 200
NAMED = 3
"""Reasons to refuse that are told, and tickets that each of them names."""

router = APIRouter(route_class=ConsoleRoute)


class Picked(BaseModel):
    value: str = ""
    numbers: list[int] = Field(min_length=1, max_length=MOST)


class Many(Picked):
    action: str


def working(service: ServiceDep, me: MeWriting) -> Iterator[Me]:
    """Whoever changes tickets; once they have, the rules look at it."""
    if not me.may_reply:
        raise NotAllowed("the role may only look at the desk")
    yield me
    service.sweeper.nudge(me.tenant_id)


Worker = Annotated[Me, Depends(working)]


@router.post("/tickets/bulk", include_in_schema=False)
def change_many(service: ServiceDep, me: Worker, many: Annotated[Many, Form()]) -> Response:
    """200 with `text`, what to say about it; a ticket that was refused stops no other."""
    change = Change(many.action, many.value)
    return do_each(me, many.numbers, lambda number: change_ticket(service, me, number, change))


def do_each(me: Me, numbers: Iterable[int], act: Callable[[int], object]) -> Response:
    done, refused = [], []
    for number in dict.fromkeys(numbers):
        try:
            act(number)
            done.append(number)
        except Refused as problem:
            refused.append((number, problem.why))
        except NotFound:
            refused.append((number, say(me.language, "desk_gone")))
    return JSONResponse({"done": done, "refused": refused, "text": _told(me.language, done, refused)})


def _told(language: str, done: list[int], refused: list[tuple[int, str]]) -> str:
    if not refused:
        return say(language, "desk_bulk_done", done=len(done))
    reasons: dict[str, list[int]] = {}
    for number, why in refused:
        reasons.setdefault(why, []).append(number)
    told = [f"{_named(numbers)} {why}" for why, numbers in list(reasons.items())[:NAMED]]
    left = sum(len(numbers) for numbers in list(reasons.values())[NAMED:])
    more = say(language, "desk_bulk_more", count=left) if left else ""
    words = ("；" if language == "zh" else "; ").join(told) + more
    return say(language, "desk_bulk_part", done=len(done), refused=len(refused), why=words)


def _named(numbers: list[int]) -> str:
    return " ".join(f"#{number}" for number in numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")
