"""A tenant's conversations, read from the service's tables."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.models import Conversation, DialogueEvent, InboxItem, Message, TurnRecord
from bot.owner_facts import Fact
from bot.persistence.tenancy import TenantSession
from bot.replay.between_turns import is_with_person
from bot.replay.conversation import Author, RecordedConversation, RecordedMessage
from bot.replay.course import course_of
from bot.tenants import TenantInfo
from bot.traces import find_silence
from nlu.types import Language

_NOT_READ = ("file", "wordless")
"""Kinds of messages in which there is nothing for the bot to understand."""


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
    silent = {seq for seq, trace in traces.items() if find_silence(trace) is not None}
    silent |= {seq for seq, kind in kinds.items() if kind in _NOT_READ}
    facts = _facts_before(session, conversation_id, [seq for seq in traces if seq not in silent])
    recorded: list[RecordedMessage] = []
    with_person = False
    for message in messages:
        before = facts.get(message.seq, ())
        with_person = is_with_person(with_person, before)
        # A turn can have failed while a person had the conversation.
        answered = message.seq in traces and message.seq not in silent and not with_person
        recorded.append(
            RecordedMessage(
                author=Author(message.author),
                text=message.text,
                at=tenant.now(message.created_at),
                kind="handoff" if kinds.get(message.seq) == "handoff" else "text",
                to="bot" if answered else "nobody" if message.seq in silent else "agent",
                turn=course_of(traces[message.seq]) if answered else None,
                facts=before,
            )
        )
    # The row's own language is that of the last turn.
    first = next(filter(None, (trace["language"] for trace in traces.values())), None)
    return RecordedConversation(
        id=conversation_id,
        language=Language(first or row.language),
        now=tenant.now(messages[0].created_at if messages else row.created_at),
        messages=tuple(recorded),
        customer=row.contact_key,
    )


def _facts_before(
    session: TenantSession, conversation_id: str, turns: Sequence[int]
) -> dict[int, tuple[Fact, ...]]:
    """What came about before each turn, by its message's seq. A turn can come long after its message: where
    it stands among the facts say its events, if it left any."""
    of_events = select(DialogueEvent.position, DialogueEvent.seq, DialogueEvent.type).where(
        DialogueEvent.conversation_id == conversation_id
    )
    events = session.execute(of_events.order_by(DialogueEvent.position)).all()
    begun = {one.seq: one.position for one in reversed(events) if one.type not in list(Fact)}
    left = [one for one in events if one.type in list(Fact)]
    found = {}
    for seq in turns:
        due = [one for one in left if (one.position < begun[seq] if seq in begun else one.seq <= seq)]
        found[seq] = tuple(Fact(one.type) for one in due)
        left = left[len(due) :]
    return found
