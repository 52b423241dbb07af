"""What this process has just taken in, for its turn, which else would look for it in the database."""

import threading

from bot.inbox import Mail

MOST = 10_000


class FreshMail:
    """One message a conversation, the first since it was last asked for.

    The inbox holds the truth: what is not here is found there, and what is no longer next there has no turn.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Mail] = {}
        self._lock = threading.Lock()

    def put(self, tenant_id: str, conversation_id: str, mail: Mail) -> None:
        with self._lock:
            if len(self._held) < MOST:
                self._held.setdefault((tenant_id, conversation_id), mail)

    def take(self, tenant_id: str, conversation_id: str) -> Mail | None:
        with self._lock:
            return self._held.pop((tenant_id, conversation_id), None)
