"""Many tickets of one trouble become one: they go on in the oldest of them."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel, Field

from bot.api.dependencies import ServiceDep
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import MOST, Worker, do_each
from bot.web.console.desk.merging import merge_into

router = APIRouter(route_class=ConsoleRoute)


class These(BaseModel):
    numbers: list[int] = Field(min_length=2, max_length=MOST)


@router.post("/tickets/bulk/merge", include_in_schema=False)
def merge_many(service: ServiceDep, me: Worker, these: Annotated[These, Form()]) -> Response:
    oldest = min(these.numbers)
    others = [number for number in these.numbers if number != oldest]
    return do_each(me, others, lambda number: merge_into(service, me, number, oldest))
