"""What a turn leaves in the tables, besides what its actions wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert

from bot.actions.effect import add_call
from bot.conversations import (
    add_messages,
    change_conversation,
    conversation_shape,
    message_row,
    message_shape,
    preview,
)
from bot.inbox import Mail, settle
from bot.models import TurnRecord
from bot.outbox import add_effect
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.review.masking import masked_text
from bot.transcript import add_transcript
from dialogs.types import BotResponse, Turn
from kb_index.answers import keep_answer
from kb_index.feedback import rate_answer
from kb_index.gaps import keep_question
from nlu.types import Vector

TURNS: Table = TurnRecord.__table__  # type: ignore[assignment]
_ADD_TURN = insert(TURNS)


@dataclass(frozen=True, slots=True)
class Written:
    """What to tell those who listen, once it is committed."""

    messages: tuple[dict[str, Any], ...] = ()
    conversation: dict[str, Any] | None = None
    effects: bool = False


def write_turn(
    session: TenantSession,
    conversation: Mapping[str, Any],
    mail: Mail,
    turn: Turn,
    trace: Mapping[str, Any],
    *,
    vector: Vector | None,
    embedder: str | None,
    next_event: int,
    now: datetime,
) -> Written:
    """Replies, trace and the conversation's new state; the mail is done. Events are stored already.

    `vector` is the message's, as it was understood, made by `embedder`.
    """
    changes: dict[str, Any] = {"next_event": next_event, "language": turn.language.value}
    if turn.handoff is not None:
        changes["ticket_id"] = turn.handoff.ticket.ticket_id
        if conversation["waiting_since"] is None:
            changes |= {"waiting_since": now, "unanswered_since": now}
    answer = turn.answer.id if turn.answer else None
    written = _write(session, conversation, mail.seq, turn.replies, trace, changes, now, answer)
    if turn.answer is not None:
        keep_answer(
            session,
            session.require_tenant(),
            turn.answer,
            conversation=conversation["id"],
            seq=mail.seq,
            person=person_of(conversation),
            now=now,
        )
    masked = masked_text(mail.text, trace["entities"], turn.language.value) if _keeps_words(turn) else ""
    if turn.feedback is not None:
        rate_answer(
            session,
            session.require_tenant(),
            turn.feedback.answer,
            person=person_of(conversation),
            helpful=turn.feedback.helpful,
            reason=turn.feedback.reason,
            comment=masked if turn.feedback.in_words else None,
            now=now,
        )
    if turn.unanswered is not None:
        keep_question(
            session,
            session.require_tenant(),
            conversation=conversation["id"],
            seq=mail.seq,
            language=turn.language.value,
            text=masked,
            vector=vector,
            embedder=embedder,
            nearest=turn.unanswered.nearest,
            person=person_of(conversation),
            now=now,
        )
    settle(session, mail, "done")
    if turn.action is not None:
        add_call(
            session,
            turn.action,
            conversation=conversation["id"],
            seq=mail.seq,
            language=turn.language,
            contact=conversation["contact_key"],
            now=now,
        )
    if turn.handoff is None:
        return Written(written.messages, written.conversation, effects=turn.action is not None)
    add_transcript(session, conversation["id"], turn.handoff.ticket)
    add_effect(
        session,
        key=f"handoff.requested:{conversation['id']}:{mail.seq}",
        kind="handoff.requested",
        payload={"conversation": conversation["id"], **(trace["handoff"] or {})},
        now=now,
    )
    return Written(written.messages, written.conversation, effects=True)


def write_apology(
    session: TenantSession,
    conversation: Mapping[str, Any],
    mail: Mail,
    trace: Mapping[str, Any],
    *,
    language: str,
    now: datetime,
) -> Written:
    """In place of a turn that failed; while a person owns the conversation there is only the trace."""
    quick = (phrase("talk_to_person", language),)
    replies = (BotResponse(phrase("apology", language), quick),) if conversation["owner"] == "bot" else ()
    written = _write(session, conversation, mail.seq, replies, trace, {}, now)
    settle(session, mail, "failed")
    return written


def _write(
    session: TenantSession,
    conversation: Mapping[str, Any],
    seq: int,
    replies: Sequence[BotResponse],
    trace: Mapping[str, Any],
    changes: dict[str, Any],
    now: datetime,
    answer: str | None = None,
) -> Written:
    first = conversation["next_seq"]
    rows = [
        message_row(
            session,
            conversation["id"],
            first + index,
            author="bot",
            text=one.text,
            extra=_extra(one, answer),
            now=now,
        )
        for index, one in enumerate(replies)
    ]
    changes |= {"next_seq": first + len(rows), "updated_at": now}
    if rows:
        changes["preview"] = preview(rows[-1]["text"])
    change_conversation(session, conversation["id"], **changes)
    add_messages(session, rows)
    session.connection().execute(
        _ADD_TURN,
        {
            "tenant_id": session.require_tenant(),
            "conversation_id": conversation["id"],
            "seq": seq,
            "trace": trace,
            "created_at": now,
        },
    )
    return Written(tuple(message_shape(row) for row in rows), conversation_shape({**conversation, **changes}))


def _keeps_words(turn: Turn) -> bool:
    return turn.unanswered is not None or (turn.feedback is not None and turn.feedback.in_words)


def person_of(conversation: Mapping[str, Any]) -> str:
    """As `kb_index.feedback` names people."""
    if conversation["contact_key"]:
        return f"contact:{conversation['contact_key']}"
    return f"visitor:{conversation['visitor_id'] or conversation['id']}"


def _extra(reply: BotResponse, answer: str | None) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if reply.quick_replies:
        extra["quick_replies"] = list(reply.quick_replies)
    if reply.sources:
        extra["sources"] = [
            {
                "article": one.article,
                "title": one.title,
                "language": one.language,
                "version": one.version,
                "answer": answer,
            }
            for one in reply.sources
        ]
    return extra
