"""Trackers of the conversations that spoke last, so that a long one is not folded anew in each turn."""

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import reduce

from sqlalchemy import Table, bindparam, insert, select

from bot.models import DialogueEvent
from bot.persistence.tenancy import TenantSession
from dialogs.events import Event
from dialogs.tracker import DialogueStateTracker, apply

EVENTS: Table = DialogueEvent.__table__  # type: ignore[assignment]

_READ = (
    select(EVENTS.c.type, EVENTS.c.data)
    .where(EVENTS.c.tenant_id == bindparam("tenant"), EVENTS.c.conversation_id == bindparam("conversation"))
    .order_by(EVENTS.c.position)
)
_ADD = insert(EVENTS)
_Key = tuple[str, str]


class TrackerCache:
    """Holds the fold of all events before a position. A turn that was rolled back leaves no trace here."""

    def __init__(self, size: int = 2_000) -> None:
        self._size = size
        self._held: OrderedDict[_Key, tuple[int, DialogueStateTracker]] = OrderedDict()
        self._lock = threading.Lock()

    def tracker(self, session: TenantSession, conversation_id: str, next_event: int) -> DialogueStateTracker:
        """The fold of the events before `next_event`, which the locked conversation names."""
        with self._lock:
            position, tracker = self._held.get(_key(session, conversation_id), (0, None))
        if tracker is not None and position == next_event:
            return tracker
        parameters = {"tenant": session.require_tenant(), "conversation": conversation_id}
        found = session.connection().execute(_READ, parameters)
        return DialogueStateTracker.fold(Event(row.type, row.data) for row in found)

    def keep(
        self, tenant_id: str, conversation_id: str, next_event: int, tracker: DialogueStateTracker
    ) -> None:
        """After the commit."""
        with self._lock:
            self._held[tenant_id, conversation_id] = (next_event, tracker)
            self._held.move_to_end((tenant_id, conversation_id))
            if len(self._held) > self._size:
                self._held.popitem(last=False)


def add_events(
    session: TenantSession, conversation_id: str, *, position: int, seq: int, events: Sequence[Event]
) -> list[Event]:
    """Stores them from `position` on; returns them as they will be read again."""
    stored = [Event(event.type, json.loads(json.dumps(dict(event.data)))) for event in events]
    if stored:
        session.connection().execute(
            _ADD,
            [
                {
                    "tenant_id": session.require_tenant(),
                    "conversation_id": conversation_id,
                    "position": position + index,
                    "seq": seq,
                    "type": event.type,
                    "data": event.data,
                }
                for index, event in enumerate(stored)
            ],
        )
    return stored


def advance(tracker: DialogueStateTracker, events: Sequence[Event]) -> DialogueStateTracker:
    return reduce(apply, events, tracker)


def _key(session: TenantSession, conversation_id: str) -> _Key:
    return (session.require_tenant(), conversation_id)
