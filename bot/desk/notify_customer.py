"""Says a rule's notice to the customer, in the ticket's conversation: once, however often it is tried."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.conversations import lock_conversation
from bot.hub import Hub
from bot.message_text import without_controls
from bot.models import Message
from bot.outbox import Effect, Undeliverable
from bot.owner_change import Change, publish_change, say
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class CustomerHandler:
    """Delivers "notify.customer" {conversation, text}, as the system's word."""

    database: Database
    hub: Hub
    clock: Callable[[], datetime]

    def __call__(self, effect: Effect) -> None:
        with self.database.uow(effect.tenant_id) as session:
            change = _say_once(session, effect, self.clock())
        if change is not None:
            publish_change(self.hub, effect.tenant_id, change)


def _say_once(session: TenantSession, effect: Effect, now: datetime) -> Change | None:
    """None where an earlier try has said it, and ended before that was known."""
    conversation = lock_conversation(session, str(effect.payload["conversation"]))
    if conversation is None:
        raise Undeliverable(f"no conversation {effect.payload['conversation']}")
    mark = f"notice:{hashlib.sha256(effect.key.encode()).hexdigest()[:40]}"
    said = select(Message.seq).where(Message.conversation_id == conversation["id"], Message.client_id == mark)
    if session.scalars(said).first() is not None:
        return None
    text = without_controls(str(effect.payload["text"]))[:LONGEST]
    return say(session, conversation, text, now, client_id=mark)
