"""Refuses a body that is too large before anything reads it, chunked or not."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.exception_handlers import respond
from bot.errors import BodyTooLarge


class BodyLimit:
    """`limit` in bytes. The body is gathered here: at most that much of it, and then handed on whole."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        got = int(declared) if declared.isdigit() else 0
        body = b""
        more = got <= self._limit
        while more:
            message = await receive()
            body += message.get("body", b"")
            got = max(got, len(body))
            more = message.get("more_body", False) and got <= self._limit
        if got > self._limit:
            await respond(BodyTooLarge(got, self._limit))(scope, receive, send)
            return
        handed = False

        async def replay() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)
