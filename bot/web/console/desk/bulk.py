"""The same change to many tickets at once: each for itself, and what became of each."""

from collections.abc import Callable, Iterable
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
"""Refusals that are told one by one."""

router = APIRouter(route_class=ConsoleRoute)


class Many(BaseModel):
    action: str
    value: str = ""
    numbers: list[int] = Field(min_length=1, max_length=MOST)


def working(me: MeWriting) -> Me:
    if not me.may_reply:
        raise NotAllowed("the role may only look at the desk")
    return me


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
    named = "；" if language == "zh" else "; "
    why = named.join(f"#{number} {why}" for number, why in refused[:NAMED])
    more = say(language, "desk_bulk_more", count=len(refused) - NAMED) if len(refused) > NAMED else ""
    return say(language, "desk_bulk_part", done=len(done), refused=len(refused), why=why + more)
