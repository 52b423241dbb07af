"""Tells who is connected to this process what has just been committed. It remembers nothing: the tables do.

Published from any thread, received on the event loop. A listener that misses a frame finds out by `seq` and
reads the table; so losing one here costs time and never a message.
"""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

BACKLOG = 500
PERSON_CHANGED = "person"


@dataclass(frozen=True, slots=True)
class Topic:
    """One conversation's frames, one ticket's, what concerns one agent's own sockets, or with none of them
    the tenant's feed for agents.

    `answers`: only the "turn" frames of the conversation, for who waits for an answer and watches nothing.
    """

    tenant_id: str
    conversation_id: str | None = None
    ticket: int | None = None
    answers: bool = False
    agent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as docs/websocket.md has it.

    `position` and `inside` stay in this process: the seq a frame speaks of, the replies of a "turn" frame.
    """

    type: str
    body: Mapping[str, Any]
    position: int | None = None
    inside: tuple[Mapping[str, Any], ...] = ()
    json: str = field(default="", compare=False)


def frame(
    frame_type: str, /, *, position: int | None = None, inside: Iterable[Mapping[str, Any]] = (), **body: Any
) -> Frame:
    """Serialised once, however many listen."""
    whole = {"type": frame_type, **body}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return Frame(frame_type, whole, position, tuple(inside), text)


def owner_frame(conversation: Mapping[str, Any]) -> Frame:
    """Whose it is and whether a person is waited for; `conversation` as it is shown."""
    fields = {name: conversation[name] for name in ("owner", "agent", "waiting_since", "ticket")}
    return frame("owner", **fields)


def person_changed(tenant_id: str, agent_id: str) -> tuple[Topic, Frame]:
    """For each socket of that agent's: to look again who they are. It goes no further."""
    return Topic(tenant_id, agent_id=agent_id), frame(PERSON_CHANGED)


class Listener:
    """The frames of its topics, for one reader on the event loop. `lagging` once more than BACKLOG waited."""

    def __init__(self) -> None:
        self.lagging = False
        self._waiting: deque[Frame] = deque()
        self._arrived = asyncio.Event()

    def put(self, one: Frame) -> None:
        if len(self._waiting) >= BACKLOG:
            self._waiting.clear()
            self.lagging = True
        self._waiting.append(one)
        self._arrived.set()

    async def next(self) -> Frame:
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[Topic, set[Listener]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def attach(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """The loop to deliver on; None (before and after serving) drops what is published."""
        self._loop = loop

    def listen(self, *topics: Topic) -> Listener:
        listener = Listener()
        with self._lock:
            for topic in topics:
                self._listeners.setdefault(topic, set()).add(listener)
        return listener

    def leave(self, listener: Listener, *topics: Topic) -> None:
        with self._lock:
            for topic in topics:
                remaining = self._listeners.get(topic, set())
                remaining.discard(listener)
                if not remaining:
                    self._listeners.pop(topic, None)

    def heard(self, topic: Topic) -> bool:
        """Whether anyone listens: building a frame for nobody can be left out."""
        return topic in self._listeners

    def publish(self, topic: Topic, *frames: Frame) -> None:
        """From any thread, after the commit."""
        loop = self._loop
        if loop is not None and topic in self._listeners and not loop.is_closed():
            loop.call_soon_threadsafe(self._deliver, topic, frames)

    def _deliver(self, topic: Topic, frames: tuple[Frame, ...]) -> None:
        with self._lock:
            listeners = tuple(self._listeners.get(topic, ()))
        for listener in listeners:
            for one in frames:
                listener.put(one)
