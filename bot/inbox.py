"""Keeps what a channel hands over, once and in its place, before anyone is told that we have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Table, bindparam, insert, select, update

from bot.conversations import (
    MESSAGES,
    add_messages,
    change_conversation,
    conversation_shape,
    find_conversation,
    lock_conversation,
    message_row,
    message_shape,
    take_seq,
)
from bot.errors import IdempotencyConflict, NotFound
from bot.models import InboxItem
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal

INBOX: Table = InboxItem.__table__  # type: ignore[assignment]

_MAIL = (
    select(
        INBOX.c.channel,
        INBOX.c.external_id,
        INBOX.c.seq,
        INBOX.c.kind,
        INBOX.c.attempts,
        MESSAGES.c.text,
    )
    .join(
        MESSAGES,
        (MESSAGES.c.conversation_id == INBOX.c.conversation_id)
        & (MESSAGES.c.seq == INBOX.c.seq)
        & (MESSAGES.c.tenant_id == bindparam("tenant")),
    )
    .where(
        INBOX.c.tenant_id == bindparam("tenant"),
        INBOX.c.conversation_id == bindparam("conversation"),
        INBOX.c.state == "pending",
    )
    .order_by(INBOX.c.seq)
    .limit(1)
)
_PENDING = (
    select(INBOX.c.seq)
    .where(
        INBOX.c.tenant_id == bindparam("tenant"),
        INBOX.c.conversation_id == bindparam("conversation"),
        INBOX.c.state == "pending",
    )
    .order_by(INBOX.c.seq)
    .limit(2)
)
_KNOWN = (
    select(MESSAGES, INBOX.c.kind, INBOX.c.state)
    .join(
        INBOX,
        (MESSAGES.c.conversation_id == INBOX.c.conversation_id)
        & (MESSAGES.c.seq == INBOX.c.seq)
        & (INBOX.c.tenant_id == bindparam("tenant")),
    )
    .where(
        MESSAGES.c.tenant_id == bindparam("tenant"),
        INBOX.c.channel == bindparam("channel"),
        INBOX.c.external_id == bindparam("external_id"),
    )
)
_ADD = insert(INBOX)
_SETTLE = (
    update(INBOX)
    .where(
        INBOX.c.tenant_id == bindparam("tenant"),
        INBOX.c.channel == bindparam("of_channel"),
        INBOX.c.external_id == bindparam("of_external_id"),
        INBOX.c.state == "pending",
    )
    .values(state=bindparam("new_state"))
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in, checked and cleaned. `external_id` is the sender's name for it within the channel.

    `file` is the attached file that a message of kind "file" is about, as it is shown.
    """

    conversation_id: str
    channel: str
    external_id: str
    text: str
    kind: Literal["text", "handoff", "file", "wordless"] = "text"
    client_id: str | None = None
    file: Mapping[str, Any] | None = None

    @property
    def extra(self) -> Mapping[str, Any]:
        return {"file": self.file} if self.file else {}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The stored message as it is shown; `conversation` is None for a repeat. `done`: its turn is over.

    `mail` is what its turn is run on, where it was stored just now and gets one.
    """

    message: Mapping[str, Any]
    duplicate: bool
    done: bool
    conversation: Mapping[str, Any] | None
    mail: "Mail | None" = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that waits for its turn, and the row of its conversation when we looked."""

    channel: str
    external_id: str
    seq: int
    kind: str
    attempts: int
    text: str
    conversation: Mapping[str, Any]


def accept(
    session: TenantSession, principal: Principal, arrival: Arrival, now: datetime, *, answered: bool = True
) -> Accepted:
    """Stores it with the next seq. An IntegrityError means that it is stored already: see `find_repeat`.

    What is not to be `answered` is born done: it gets no turn, and no person's word is due on its account.
    """
    before = None if answered else lock_conversation(session, arrival.conversation_id)
    conversation = take_seq(session, arrival.conversation_id, arrival.text, now)
    if conversation is None or not principal.may_see(conversation):
        raise NotFound("conversation")
    row = message_row(
        session,
        arrival.conversation_id,
        conversation["next_seq"] - 1,
        author="customer",
        text=arrival.text,
        extra=arrival.extra,
        client_id=arrival.client_id,
        now=now,
    )
    add_messages(session, [row])
    if before is not None:
        change_conversation(session, arrival.conversation_id, unanswered_since=before["unanswered_since"])
    state = "pending" if answered else "done"
    add_item(session, arrival, row["seq"], kind=arrival.kind, state=state, now=now)
    mail = _mail(arrival, row["seq"], conversation) if answered else None
    return Accepted(message_shape(row), False, not answered, conversation_shape(conversation), mail)


