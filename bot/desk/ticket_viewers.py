"""Who has a ticket open in this process, and who writes on it: so that two do not answer the same one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.hub import Hub, Topic, frame
from bot.principal import Principal


class TicketViewers:
    """Kept in memory: it ends with the sockets that it is about."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._sockets: dict[Topic, list[tuple[str, str]]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def viewing(self, topic: Topic, agent: Principal) -> Iterator[None]:
        """For as long as the socket lives. Everybody there is told at both ends."""
        viewer = (agent.id, agent.name or "")
        with self._lock:
            self._sockets.setdefault(topic, []).append(viewer)
        self._tell(topic)
        try:
            yield
        finally:
            with self._lock:
                self._sockets[topic].remove(viewer)
                if not self._sockets[topic]:
                    del self._sockets[topic]
            self._tell(topic)

    def writes(self, topic: Topic, agent: Principal, *, on: bool) -> None:
        """Passed on and kept nowhere: it lapses where it came from."""
        self._hub.publish(topic, frame("writing", agent=agent.id, name=agent.name, on=on))

    def _tell(self, topic: Topic) -> None:
        with self._lock:
            there = dict(self._sockets.get(topic, ()))
        viewers = [{"id": agent_id, "name": name} for agent_id, name in there.items()]
        self._hub.publish(topic, frame("viewers", viewers=viewers))
