"""The messages of a conversation with the bot's turns beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.models import Message, TurnRecord
from bot.persistence.tenancy import TenantSession

PAGE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A message; `trace` is that of the turn on it, None where none ran (yet)."""

    message: Message
    trace: Mapping[str, Any] | None

    @property
    def sources(self) -> Sequence[Mapping[str, Any]]:
        """The article revisions that the bot's answer came from."""
        return list((self.message.extra or {}).get("sources", ()))

    @property
    def file(self) -> Mapping[str, Any] | None:
        """What the message is, where it is an attached file."""
        return (self.message.extra or {}).get("file")

    @property
    def quick_replies(self) -> Sequence[str]:
        return list((self.message.extra or {}).get("quick_replies", ()))


@dataclass(frozen=True, slots=True)
class Thread:
    """`earlier` is the seq to ask before for more, None where the thread starts here; `head` the last seq."""

    entries: tuple[Entry, ...]
    earlier: int | None
    head: int


def read_after(session: TenantSession, conversation_id: str, after: int) -> Thread:
    """What came after that seq, oldest first, at most PAGE."""
    messages = session.scalars(
        _of(conversation_id).where(Message.seq > after).order_by(Message.seq).limit(PAGE)
    ).all()
    return _thread(session, conversation_id, messages, earlier=None, head=after)


def read_before(session: TenantSession, conversation_id: str, before: int | None = None) -> Thread:
    """The last PAGE messages before that seq, or of all, oldest first."""
    query = _of(conversation_id).order_by(Message.seq.desc()).limit(PAGE)
    if before is not None:
        query = query.where(Message.seq < before)
    messages = session.scalars(query).all()[::-1]
    earlier = messages[0].seq if messages and messages[0].seq > 1 else None
    return _thread(session, conversation_id, messages, earlier=earlier, head=0)


def read_all(session: TenantSession, conversation_id: str) -> Thread:
    """The whole thread, for a transcript."""
    return _thread(
        session,
        conversation_id,
        session.scalars(_of(conversation_id).order_by(Message.seq)).all(),
        earlier=None,
        head=0,
    )


def read_turn(session: TenantSession, conversation_id: str, seq: int) -> Entry | None:
    """One message of the conversation with its turn."""
    message = session.scalars(_of(conversation_id).where(Message.seq == seq)).first()
    return _thread(session, conversation_id, [message], earlier=None, head=0).entries[0] if message else None


def _of(conversation_id: str) -> Any:
    return select(Message).where(Message.conversation_id == conversation_id)


def _thread(
    session: TenantSession,
    conversation_id: str,
    messages: Sequence[Message],
    *,
    earlier: int | None,
    head: int,
) -> Thread:
    if not messages:
        return Thread((), None, head)
    turns = session.scalars(
        select(TurnRecord).where(
            TurnRecord.conversation_id == conversation_id,
            TurnRecord.seq.between(messages[0].seq, messages[-1].seq),
        )
    )
    traces = {turn.seq: turn.trace for turn in turns}
    return Thread(
        tuple(Entry(message, traces.get(message.seq)) for message in messages), earlier, messages[-1].seq
    )
