"""Every route of the console: its errors become pages, its answers carry the headers."""

import sys
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from bot.errors import BodyTooLarge, DatabaseUnavailable, NotAllowed, NotFound, NotReady, NotSignedIn
from bot.web.console.access import stranger_look
from bot.web.console.headers import protect
from bot.web.console.rendering import page
from bot.web.console.sign_in_target import address_of
from escalation.errors import NotFound as NothingThere
from kb_index.errors import NoSuchArticle, WrongIndex

_STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    NoSuchArticle: 404,
    NothingThere: 404,
    NotReady: 503,
    NotAllowed: 403,
    RequestValidationError: 422,
    DatabaseUnavailable: 503,
    DataError: 422,
    DBAPIError: 503,
    PoolTimeout: 503,
    WrongIndex: 503,
}
_LEADS: dict[type[Exception], str] = {WrongIndex: "kb_other_encoder"}
"""What a page says of its own, where the status alone does not tell what to do."""


class ConsoleRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                if request.headers.get("Content-Type", "").startswith("multipart/form-data"):
                    # The whole body was counted (bot.api.body_limit); what is too long is told at its field.
                    await request.form(max_part_size=sys.maxsize)
                response = await handler(request)
            except NotSignedIn:
                response = _to_the_door(request)
            except tuple(_STATUS) as problem:
                response = problem_page(request, _status_of(problem), _LEADS.get(type(problem)))
            except HTTPException as problem:
                response = problem_page(
                    request, problem.status_code if problem.status_code in (403, 404) else 422
                )
            return protect(response)

        return handle


def problem_page(request: Request, status: int, lead: str | None = None) -> Response:
    """In a fragment's place nobody wants a page: the script sees the status and says its own word."""
    if "HX-Request" in request.headers:
        return Response(status_code=status)
    look = stranger_look(request, request.app.state.service.settings.timezone)
    return page("problem.html", look, status=status, code=status, lead=lead or f"problem_{status}_lead")


def too_large_page(request: Request, _too_large: BodyTooLarge) -> Response:
    return protect(problem_page(request, 413))


def _status_of(problem: Exception) -> int:
    return next(status for kind, status in _STATUS.items() if isinstance(problem, kind))


def _to_the_door(request: Request) -> Response:
    """A fragment cannot be a sign-in page: the script says what happened, and keeps the draft."""
    if "HX-Request" in request.headers:
        return Response(status_code=401)
    query = urlencode({"next": address_of(request)}) if request.method == "GET" else ""
    return RedirectResponse(f"/console/sign-in?{query}".rstrip("?"), status_code=303)
