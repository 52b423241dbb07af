"""Takes a customer's message in: stored and committed, then told to who listens and rung for its turn."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError

from bot.conversations import change_conversation, find_conversation, new_conversation
from bot.errors import NotFound
from bot.fresh_mail import FreshMail
from bot.hub import Hub, Topic, frame
from bot.idempotency import find_made, keep_made
from bot.inbox import Accepted, Arrival, accept, find_repeat
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal

WEB = "web"
"""The channel of the API and the socket: both know a message by the client's id for it."""


class Doorbell(Protocol):
    def ring(self, tenant_id: str, conversation_id: str) -> None: ...


class Intake:
    def __init__(self, database: Database, doorbell: Doorbell, hub: Hub, fresh: FreshMail) -> None:
        """`fresh` is for whom the doorbell wakes in this process."""
        self._database = database
        self._doorbell = doorbell
        self._hub = hub
        self._fresh = fresh

    def receive(self, principal: Principal, arrival: Arrival, now: datetime) -> Accepted:
        """When it returns, the message is on the disk. NotFound where the conversation is a stranger's."""
        try:
            with self._database.uow(principal.tenant_id) as session:
                accepted = accept(session, principal, arrival, now)
        except IntegrityError:  # stored before under the same external id
            with self._database.reading(principal.tenant_id) as session:
                access_conversation(session, principal, arrival.conversation_id)
                repeat = find_repeat(session, arrival)
            if repeat is None:
                raise
            accepted = repeat
        self.announce(principal.tenant_id, arrival.conversation_id, accepted)
        return accepted

    def announce(self, tenant_id: str, conversation_id: str, accepted: Accepted) -> None:
        """After the commit: to who listens, and to the bot where a turn is due."""
        topic, feed = Topic(tenant_id, conversation_id), Topic(tenant_id)
        if not accepted.duplicate:
            if self._hub.heard(topic):
                message = accepted.message
                self._hub.publish(topic, frame("message", position=message["seq"], message=message))
            if self._hub.heard(feed):
                self._hub.publish(feed, frame("conversation", conversation=accepted.conversation))
        if accepted.mail is not None:
            self._fresh.put(tenant_id, conversation_id, accepted.mail)
        if not accepted.done:
            self._doorbell.ring(tenant_id, conversation_id)

    def open_conversation(
        self,
        principal: Principal,
        *,
        language: str,
        contact: str | None,
        key: str | None,
        new_id: str,
        now: datetime,
    ) -> dict[str, Any]:
        """The row of a new conversation, or of the one that `key` opened. `contact` is for API keys."""
        scope = f"conversations:{principal.kind}:{principal.id}"
        with self._database.uow(principal.tenant_id) as session:
            if key is not None:
                known = find_made(session, scope, key)
                if known is not None:
                    return access_conversation(session, principal, known)
                keep_made(session, scope, key, new_id, now)
                session.flush()
            return new_conversation(
                session,
                new_id,
                channel="api" if principal.kind == "api" else "widget",
                contact_key=principal.id if principal.kind == "contact" else contact,
                visitor_id=principal.id if principal.kind == "visitor" else None,
                language=language,
                now=now,
            )

    def mark_seen(self, principal: Principal, conversation_id: str, seq: int) -> None:
        """Read up to `seq`, for the customer or the agent; never moves back nor past the end."""
        side = "agent" if principal.is_staff else "customer"
        with self._database.uow(principal.tenant_id) as session:
            conversation = access_conversation(session, principal, conversation_id)
            seq = min(seq, conversation["next_seq"] - 1)
            if seq <= conversation[f"{side}_seen_seq"]:
                return
            change_conversation(session, conversation_id, **{f"{side}_seen_seq": seq})
        self._hub.publish(Topic(principal.tenant_id, conversation_id), frame("seen", who=side, seq=seq))

    def show_typing(self, principal: Principal, conversation_id: str, *, on: bool) -> None:
        """Passed on to those who listen, kept nowhere. The caller has checked access."""
        side = "agent" if principal.is_staff else "customer"
        self._hub.publish(Topic(principal.tenant_id, conversation_id), frame("typing", who=side, on=on))


def access_conversation(session: TenantSession, principal: Principal, conversation_id: str) -> dict[str, Any]:
    """The conversation, if this principal may see it; a stranger's is NotFound like one that never was."""
    conversation = find_conversation(session, conversation_id)
    if conversation is None or not principal.may_see(conversation):
        raise NotFound("conversation")
    return conversation
