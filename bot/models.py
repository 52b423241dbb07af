"""Tables of the service: tenants and agents, conversations and what happened in them, and what is to do."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

AT = DateTime(timezone=True)


class Base(DeclarativeBase):
    """`bot.persistence` gathers the packages' metadata. Owned rows start their key with tenant_id."""


class Tenant(Base):
    """The one table that nobody owns. `settings` is what `bot.tenants.TenantSettings` reads."""

    __tablename__ = "tenants"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    site_key: Mapped[str] = mapped_column(String(64), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(AT)


class ApiKey(Base):
    """A tenant's own key for scripts; only the SHA-256 of its secret part is kept."""

    __tablename__ = "api_keys"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(AT)
    revoked_at: Mapped[datetime | None] = mapped_column(AT)


class Agent(Base):
    """A person at the console. `role` is one of owner, admin, agent, sales, success, viewer.

    `password_hash` is empty while they have chosen none. `seen_at` is when they were last at the console, to
    the minute. `invite_hash` is the SHA-256 of the secret of a link, good until `invite_until`, by which they
    choose a password once.
    """

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("tenant_id", "email", name="uq_agents_email"),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(AT)
    disabled_at: Mapped[datetime | None] = mapped_column(AT)
    seen_at: Mapped[datetime | None] = mapped_column(AT)
    invite_hash: Mapped[str | None] = mapped_column(String(64))
    invite_until: Mapped[datetime | None] = mapped_column(AT)


class SavedView(Base):
    """A list of tickets that somebody keeps under a name. `query` is its address, as the list writes it.

    Its `agent_id` made it; whoever may set up the desk can have it `shared` with everybody.
    """

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_agent", "tenant_id", "agent_id"),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(32))
    shared: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(AT)


class AgentSession(Base):
    """A signed-in browser. `id` is the SHA-256 of the cookie's secret, `csrf` goes into forms and headers."""

    __tablename__ = "agent_sessions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agent_id"], ["agents.tenant_id", "agents.id"], ondelete="CASCADE"
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(32))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(AT)
    expires_at: Mapped[datetime] = mapped_column(AT)


