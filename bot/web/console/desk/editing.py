"""Changes to one ticket from its page."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.api.dependencies import ServiceDep
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import Change, change_ticket
from bot.web.console.desk.doings import Refused
from bot.web.console.rendering import is_fragment

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/{number}")


@router.post("/change", include_in_schema=False)
def change(
    request: Request,
    service: ServiceDep,
    me: Worker,
    number: int,
    action: Annotated[str, Form()],
    value: Annotated[str, Form()] = "",
    seen: Annotated[int | None, Form()] = None,
) -> Response:
    """409 with `problem` where it cannot be, or somebody else has just changed the same."""
    try:
        ticket = change_ticket(service, me, number, Change(action, value, seen))
    except Refused as refused:
        return JSONResponse({"problem": refused.why}, 409)
    if is_fragment(request):
        return JSONResponse({"events": ticket.events, "status": ticket.status})
    return RedirectResponse(f"/console/tickets/{number}", status_code=303)