def _mail(arrival: Arrival, seq: int, conversation: Mapping[str, Any]) -> Mail:
    """As `find_mail` would find it."""
    return Mail(
        channel=arrival.channel,
        external_id=arrival.external_id,
        seq=seq,
        kind=arrival.kind,
        attempts=0,
        text=arrival.text,
        conversation=conversation,
    )


def add_item(
    session: TenantSession, arrival: Arrival, seq: int, *, kind: str, state: str, now: datetime
) -> None:
    """The inbox's own row; `accept` is the whole."""
    session.connection().execute(
        _ADD,
        {
            "tenant_id": session.require_tenant(),
            "channel": arrival.channel,
            "external_id": arrival.external_id,
            "conversation_id": arrival.conversation_id,
            "seq": seq,
            "kind": kind,
            "state": state,
            "attempts": 0,
            "received_at": now,
        },
    )


def find_repeat(session: TenantSession, arrival: Arrival) -> Accepted | None:
    """What was stored under this external id; IdempotencyConflict where it said something else."""
    parameters = {
        "tenant": session.require_tenant(),
        "channel": arrival.channel,
        "external_id": arrival.external_id,
    }
    known = session.connection().execute(_KNOWN, parameters).mappings().one_or_none()
    if known is None:
        return None
    # The person button's words are ours, in the language that the conversation has by now.
    same = known["text"] == arrival.text or known["kind"] == arrival.kind == "handoff"
    if known["conversation_id"] != arrival.conversation_id or not same:
        raise IdempotencyConflict(arrival.client_id or arrival.external_id)
    return Accepted(message_shape(dict(known)), True, known["state"] != "pending", None)


def find_mail(session: TenantSession, conversation_id: str) -> Mail | None:
    """The oldest pending message."""
    parameters = {"tenant": session.require_tenant(), "conversation": conversation_id}
    found = session.connection().execute(_MAIL, parameters).one_or_none()
    conversation = find_conversation(session, conversation_id)
    if found is None or conversation is None:
        return None
    return Mail(**found._mapping, conversation=conversation)


def pending_seqs(session: TenantSession, conversation_id: str) -> list[int]:
    """Of the oldest pending message and the one after it, as far as there are any."""
    parameters = {"tenant": session.require_tenant(), "conversation": conversation_id}
    return list(session.connection().execute(_PENDING, parameters).scalars())


def settle(session: TenantSession, mail: Mail, state: Literal["done", "failed"]) -> None:
    session.connection().execute(
        _SETTLE,
        {
            "tenant": session.require_tenant(),
            "of_channel": mail.channel,
            "of_external_id": mail.external_id,
            "new_state": state,
        },
    )


def count_attempt(session: TenantSession, mail: Mail) -> None:
    """One more try of this message's turn has failed."""
    session.execute(
        update(InboxItem)
        .where(InboxItem.channel == mail.channel, InboxItem.external_id == mail.external_id)
        .values(attempts=InboxItem.attempts + 1)
    )


def count_restart(session: TenantSession) -> None:
    """At start: each message whose turn the last process did not end has cost one try."""
    session.execute(
        update(InboxItem).where(InboxItem.state == "pending").values(attempts=InboxItem.attempts + 1)
    )


def list_forgotten(session: TenantSession, before: datetime) -> list[str]:
    """Conversations with mail that came before `before` and still waits."""
    waiting = select(InboxItem.conversation_id).where(
        InboxItem.state == "pending", InboxItem.received_at <= before
    )
    return list(session.scalars(waiting.distinct().limit(10_000)))
