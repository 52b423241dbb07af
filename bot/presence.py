"""Which agents are at the console: those with a live socket to this process."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Presence:
    def __init__(self) -> None:
        self._sockets: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def at_console(self, tenant_id: str, agent_id: str) -> Iterator[None]:
        """For as long as the socket lives."""
        with self._lock:
            self._sockets[tenant_id, agent_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._sockets[tenant_id, agent_id] -= 1
                if not self._sockets[tenant_id, agent_id]:
                    del self._sockets[tenant_id, agent_id]

    def agents(self, tenant_id: str) -> frozenset[str]:
        """Their ids."""
        with self._lock:
            return frozenset(agent for tenant, agent in self._sockets if tenant == tenant_id)

    def anyone(self, tenant_id: str) -> bool:
        with self._lock:
            return any(tenant == tenant_id for tenant, _ in self._sockets)
