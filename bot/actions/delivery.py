"""Puts the outcome of an action into its conversation: in order, and each thing once."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.actions.effect import Call, mark_of
from bot.actions.words import word
from bot.clock import new_id
from bot.conversations import (
    add_messages,
    change_conversation,
    conversation_shape,
    lock_conversation,
    message_row,
    message_shape,
    preview,
)
from bot.handoff_ticket import wish_for_person
from bot.hub import Hub, Topic, frame, owner_frame
from bot.models import Message
from bot.outbox import add_effect
from bot.owner_facts import Fact, add_facts
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.presence import Presence
from bot.tenants import TenantInfo
from bot.transcript import add_transcript
from dialogs.actions.tickets import refer_to, subject_of
from dialogs.formats import format_moment
from dialogs.types import BotResponse
from escalation.handoff import HandoffOutcome, person_came, request_person
from escalation.sla.business_hours import zone_of
from escalation.ticketing.desk import find_root, ticket_label
from escalation.ticketing.work import Deed, note
from nlu.types import Language

ANSWER, SLOW, FAILED = "answer", "slow", "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """`after_effects` is called once there is something for the relay to deliver."""

    database: Database
    hub: Hub
    presence: Presence
    clock: Callable[[], datetime]
    after_effects: Callable[[str], None]

    def is_answered(self, tenant: TenantInfo, call: Call) -> bool:
        with self.database.reading(tenant.id) as session:
            return _is_said(session, call, ANSWER)

    def answer(self, tenant: TenantInfo, call: Call, responses: Sequence[BotResponse]) -> None:
        """The bot says it; where a person has the conversation it is a line of the system's."""
        with self.database.uow(tenant.id) as session:
            conversation = lock_conversation(session, call.conversation)
            if conversation is None or _is_said(session, call, ANSWER):
                return
            if conversation["owner"] != "bot":
                told = word("result", conversation["language"], text="\n".join(one.text for one in responses))
                responses = (BotResponse(told),) if responses else ()
            shown = _say(session, conversation, call, ANSWER, responses, {}, self.clock())
        self._tell(tenant, shown)

    def say_slow(self, tenant: TenantInfo, call: Call) -> None:
        with self.database.uow(tenant.id) as session:
            conversation = lock_conversation(session, call.conversation)
            if conversation is None or conversation["owner"] != "bot" or _is_said(session, call, SLOW):
                return
            said = BotResponse(word("slow", conversation["language"]))
            shown = _say(session, conversation, call, SLOW, (said,), {}, self.clock())
        self._tell(tenant, shown)

    def pass_on(self, tenant: TenantInfo, call: Call, said: str, *, attempts: int, why: str) -> None:
        """A person has it now, with a ticket; the customer is told when to expect them."""
        now = self.clock()
        with self.database.uow(tenant.id) as session:
            conversation = lock_conversation(session, call.conversation)
            if conversation is None or _is_said(session, call, FAILED):
                return
            requested = self._request(session, tenant, conversation, call, said, now)
            ticket = requested.ticket
            tried = word(
                "note",
                conversation["language"],
                name=call.action.name,
                attempts=str(attempts),
                why=why,
                slots=json.dumps(call.action.slots, ensure_ascii=False),
                key=call.key,
            )
            add_transcript(session, call.conversation, refer_to(session, ticket, joined=requested.joined))
            note(session, ticket, Deed("bot", ticket.updated_at), name="bot", text=tried)
            changes: dict[str, Any] = {"ticket_id": ticket_label(ticket)}
            if conversation["owner"] == "bot":
                changes |= _wait_for_person(session, conversation, call, requested, now)
            else:
                person_came(find_root(session, ticket))
            told = _passed_on(conversation, tenant, requested, now)
            shown = _say(session, conversation, call, FAILED, (BotResponse(told),), changes, now)
        self._tell(tenant, shown)
        self.after_effects(tenant.id)

    def _request(
        self,
        session: TenantSession,
        tenant: TenantInfo,
        conversation: Mapping[str, Any],
        call: Call,
        said: str,
        now: datetime,
    ) -> HandoffOutcome:
        subject = subject_of(word("ticket", conversation["language"], name=call.action.flow))
        told = wish_for_person(session, conversation, said, subject=subject)
        return request_person(
            session,
            tenant_id=tenant.id,
            told=told,
            new_id=new_id,
            agents_online=self.presence.anyone(tenant.id),
            timezone=tenant.timezone,
            business_hours=tenant.business_hours,
            now=tenant.now(now).astimezone(UTC),
        )

    def _tell(self, tenant: TenantInfo, shown: "_Shown") -> None:
        topic = Topic(tenant.id, shown.conversation["id"])
        self.hub.publish(
            topic, *(frame("message", position=one["seq"], message=one) for one in shown.messages)
        )
        self.hub.publish(topic, owner_frame(shown.conversation))
        self.hub.publish(Topic(tenant.id), frame("conversation", conversation=shown.conversation))


