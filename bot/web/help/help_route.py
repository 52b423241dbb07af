"""Every route of the help centre: its errors become pages in the site's looks."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.api.exception_handlers import STATUS, status_of
from bot.errors import TooFast
from bot.logging import get_logger
from bot.web.console.language import choose_language
from bot.web.help.article import ArticleRetired
from bot.web.help.rendering import Head, help_page
from bot.web.help.words import STRINGS, say

_OURS: tuple[type[Exception], ...] = (RequestValidationError, DBAPIError, PoolTimeout, *STATUS)
RETRY_S = 5


class HelpRoute(APIRoute):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What checks links asks so, and the server leaves the text out.
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except _OURS as problem:
                return problem_page(request, problem)

        return handle


def problem_page(request: Request, problem: Exception) -> Response:
    status = _status(problem)
    if status >= 500:
        get_logger("help").error("page_failed", path=request.url.path, why=str(problem))
    language = choose_language(request.headers.get("accept-language"), request.query_params.get("lang"))
    site = request.app.state.service.tenants.find_by_site_key(request.path_params.get("site_key", ""))
    wait = max(1, round(problem.retry_after)) if isinstance(problem, TooFast) else RETRY_S
    about = f"problem_{status}" if f"problem_{status}" in STRINGS else "problem_500"
    page = help_page(
        request,
        site,
        language,
        "problem.html",
        Head(say(language, about), listed=False),
        status=status,
        text=say(language, f"{about}_text", seconds=wait),
    )
    if status in (429, 503):
        page.headers["Retry-After"] = str(wait)
    return page


def _status(problem: Exception) -> int:
    if isinstance(problem, ArticleRetired):
        return 410
    if isinstance(problem, RequestValidationError | DataError):
        return 422
    return 503 if isinstance(problem, DBAPIError | PoolTimeout) else status_of(problem)