class Conversation(Base):
    """One thread of one customer.

    `next_seq` is the seq the next message gets, from 1 up; `next_event` likewise counts dialogue events.
    `fence` grows by one with each change of `owner` ("bot" or "agent"); `owned_since` is when it last did.
    `waiting_since` is set while a person was asked for and none came. `unanswered_since` is set while a word
    is due from a person, asked for or owning it, and the customer was not told yet that it takes longer.
    A conversation belongs to `contact_key` (signed in) or else to `visitor_id`. Where it is held by mail,
    `mailed_seq` is how far its customer was written to, None while the desk has no address to write from;
    else it is None.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_contact", "tenant_id", "contact_key", "updated_at"),
        Index("ix_conversations_visitor", "tenant_id", "visitor_id", "updated_at"),
        Index("ix_conversations_updated", "tenant_id", "updated_at"),
        Index("ix_conversations_waiting", "tenant_id", "waiting_since"),
        Index("ix_conversations_unanswered", "tenant_id", "unanswered_since"),
        Index(
            "ix_conversations_agent",
            "tenant_id",
            "agent_id",
            sqlite_where=text("agent_id IS NOT NULL"),
            postgresql_where=text("agent_id IS NOT NULL"),
        ),
        Index(
            "ix_conversations_to_mail",
            "tenant_id",
            "updated_at",
            sqlite_where=text("mailed_seq < next_seq - 1"),
            postgresql_where=text("mailed_seq < next_seq - 1"),
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    contact_key: Mapped[str | None] = mapped_column(String(64))
    visitor_id: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(16))
    agent_id: Mapped[str | None] = mapped_column(String(32))
    agent_name: Mapped[str | None] = mapped_column(String(200))
    fence: Mapped[int]
    owned_since: Mapped[datetime | None] = mapped_column(AT)
    waiting_since: Mapped[datetime | None] = mapped_column(AT)
    unanswered_since: Mapped[datetime | None] = mapped_column(AT)
    ticket_id: Mapped[str | None] = mapped_column(String(32))
    next_seq: Mapped[int]
    next_event: Mapped[int]
    preview: Mapped[str] = mapped_column(String(200))
    customer_seen_seq: Mapped[int]
    agent_seen_seq: Mapped[int]
    mailed_seq: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(AT)
    updated_at: Mapped[datetime] = mapped_column(AT)


class MailThread(Base):
    """Whom a conversation by mail is held with, and what the next mail to them answers.

    `address` is the customer's, `name` what they call themselves, and `ours` is where they wrote to, "" where
    the desk had no address when it began; both addresses are in lower case. `last_id` is the Message-ID of
    their last mail, "" where it had none; `ids` are those before it, oldest first. `customer_key` is the
    contact that the desk takes them for: an address is no proof, so that nothing of that contact's is told
    here on its account.
    """

    __tablename__ = "mail_threads"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
        Index("ix_mail_threads_address", "tenant_id", "address"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(100))
    ours: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    last_id: Mapped[str] = mapped_column(Text)
    ids: Mapped[list[str]] = mapped_column(JSON)
    customer_key: Mapped[str | None] = mapped_column(String(64))


class Message(Base):
    """One entry of the thread. `extra` holds quick_replies, sources, survey and file where there are any."""

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    client_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(AT)


class ConversationNote(Base):
    """What an agent wrote for colleagues in a conversation without a ticket; no customer is ever shown it.

    `position` counts from 1 up; `after_seq` is the message that it stands after, 0 for none.
    """

    __tablename__ = "conversation_notes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    after_seq: Mapped[int]
    author: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(AT)


class InboxItem(Base):
    """What a channel handed over, kept before it is acknowledged. `external_id` tells a repeat.

    `kind` is "text", "handoff" (the person button), "file", "agent" (a person's reply, born done) or
    "wordless" (a mail that only brings files, born done); `state` is pending, done or failed.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id", "seq"],
            ["messages.tenant_id", "messages.conversation_id", "messages.seq"],
            name="fk_inbox_message",
        ),
        Index(
            "ix_inbox_pending",
            "tenant_id",
            "conversation_id",
            "seq",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(AT)


class DialogueEvent(Base):
    """A fact that the tracker folds, or one of `bot.owner_facts`, by `position` from 1 up; `seq` is the
    message that caused it, of the latter the next one."""

    __tablename__ = "dialogue_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    type: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class TurnRecord(Base):
    """The trace of the turn on message `seq`, as docs/websocket.md lays it out."""

    __tablename__ = "turns"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    trace: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(AT)


class ReviewProposal(Base):
    """A message that people may turn into training data; one a message. `bot.review` reads and writes it.

    `example` is the message as it would be learned: one line in Rasa's annotated form, without personal data.
    `words` is the same for those that training takes for one message. `ranking` holds the classifier's best
    three as [{name, confidence}]. `state` is open, confirmed, relabelled or rejected; `label` is set once it
    is accepted, `note` is the reason. `earlier` are decisions that hold no more, as `bot.review.decisions`
    writes them. `version` grows with every change, for whoever looked before it.
    """

    __tablename__ = "review_proposals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id", "seq"],
            ["messages.tenant_id", "messages.conversation_id", "messages.seq"],
        ),
        Index("ix_review_proposals_state", "tenant_id", "state", "created_at"),
        Index("ix_review_proposals_words", "tenant_id", "words"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    example: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(String(64))
    ranking: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    why: Mapped[str] = mapped_column(String(32))
    proposed: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    label: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(String(500))
    decided_by: Mapped[str | None] = mapped_column(String(320))
    decided_at: Mapped[datetime | None] = mapped_column(AT)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(AT)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - how SQLAlchemy is told


class ReviewCursor(Base):
    """Up to which conversation, in order of (updated_at, id), a tenant's were searched for proposals."""

    __tablename__ = "review_cursors"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    updated_at: Mapped[datetime] = mapped_column(AT)
    conversation_id: Mapped[str] = mapped_column(String(64))


class SolvedCase(Base):
    """What a customer wanted and what solved it, of a ticket that is closed: for agents with the next one.

    `ticket` is its number, `question` and `answer` are without personal data. `vector` is the question's, by
    `embedder`; `used` counts how often an agent took it over.
    """

    __tablename__ = "solved_cases"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    embedder: Mapped[str] = mapped_column(String(128))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    used: Mapped[int]
    solved_at: Mapped[datetime] = mapped_column(AT)


class OutboxItem(Base):
    """An effect still to have outside. `key` is stable, so that a receiver can drop a repeat.

    `state` is pending, done or dead. While a relay works on it `lease_until` keeps others off.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", name="uq_outbox_key"),
        Index(
            "ix_outbox_due",
            "tenant_id",
            "next_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(AT)
    lease_until: Mapped[datetime | None] = mapped_column(AT)
    last_error: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(AT)
    done_at: Mapped[datetime | None] = mapped_column(AT)


class IdempotencyKey(Base):
    """Which resource a request with this key made; `scope` is who asked and for what. `digest` is the SHA-256
    of the content, where another content under the same key is to be told apart."""

    __tablename__ = "idempotency_keys"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(160), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    resource_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(AT)
