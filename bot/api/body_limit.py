"""Refuses a body that is too large before anything reads it, chunked or not."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.exception_handlers import respond
from bot.errors import BodyTooLarge

Kind = TypeVar("Kind")
Refuse = Callable[[Request, BodyTooLarge], Response]


class BodyLimit:
    """`limit` in bytes, `roomy` the larger ones and `refusals` the pages that say so by how the path begins.

    Routes whose path begins as one of `streamed` count for themselves, while they read. Any other body is
    gathered here, at most that much of it, and then handed on whole.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        roomy: Mapping[str, int] | None = None,
        streamed: tuple[str, ...] = (),
        refusals: Mapping[str, Refuse] | None = None,
    ) -> None:
        self._app = app
        self._limit = limit
        self._roomy = roomy or {}
        self._streamed = streamed
        self._refusals = refusals or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in ("GET", "HEAD")
            or scope["path"].startswith(self._streamed)
        ):
            await self._app(scope, receive, send)
            return
        limit = _of_path(self._roomy, scope["path"]) or self._limit
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        got = int(declared) if declared.isdigit() else 0
        body = b""
        more = got <= limit
        while more:
            message = await receive()
            body += message.get("body", b"")
            got = max(got, len(body))
            more = message.get("more_body", False) and got <= limit
        if got > limit:
            refuse = _of_path(self._refusals, scope["path"])
            too_large = BodyTooLarge(got, limit)
            answer = refuse(Request(scope), too_large) if refuse else respond(too_large)
            await answer(scope, receive, send)
            return
        handed = False

        async def replay() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


def _of_path(by_path: Mapping[str, Kind], path: str) -> Kind | None:
    return next((one for start, one in by_path.items() if path.startswith(start)), None)
