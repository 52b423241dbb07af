"""A desk made of paper: speaks docs/websocket.md from memory, and breaks where a test tells it to.

What the real service does only in bad moments (a lost ack, a gap, a line gone silent) happens here on demand.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse, JSONResponse

from bot.tenants import TenantDirectory, TenantInfo
from bot.web.widget.routes import router

SITE_KEY = "site_paper"
HOST_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<style>body * {{ color: red !important; display: block !important; font-size: 40px !important }}</style>
<body><h1>A shop</h1><a id="other" href="#">a link</a>
<script src="{widget}/widget.js" data-site-key="{key}" {options} async></script></body></html>"""


@dataclass
class PaperDesk:
    """`refuse` closes new sockets with that code; `deaf` drops what customers send; `mute` sends nothing."""

    port: int
    refuse: int | None = None
    deaf: bool = False
    mute: bool = False
    lose_acks: bool = False
    answers: bool = True
    heartbeat_s: float = 20
    replay_limit: int = 1000
    tokens: dict[str, str] = field(default_factory=dict)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sockets: list[tuple[str, WebSocket]] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    hellos: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tenants: TenantDirectory = field(default_factory=TenantDirectory)
    loop: asyncio.AbstractEventLoop | None = None
    name: str = "蓝云 Lanyun"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def widget_url(self) -> str:
        return f"http://localhost:{self.port}"

    # What tests do to it, from their own thread.

    def allow(self, *origins: str) -> None:
        """Only pages of these origins may hold the chat."""
        site = TenantInfo("t_1", "shop", self.name, SITE_KEY, "s" * 32, allowed_origins=origins)
        self.tenants.replace([site])

    def say(self, text: str, conversation: str = "", **extra: Any) -> None:
        """The bot (or whoever `author` names) writes into the newest conversation."""
        self._run(self._say(conversation or list(self.conversations)[-1], text, **extra))

    def send(self, frame: dict[str, Any]) -> None:
        """A frame of one's own to every socket."""
        self._run(self._send_all(None, frame))

    def cut(self, code: int = 1001) -> None:
        """Every line goes dead."""

        async def close() -> None:
            for _, socket in list(self.sockets):
                await socket.close(code)

        self._run(close())

    def texts(self) -> list[str]:
        return [message["text"] for thread in self.messages.values() for message in thread]

    def _run(self, work: Any) -> None:
        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    # What it does for widgets.

    def session(self, body: dict[str, Any]) -> JSONResponse:
        self.sessions.append(body)
        token = body.get("user_token")
        if token and not token.startswith("signed:"):
            return _error(401, "not_signed_in", "the token has expired")
        contact = token.removeprefix("signed:") if token else None
        visitor = None if contact else (body.get("visitor_id") or f"v_{len(self.sessions)}")
        access = f"access-{len(self.sessions)}"
        who = contact or visitor or ""
        self.tokens[access] = who
        own = [shown for shown in reversed(self.conversations.values()) if shown["of"] == who]
        return JSONResponse(
            {
                "token": access,
                "expires_at": (datetime.now(UTC) + timedelta(minutes=15)).isoformat(),
                "kind": "contact" if contact else "visitor",
                "contact": contact,
                "name": contact and f"Dear {contact}",
                "visitor_id": visitor,
                "tenant": {"name": self.name, "accent": "#2257d6", "timezone": "+08:00"},
                "conversations": own,
                "last_conversation": own[0]["id"] if own else None,
            }
        )

    def create(self, who: str) -> dict[str, Any]:
        conversation = f"c_{len(self.conversations) + 1}"
        self.conversations[conversation] = {
            "id": conversation, "of": who, "owner": "bot", "agent": None, "waiting_since": None, "head": 0,
            "language": "en", "status": "open", "customer_seen": 0, "agent_seen": 0,
        }  # fmt: skip
        self.messages[conversation] = []
        return self.conversations[conversation]

    async def converse(self, socket: WebSocket) -> None:
        await socket.accept()
        if self.refuse:
            await socket.close(self.refuse)
            return
        hello = json.loads(await socket.receive_text())
        self.hellos.append(hello)
        shown = self.conversations.get(hello["conversation"])
        if shown is None or self.tokens.get(hello["token"]) != shown["of"]:
            await socket.close(4401 if hello["token"] not in self.tokens else 4404)
            return
        thread = self.messages[shown["id"]]
        await self._put(socket, {
            "type": "welcome", "conversation": shown, "head": shown["head"], "heartbeat_s": self.heartbeat_s,
            "expires_at": None,
        })  # fmt: skip
        missing = thread[hello["after"] :]
        if len(missing) > self.replay_limit:
            await self._put(socket, {"type": "gap", "from": hello["after"] + 1, "head": shown["head"]})
        else:
            for message in missing:
                await self._put(socket, {"type": "message", "message": message})
        self.sockets.append((shown["id"], socket))
        try:
            while True:
                frame = json.loads(await socket.receive_text())
                if not self.deaf:
                    self.frames.append(frame)
                    await self._take(shown, socket, frame)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self.sockets.remove((shown["id"], socket))

    async def _take(self, shown: dict[str, Any], socket: WebSocket, frame: dict[str, Any]) -> None:
        if frame["type"] == "ping":
            await self._put(socket, {"type": "heartbeat", "head": shown["head"]})
        if frame["type"] == "seen":
            shown["customer_seen"] = frame["seq"]
        if frame["type"] not in ("send", "handoff"):
            return
        thread = self.messages[shown["id"]]
        before = [one["seq"] for one in thread if one["client_id"] == frame["client_id"]]
        text = frame.get("text", "I would like to talk to a person.")
        seq = before[0] if before else shown["head"] + 1
        if not self.lose_acks:
            ack = {"type": "ack", "client_id": frame["client_id"], "seq": seq, "duplicate": bool(before)}
            await self._put(socket, ack)
        if before:
            return
        await self._say(shown["id"], text, author="customer", client_id=frame["client_id"])
        if frame["type"] == "handoff":
            shown["waiting_since"] = datetime.now(UTC).isoformat()
            waiting = {"owner": "bot", "agent": None, "waiting_since": shown["waiting_since"]}
            await self._send_all(shown["id"], {"type": "owner", **waiting})
        elif self.answers:
            await self._send_all(shown["id"], {"type": "typing", "who": "bot", "on": True})
            await asyncio.sleep(0.15)
            await self._say(shown["id"], f"You said: {text}")

    async def _say(self, conversation: str, text: str, **extra: Any) -> None:
        shown = self.conversations[conversation]
        shown["head"] += 1
        message = {
            "seq": shown["head"], "author": "bot", "name": None, "text": text, "quick_replies": [],
            "sources": [], "client_id": None, "created_at": datetime.now(UTC).isoformat(), **extra,
        }  # fmt: skip
        self.messages[conversation].append(message)
        if not (self.lose_acks and message["author"] == "customer"):
            await self._send_all(conversation, {"type": "message", "message": message})

    async def _send_all(self, conversation: str | None, frame: dict[str, Any]) -> None:
        for of, socket in list(self.sockets):
            if conversation in (None, of):
                await self._put(socket, frame)

    async def _put(self, socket: WebSocket, frame: dict[str, Any]) -> None:
        if not self.mute:
            await socket.send_text(json.dumps(frame))


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "hint": ""}}, status)


