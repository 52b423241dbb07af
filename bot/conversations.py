"""Conversations and their messages as they are stored and shown. See docs/websocket.md for the shapes.

The statements here are Core for speed (they run in every turn) and name the tenant themselves; the last look
before the database (`bot.persistence.tenant_predicate`) holds them to it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping, Table, Update, bindparam, case, func, insert, select, update

from bot.models import AT, Conversation, Message
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal

CONVERSATIONS: Table = Conversation.__table__  # type: ignore[assignment]
MESSAGES: Table = Message.__table__  # type: ignore[assignment]

_HERE = (
    CONVERSATIONS.c.tenant_id == bindparam("tenant"),
    CONVERSATIONS.c.id == bindparam("conversation"),
)
_FIND = select(CONVERSATIONS).where(*_HERE)
_LOCK = _FIND.with_for_update()
_UNANSWERED = CONVERSATIONS.c.unanswered_since
_TAKE_SEQ = (
    update(CONVERSATIONS)
    .where(*_HERE)
    .values(
        next_seq=CONVERSATIONS.c.next_seq + 1,
        # Where a person owns it, the first message after their last word starts the wait for the next.
        unanswered_since=case(
            (CONVERSATIONS.c.owner == "agent", func.coalesce(_UNANSWERED, bindparam("now", type_=AT))),
            else_=_UNANSWERED,
        ),
        preview=bindparam("new_preview"),
        updated_at=bindparam("now"),
    )
    .returning(*CONVERSATIONS.c)
)
_READ = (
    select(MESSAGES)
    .where(
        MESSAGES.c.tenant_id == bindparam("tenant"),
        MESSAGES.c.conversation_id == bindparam("conversation"),
        MESSAGES.c.seq > bindparam("after"),
    )
    .order_by(MESSAGES.c.seq)
    .limit(bindparam("most"))
)
_LAST = (
    select(MESSAGES.c.author, MESSAGES.c.text)
    .where(
        MESSAGES.c.tenant_id == bindparam("tenant"),
        MESSAGES.c.conversation_id == bindparam("conversation"),
        MESSAGES.c.author.in_(bindparam("authors", expanding=True)),
    )
    .order_by(MESSAGES.c.seq.desc())
    .limit(1)
)
_ADD_MESSAGES = insert(MESSAGES)


def find_conversation(session: TenantSession, conversation_id: str) -> dict[str, Any] | None:
    return _one(session, _FIND, conversation_id)


def lock_conversation(session: TenantSession, conversation_id: str) -> dict[str, Any] | None:
    """As find, and nobody else changes it before this transaction ends."""
    return _one(session, _LOCK, conversation_id)


def take_seq(session: TenantSession, conversation_id: str, text: str, now: datetime) -> dict[str, Any] | None:
    """Locks the conversation and moves `next_seq` past the new message's. None: no such conversation."""
    values = {"new_preview": preview(text), "now": now}
    found = session.connection().execute(_TAKE_SEQ, {**_key(session, conversation_id), **values})
    return _as_dict(found.mappings().one_or_none())


def list_conversations(
    session: TenantSession,
    principal: Principal,
    *,
    limit: int,
    waiting: bool | None = None,
    owner: str | None = None,
) -> list[dict[str, Any]]:
    """Those that the principal may see, newest first. The filters count for staff only."""
    mine = select(CONVERSATIONS).where(CONVERSATIONS.c.tenant_id == session.require_tenant())
    if principal.kind == "contact":
        mine = mine.where(CONVERSATIONS.c.contact_key == principal.id)
    elif principal.kind == "visitor":
        mine = mine.where(CONVERSATIONS.c.visitor_id == principal.id, CONVERSATIONS.c.contact_key.is_(None))
    else:
        if waiting is not None:
            since = CONVERSATIONS.c.waiting_since
            mine = mine.where(since.is_not(None) if waiting else since.is_(None))
        if owner is not None:
            mine = mine.where(CONVERSATIONS.c.owner == owner)
    found = session.connection().execute(mine.order_by(CONVERSATIONS.c.updated_at.desc()).limit(limit))
    return [conversation_shape(dict(row)) for row in found.mappings()]


def change_conversation(session: TenantSession, conversation_id: str, **values: Any) -> None:
    parameters = {f"new_{name}": value for name, value in values.items()}
    session.connection().execute(_change(tuple(values)), _key(session, conversation_id) | parameters)


@lru_cache(maxsize=32)
def _change(names: tuple[str, ...]) -> Update:
    """Building a statement costs more than running it."""
    return update(CONVERSATIONS).where(*_HERE).values({name: bindparam(f"new_{name}") for name in names})


