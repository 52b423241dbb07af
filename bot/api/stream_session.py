"""One open socket: what it has missed, then what happens, and what its client says."""

import asyncio
import time
from contextlib import ExitStack, suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from bot.agent_sessions import COOKIE
from bot.api.dependencies import check_desk, check_pace
from bot.api.exception_handlers import error_shape
from bot.api.routes.conversations import handoff_arrival, web_arrival
from bot.api.stream_frames import Close, read_frame, send_json
from bot.clock import utc_now
from bot.conversations import conversation_shape, find_conversation, read_messages
from bot.errors import BodyTooLarge, BotError, Malformed, NotFound, NotSignedIn, TooFast
from bot.hub import PERSON_CHANGED, Frame, Listener, Topic
from bot.inbox import Accepted
from bot.limits import RateLimit
from bot.message_text import check_client_id, clean_text
from bot.principal import Principal
from bot.service import Service

HEARTBEAT_S = 20.0
GRACE_S = 30.0
GAP = 1_000
PAGE = 500
TYPING_EVERY_S = 3.0
FRAMES_BURST, FRAMES_RATE = 60, 10.0


class _Ended(Exception):
    """The socket is to be closed with `code`."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class StreamSession:
    """`head` is the last seq that the client has had from us; what the hub says is held against it."""

    def __init__(
        self,
        websocket: WebSocket,
        service: Service,
        principal: Principal,
        topic: Topic,
        after: int,
    ) -> None:
        self._websocket = websocket
        self._service = service
        self._principal = principal
        self._conversation_id = topic.conversation_id
        self._head = after
        self._topic = topic
        self._pace = RateLimit(FRAMES_BURST, FRAMES_RATE)
        self._typing_at = 0.0
        self._warned_at: float | None = None

    async def run(self) -> Close:
        """Until either side ends it; returns the code to close with."""
        with ExitStack() as stack:
            topics = [self._topic]
            if self._principal.kind == "agent":
                topics.append(Topic(self._principal.tenant_id, agent_id=self._principal.id))
            listener = self._service.hub.listen(*topics)
            stack.callback(self._service.hub.leave, listener, *topics)
            if self._principal.kind == "agent":
                stack.enter_context(
                    self._service.presence.at_console(self._principal.tenant_id, self._principal.id)
                )
            if self._topic.ticket is not None:
                stack.enter_context(self._service.viewers.viewing(self._topic, self._principal))
            tasks = {asyncio.create_task(self._write(listener)), asyncio.create_task(self._read())}
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
            return _outcome(done)

    # What we say

    async def _write(self, listener: Listener) -> None:
        await self._welcome()
        beat = time.monotonic() + HEARTBEAT_S
        while True:
            try:
                async with asyncio.timeout(max(0.0, self._wake_at(beat) - time.monotonic())):
                    frame = await listener.next()
            except TimeoutError:
                await self._check_expiry()
                if time.monotonic() >= beat:
                    await self._heartbeat()
                    beat = time.monotonic() + HEARTBEAT_S
                continue
            if listener.lagging:
                listener.lagging = False
                await self._look_again()
                await self._catch_up()
            await self._pass_on(frame)

    async def _welcome(self) -> None:
        conversation = await run_in_threadpool(self._read_conversation)
        expires_at = self._principal.expires_at
        await send_json(
            self._websocket,
            {
                "type": "welcome",
                "conversation": conversation,
                "head": conversation["head"] if conversation else 0,
                "heartbeat_s": HEARTBEAT_S,
                "expires_at": expires_at.isoformat() if expires_at else None,
            },
        )
        await self._catch_up()

    async def _catch_up(self) -> None:
        """Sends every message after `head` from the table; a `gap` where they are too many."""
        if self._conversation_id is None:
            return
        conversation = await run_in_threadpool(self._read_conversation)
        newest = conversation["head"] if conversation else self._head
        if newest - self._head > GAP:
            await send_json(self._websocket, {"type": "gap", "from": self._head + 1, "head": newest})
            self._head = newest
        while self._head < newest:
            page = await run_in_threadpool(self._read_page)
            if not page:
                return
            for message in page:
                await send_json(self._websocket, {"type": "message", "message": message})
                self._head = message["seq"]

    async def _pass_on(self, frame: Frame) -> None:
        if frame.type == PERSON_CHANGED:
            await self._look_again()
            return
        if frame.type == "message" and frame.position is not None:
            if frame.position > self._head + 1:
                await self._catch_up()
            if frame.position <= self._head:
                return
            self._head = frame.position
        elif (frame.type == "turn" and not self._principal.is_staff) or (
            frame.type in ("typing", "seen") and frame.body["who"] == self._side
        ):
            return
        await self._websocket.send_text(frame.json)

    async def _heartbeat(self) -> None:
        """Looks in the table as well: what the hub of another process knows is sent now at the latest."""
        await self._look_again()
        await self._catch_up()
        await send_json(self._websocket, {"type": "heartbeat", "head": self._head})

    async def _look_again(self) -> None:
        """Whether an agent is still signed in, and what their role is by now."""
        if self._principal.kind == "agent":
            cookie = self._websocket.cookies.get(COOKIE)
            self._principal = await run_in_threadpool(self._service.identity.of_cookie, cookie, utc_now())

    def _wake_at(self, beat: float) -> float:
        expires_at = self._principal.expires_at
        if expires_at is None:
            return beat
        if self._warned_at is not None:
            return min(beat, self._warned_at + GRACE_S)
        return min(beat, time.monotonic() + (expires_at - utc_now()).total_seconds())

    async def _check_expiry(self) -> None:
        expires_at = self._principal.expires_at
        if expires_at is None or expires_at > utc_now():
            return
        if self._warned_at is None:
            self._warned_at = time.monotonic()
            await send_json(self._websocket, {"type": "expired"})
        elif time.monotonic() >= self._warned_at + GRACE_S:
            raise _Ended(Close.signed_out)

    # What the client says

    async def _read(self) -> None:
        while True:
            try:
                body = await read_frame(self._websocket, self._service.settings.body_limit)
            except (BodyTooLarge, Malformed) as unreadable:
                await self._refuse(unreadable)
                raise _Ended(Close.malformed) from unreadable
            try:
                self._pace.check("frames", time.monotonic())
            except TooFast as flood:
                await self._refuse(flood)
                raise _Ended(Close.flood) from flood
            try:
                await self._obey(body)
            except BotError as refused:
                known = {"client_id": body["client_id"]} if isinstance(body.get("client_id"), str) else {}
                await self._refuse(refused, **known)

    async def _refuse(self, error: BotError, **known: str) -> None:
        await send_json(self._websocket, {"type": "error", **error_shape(error), **known})

    async def _obey(self, body: dict[str, Any]) -> None:
        kind = body.get("type")
        if kind == "ping":
            await self._heartbeat()
        elif kind == "token":
            await self._renew(body.get("token"))
        elif kind == "typing" and self._topic.ticket is not None:
            self._service.viewers.writes(self._topic, self._principal, on=bool(body.get("on", True)))
        elif self._conversation_id is None or kind not in ("send", "handoff", "typing", "seen"):
            raise Malformed(
                "type", f"got {str(kind)[:40]!r}; see docs/websocket.md for what this socket takes"
            )
        elif self._expired:
            raise NotSignedIn("the token has expired")
        elif kind == "send":
            await self._send(self._conversation_id, body)
        elif kind == "handoff":
            await self._ask_for_person(self._conversation_id, body)
        elif kind == "typing":
            self._show_typing(self._conversation_id, bool(body.get("on", True)))
        else:
            await self._mark_seen(self._conversation_id, body.get("seq"))

    async def _send(self, conversation_id: str, body: dict[str, Any]) -> None:
        client_id = check_client_id(body.get("client_id"), "client_id")
        if not isinstance(body.get("text"), str):
            raise Malformed("text", "expected a string")
        text = clean_text(body["text"], self._service.settings.text_limit)
        arrival = web_arrival(conversation_id, client_id, text)
        if self._principal.kind == "agent":
            check_desk(self._principal)
            accepted = await run_in_threadpool(
                self._service.ownership.reply, self._principal, arrival, utc_now()
            )
        else:
            check_pace(self._service, self._principal, conversation_id)
            accepted = await run_in_threadpool(
                self._service.intake.receive, self._principal, arrival, utc_now()
            )
        await self._acknowledge(client_id, accepted)

    async def _ask_for_person(self, conversation_id: str, body: dict[str, Any]) -> None:
        client_id = check_client_id(body.get("client_id"), "client_id")
        if self._principal.kind == "agent":
            raise Malformed("type", "a person is here already")
        check_pace(self._service, self._principal, conversation_id)
        arrival = await run_in_threadpool(
            handoff_arrival, self._service, self._principal, conversation_id, client_id
        )
        accepted = await run_in_threadpool(self._service.intake.receive, self._principal, arrival, utc_now())
        await self._acknowledge(client_id, accepted)

    async def _acknowledge(self, client_id: str, accepted: Accepted) -> None:
        seq = accepted.message["seq"]
        await send_json(
            self._websocket,
            {"type": "ack", "client_id": client_id, "seq": seq, "duplicate": accepted.duplicate},
        )

    def _show_typing(self, conversation_id: str, on: bool) -> None:
        now = time.monotonic()
        if on and now - self._typing_at < TYPING_EVERY_S:
            return
        self._typing_at = now if on else 0.0
        self._service.intake.show_typing(self._principal, conversation_id, on=on)

    async def _mark_seen(self, conversation_id: str, seq: object) -> None:
        if not isinstance(seq, int) or isinstance(seq, bool) or seq < 0:
            raise Malformed("seq", "expected the seq read up to")
        await run_in_threadpool(self._service.intake.mark_seen, self._principal, conversation_id, seq)

    async def _renew(self, token: object) -> None:
        if not isinstance(token, str):
            raise Malformed("token", "expected a string")
        fresh = await run_in_threadpool(self._service.identity.of_bearer, token, utc_now())
        held = self._principal
        if (fresh.kind, fresh.tenant_id, fresh.id) != (held.kind, held.tenant_id, held.id):
            raise NotSignedIn("the token is another person's; open another socket")
        self._principal, self._warned_at = fresh, None

    @property
    def _expired(self) -> bool:
        expires_at = self._principal.expires_at
        return expires_at is not None and expires_at <= utc_now()

    @property
    def _side(self) -> str:
        return "agent" if self._principal.is_staff else "customer"

    def _read_conversation(self) -> dict[str, Any] | None:
        if self._conversation_id is None:
            return None
        with self._service.database.reading(self._principal.tenant_id) as session:
            row = find_conversation(session, self._conversation_id)
        if row is None:
            raise NotFound("conversation")
        return conversation_shape(row)

    def _read_page(self) -> list[dict[str, Any]]:
        with self._service.database.reading(self._principal.tenant_id) as session:
            return read_messages(session, self._conversation_id or "", after=self._head, limit=PAGE)


def _outcome(done: set[asyncio.Task[None]]) -> Close:
    for task in done:
        with suppress(WebSocketDisconnect):
            try:
                task.result()
            except _Ended as ended:
                return ended.code
            except NotSignedIn:
                return Close.signed_out
            except NotFound:
                return Close.unknown
            except RuntimeError:  # Starlette's word for writing to a socket that is closed
                return Close.going
    return Close.going
