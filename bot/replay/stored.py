"""A tenant's conversations, read from the service's tables."""

from datetime import datetime

from sqlalchemy import select

from bot.models import Conversation, InboxItem, Message, TurnRecord
from bot.persistence.tenancy import TenantSession
from bot.replay.conversation import Author, RecordedConversation, RecordedMessage
from bot.replay.course import course_of
from bot.tenants import TenantInfo
from nlu.types import Language


def list_stored(session: TenantSession, *, since: datetime | None, limit: int | None) -> list[str]:
    """Ids of the newest `limit` conversations that began at `since` or later, oldest first."""
    wanted = select(Conversation.id).order_by(Conversation.created_at.desc(), Conversation.id).limit(limit)
    if since is not None:
        wanted = wanted.where(Conversation.created_at >= since)
    return list(session.scalars(wanted))[::-1]


def read_stored(session: TenantSession, tenant: TenantInfo, conversation_id: str) -> RecordedConversation:
    """`tenant` is the session's."""
    row = session.scalars(select(Conversation).where(Conversation.id == conversation_id)).one()
    messages = session.scalars(
        select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    ).all()
    of_inbox = select(InboxItem.seq, InboxItem.kind).where(InboxItem.conversation_id == conversation_id)
    kinds = {row.seq: row.kind for row in session.execute(of_inbox)}
    of_turns = select(TurnRecord.seq, TurnRecord.trace).where(TurnRecord.conversation_id == conversation_id)
    traces = {row.seq: row.trace for row in session.execute(of_turns.order_by(TurnRecord.seq))}
    # The row's own language is that of the last turn.
    first = next((trace["language"] for trace in traces.values()), None)
    return RecordedConversation(
        id=conversation_id,
        language=Language(first or row.language),
        now=tenant.now(messages[0].created_at if messages else row.created_at),
        messages=tuple(
            RecordedMessage(
                author=Author(message.author),
                text=message.text,
                at=tenant.now(message.created_at),
                kind="handoff" if kinds.get(message.seq) == "handoff" else "text",
                to="bot" if message.seq in traces else "agent",
                turn=course_of(traces[message.seq]) if message.seq in traces else None,
            )
            for message in messages
        ),
        customer=row.contact_key,
    )
