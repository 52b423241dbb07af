"""Calls run beside everything else: a slow one holds up neither turns nor the sweeper nor another tenant."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.logging import get_logger
from bot.outbox import Effect, Relay


class BesideRelay:
    """Delivers each effect in a thread of its own, `most` at once, of one tenant at most half of them.

    It takes no more than it can begin at once, so that no lease runs out in a queue.
    """

    def __init__(self, relay: Relay, clock: Callable[[], datetime], *, most: int = 8) -> None:
        self.relay = relay
        self._clock = clock
        self._most = most
        self._busy: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._stopping = False
        self._log = get_logger("actions")

    def run(self, tenant_id: str, now: datetime) -> int:
        """Begins what is due of one tenant and returns; the count is of what it began."""
        begun = 0
        while self._occupy(tenant_id):
            effects: list[Effect] = []
            try:
                effects = self.relay.take(tenant_id, now, limit=1)
            finally:
                if not effects:
                    self._release(tenant_id)
            if not effects:
                break
            threading.Thread(
                target=self._deliver, args=(effects[0],), name="action-call", daemon=True
            ).start()
            begun += 1
        return begun

    def wait(self, timeout_s: float) -> bool:
        """Whether nothing runs any more."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy.total(), timeout_s)

    def stop(self) -> None:
        """What still runs a moment later is left: its lease runs out, and it is tried again."""
        self._stopping = True
        self.wait(2.0)

    def _deliver(self, effect: Effect) -> None:
        try:
            try:
                self.relay.deliver(effect, self._clock)
            finally:
                self._release(effect.tenant_id)
            self.run(effect.tenant_id, self._clock())
        except Exception as defect:  # noqa: BLE001 - the job runner: the lease runs out, then it is tried again
            self._log.error("call_lost", tenant=effect.tenant_id, id=effect.id, error=type(defect).__name__)

    def _occupy(self, tenant_id: str) -> bool:
        with self._changed:
            full = self._busy.total() >= self._most or self._busy[tenant_id] >= max(1, self._most // 2)
            if full or self._stopping:
                return False
            self._busy[tenant_id] += 1
            return True

    def _release(self, tenant_id: str) -> None:
        with self._changed:
            self._busy[tenant_id] -= 1
            self._changed.notify_all()