@dataclass(frozen=True, slots=True)
class _Shown:
    messages: tuple[dict[str, Any], ...]
    conversation: dict[str, Any]


def _is_said(session: TenantSession, call: Call, what: str) -> bool:
    mark = mark_of(call.key, what)
    found = select(Message.seq).where(
        Message.conversation_id == call.conversation, Message.seq > call.seq, Message.client_id == mark
    )
    return session.scalars(found).first() is not None


def _say(
    session: TenantSession,
    conversation: Mapping[str, Any],
    call: Call,
    what: str,
    responses: Sequence[BotResponse],
    changes: Mapping[str, Any],
    now: datetime,
) -> _Shown:
    """The first message carries the mark by which all of them are said once."""
    first = conversation["next_seq"]
    rows = [
        message_row(
            session,
            call.conversation,
            first + index,
            author="bot" if conversation["owner"] == "bot" else "system",
            text=one.text,
            extra={"quick_replies": list(one.quick_replies)} if one.quick_replies else None,
            client_id=None if index else mark_of(call.key, what),
            now=now,
        )
        for index, one in enumerate(responses)
    ]
    moved = {**changes, "next_seq": first + len(rows), "updated_at": now}
    if rows:
        moved["preview"] = preview(rows[-1]["text"])
    change_conversation(session, call.conversation, **moved)
    add_messages(session, rows)
    return _Shown(tuple(map(message_shape, rows)), conversation_shape({**conversation, **moved}))


def _wait_for_person(
    session: TenantSession,
    conversation: Mapping[str, Any],
    call: Call,
    requested: HandoffOutcome,
    now: datetime,
) -> dict[str, Any]:
    """As after a turn that asked for a person; returns what that changes."""
    add_effect(
        session,
        key=f"handoff.requested:{call.key}",
        kind="handoff.requested",
        payload={
            "conversation": call.conversation,
            "ticket": asdict(refer_to(session, requested.ticket, joined=requested.joined)),
            "promised_at": requested.promised_at.isoformat() if requested.promised_at else None,
            "reason": f"the action {call.action.name} could not be confirmed",
        },
        now=now,
    )
    waits = conversation["waiting_since"] is not None
    return {
        **({} if waits else add_facts(session, conversation, Fact.awaited)),
        "waiting_since": conversation["waiting_since"] or now,
        "unanswered_since": conversation["unanswered_since"] or now,
    }


def _passed_on(
    conversation: Mapping[str, Any], tenant: TenantInfo, requested: HandoffOutcome, now: datetime
) -> str:
    language = conversation["language"]
    if conversation["owner"] != "bot":
        return word("left_to", language, name=conversation["agent_name"] or "")
    if requested.promised_at is None:
        answer = word("answer_soon", language)
    else:
        local = tenant.now(now).astimezone(zone_of(tenant.timezone))
        when = format_moment(requested.promised_at, Language(language), now=local)
        answer = word("answer_by", language, when=when)
    return word("passed_on", language, ticket=ticket_label(requested.ticket), answer=answer)
