"""Refuses a body that is too large before anything reads it, chunked or not."""

from collections.abc import Collection, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.exception_handlers import respond
from bot.errors import BodyTooLarge


class BodyLimit:
    """`limit` in bytes, `roomy` the larger ones by how the path begins.

    Routes at the `streamed` paths count for themselves, while they read. Any other body is gathered here, at
    most that much of it, and then handed on whole.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        roomy: Mapping[str, int] | None = None,
        streamed: Collection[str] = (),
    ) -> None:
        self._app = app
        self._limit = limit
        self._roomy = roomy or {}
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD") or scope["path"] in self._streamed:
            await self._app(scope, receive, send)
            return
        limit = next(
            (most for path, most in self._roomy.items() if scope["path"].startswith(path)), self._limit
        )
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
            await respond(BodyTooLarge(got, limit))(scope, receive, send)
            return
        handed = False

        async def replay() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)