def read_messages(
    session: TenantSession, conversation_id: str, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """In order of seq, as they are shown."""
    found = session.connection().execute(
        _READ, {**_key(session, conversation_id), "after": after, "most": limit}
    )
    return [message_shape(dict(row)) for row in found.mappings()]


def is_unanswered(session: TenantSession, conversation_id: str) -> bool:
    """Whether the customer has the last word, what the system said left aside."""
    authors = ["customer", "bot", "agent"]
    last = session.connection().execute(_LAST, {**_key(session, conversation_id), "authors": authors}).first()
    return last is not None and last.author == "customer"


def last_words(session: TenantSession, conversation_id: str) -> str:
    """The customer's last message; empty where there is none."""
    last = (
        session.connection()
        .execute(_LAST, {**_key(session, conversation_id), "authors": ["customer"]})
        .first()
    )
    return "" if last is None else str(last.text)


def add_messages(session: TenantSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows made by `message_row`; their seqs must have been taken."""
    if rows:
        session.connection().execute(_ADD_MESSAGES, list(rows))


def new_conversation(
    session: TenantSession,
    conversation_id: str,
    *,
    channel: str,
    contact_key: str | None,
    visitor_id: str | None,
    language: str,
    now: datetime,
) -> dict[str, Any]:
    row = {
        "tenant_id": session.require_tenant(),
        "id": conversation_id,
        "channel": channel,
        "contact_key": contact_key,
        "visitor_id": visitor_id,
        "language": language,
        "status": "open",
        "owner": "bot",
        "agent_id": None,
        "agent_name": None,
        "fence": 0,
        "owned_since": None,
        "waiting_since": None,
        "unanswered_since": None,
        "ticket_id": None,
        "next_seq": 1,
        "next_event": 1,
        "preview": "",
        "customer_seen_seq": 0,
        "agent_seen_seq": 0,
        "created_at": now,
        "updated_at": now,
    }
    session.connection().execute(insert(CONVERSATIONS), row)
    return row


def message_row(
    session: TenantSession,
    conversation_id: str,
    seq: int,
    *,
    author: str,
    text: str,
    now: datetime,
    name: str | None = None,
    extra: Mapping[str, Any] | None = None,
    client_id: str | None = None,
) -> dict[str, Any]:
    return {
        "tenant_id": session.require_tenant(),
        "conversation_id": conversation_id,
        "seq": seq,
        "author": author,
        "name": name,
        "text": text,
        "extra": extra or None,
        "client_id": client_id,
        "created_at": now,
    }


def add_word(
    session: TenantSession,
    conversation: Mapping[str, Any],
    text: str,
    *,
    author: str,
    now: datetime,
    name: str | None = None,
    extra: Mapping[str, Any] | None = None,
    client_id: str | None = None,
    **changes: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The next message of the locked conversation, and what else `changes` about it.

    Returns the message's row, and the conversation after it.
    """
    seq = conversation["next_seq"]
    row = message_row(
        session, conversation["id"], seq, author=author, name=name, text=text, extra=extra,
        client_id=client_id, now=now,
    )  # fmt: skip
    moved = {"updated_at": now, **changes, "next_seq": seq + 1, "preview": preview(text)}
    change_conversation(session, conversation["id"], **moved)
    add_messages(session, [row])
    return row, {**conversation, **moved}


def message_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    extra = row["extra"] or {}
    return {
        "seq": row["seq"],
        "author": row["author"],
        "name": row["name"],
        "text": row["text"],
        "quick_replies": extra.get("quick_replies", []),
        "sources": extra.get("sources", []),
        "survey": extra.get("survey"),
        "file": extra.get("file"),
        "client_id": row["client_id"],
        "created_at": row["created_at"].isoformat(),
    }


def conversation_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    waiting = row["waiting_since"]
    return {
        "id": row["id"],
        "owner": row["owner"],
        "agent": row["agent_name"],
        "waiting_since": waiting.isoformat() if waiting else None,
        "head": row["next_seq"] - 1,
        "language": row["language"],
        "status": row["status"],
        "contact": row["contact_key"],
        "channel": row["channel"],
        "preview": row["preview"],
        "ticket": row["ticket_id"],
        "customer_seen": row["customer_seen_seq"],
        "agent_seen": row["agent_seen_seq"],
        "created_at": row["created_at"].isoformat(),
        "updated_at": row["updated_at"].isoformat(),
    }


def preview(text: str) -> str:
    """The one line that lists show."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"


def _key(session: TenantSession, conversation_id: str) -> dict[str, Any]:
    return {"tenant": session.require_tenant(), "conversation": conversation_id}


def _one(session: TenantSession, statement: Any, conversation_id: str) -> dict[str, Any] | None:
    found = session.connection().execute(statement, _key(session, conversation_id))
    return _as_dict(found.mappings().one_or_none())


def _as_dict(row: RowMapping | None) -> dict[str, Any] | None:
    return None if row is None else dict(row)