def _app(desk: PaperDesk) -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    desk.allow(desk.url)
    settings = SimpleNamespace(public_url=None, attachment_limit=20 * 1024 * 1024)
    app.state.service = SimpleNamespace(tenants=desk.tenants, settings=settings)

    @app.get("/shop")
    def shop(options: str = "") -> HTMLResponse:
        return HTMLResponse(HOST_PAGE.format(widget=desk.widget_url, key=SITE_KEY, options=options))

    @app.post("/api/v1/widget/session")
    async def session(request: Request) -> JSONResponse:
        return desk.session(await request.json())

    @app.post("/api/v1/conversations")
    async def create(request: Request) -> JSONResponse:
        token = request.headers["authorization"].removeprefix("Bearer ")
        return JSONResponse(desk.create(desk.tokens[token]), 201)

    @app.post("/api/v1/surveys/{survey}")
    async def rate(survey: str, request: Request) -> JSONResponse:
        desk.ratings.append((survey, await request.json()))
        return JSONResponse({})

    @app.get("/api/v1/conversations/{conversation}/messages")
    def messages(conversation: str, after: int = 0, limit: int = 200) -> dict[str, Any]:
        thread = desk.messages[conversation]
        return {"messages": thread[after : after + limit], "head": len(thread)}

    @app.websocket("/api/v1/ws")
    async def converse(socket: WebSocket) -> None:
        await desk.converse(socket)

    return app


@contextmanager
def paper_desk(port: int) -> Iterator[PaperDesk]:
    """Serves one on this port until the block ends."""
    desk = PaperDesk(port)
    config = uvicorn.Config(_app(desk), port=port, log_level="critical", ws="websockets-sansio")
    server = uvicorn.Server(config)

    def serve() -> None:
        with asyncio.Runner() as runner:
            desk.loop = runner.get_loop()
            runner.run(server.serve())

    thread = threading.Thread(target=serve)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield desk
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join()
