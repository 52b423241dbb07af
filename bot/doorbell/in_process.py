"""A queue and a few threads in this process."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from bot.logging import get_logger

Mailbox = tuple[str, str]
"""Tenant and conversation."""


class InProcessDoorbell:
    """Calls `answer_next(tenant_id, conversation_id)` on a ring, never twice at once for one conversation.

    While it returns that there is more the conversation waits again, behind all others: whoever writes a
    hundred messages holds up nobody else. Rings that come while a conversation waits are one ring; one that
    comes while it is answered is another.
    """

    def __init__(self, answer_next: Callable[[str, str], bool], *, workers: int) -> None:
        self._answer_next = answer_next
        self._workers = workers
        self._queue: SimpleQueue[Mailbox | None] = SimpleQueue()
        self._waiting: set[Mailbox] = set()
        self._answering: set[Mailbox] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def ring(self, tenant_id: str, conversation_id: str) -> None:
        mailbox = (tenant_id, conversation_id)
        with self._lock:
            if mailbox in self._waiting:
                return
            self._waiting.add(mailbox)
            if mailbox in self._answering:
                return
        self._queue.put(mailbox)

    def start(self) -> None:
        for number in range(self._workers):
            thread = threading.Thread(target=self._work, name=f"turns-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Lets the turns that run come to their end; what waits stays in the inbox."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(timeout_s)
        self._threads.clear()

    def _work(self) -> None:
        while (mailbox := self._queue.get()) is not None:
            with self._lock:
                self._waiting.discard(mailbox)
                self._answering.add(mailbox)
            more = False
            try:
                more = self._answer_next(*mailbox)
            except Exception as defect:  # noqa: BLE001 - the job runner: the mail stays and the sweeper rings again
                get_logger("doorbell").error(
                    "turn_failed", tenant=mailbox[0], conversation=mailbox[1], error=repr(defect)
                )
            with self._lock:
                self._answering.discard(mailbox)
                if more:
                    self._waiting.add(mailbox)
                again = mailbox in self._waiting
            if again:
                self._queue.put(mailbox)
