"""Follows the conversations that are held by mail: what their customers have not been told becomes one mail.

Nobody who says something in a conversation knows of it. How far each customer was written to stands in the
conversation's row and moves in the transaction that adds the mail to the outbox: nothing is left out or said
twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import exists, select

from bot.conversations import change_conversation, lock_conversation
from bot.inbox import pending_seqs
from bot.mail.sending import REPLY
from bot.mail.thread_ids import make_id
from bot.mail.words import word
from bot.models import Conversation, InboxItem, MailThread, Message
from bot.outbox import add_effect
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.tenants import TenantInfo

BATCH = 100
LONGEST_IDS = 4_000


@dataclass(frozen=True, slots=True)
class MailWriter:
    """`secret` marks our Message-IDs; `site` is the scheme and host that links lead to."""

    database: Database
    secret: bytes
    site: str

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Returns how many mails it wrote."""
        waits = exists().where(
            InboxItem.conversation_id == Conversation.id, InboxItem.state == "pending"
        )  # its turn will say more
        behind = (
            select(Conversation.id)
            .where(Conversation.mailed_seq < Conversation.next_seq - 1, ~waits)
            .order_by(Conversation.updated_at)
            .limit(BATCH)
        )
        with self.database.reading(tenant.id) as session:
            found = session.scalars(behind).all()
        return sum(self._write(tenant, one, now) for one in found)

    def _write(self, tenant: TenantInfo, conversation_id: str, now: datetime) -> bool:
        with self.database.uow(tenant.id) as session:
            conversation = lock_conversation(session, conversation_id)
            if conversation is None or pending_seqs(session, conversation_id):
                return False
            thread = session.get_one(MailThread, (tenant.id, conversation_id))
            said = [one for one in _unsaid(session, conversation) if is_for_mail(one)]
            change_conversation(session, conversation_id, mailed_seq=conversation["next_seq"] - 1)
            if not said:
                return False
            seq = said[-1].seq
            message_id = self._id(tenant, thread, seq)
            add_effect(
                session,
                key=f"{REPLY}:{conversation_id}:{seq}",
                kind=REPLY,
                payload={
                    "message_id": message_id,
                    "name": tenant.name,
                    **_answers(thread),
                    **_content(conversation, thread, said, f"{self.site}/kb/{quote(tenant.site_key)}"),
                },
                now=now,
            )
            if not thread.last_id and not thread.ids:
                thread.ids = [message_id]  # until they write, ours is what the next one goes on from
        return True

    def _id(self, tenant: TenantInfo, thread: MailThread, seq: int) -> str:
        domain = thread.ours.rpartition("@")[2]
        return make_id(self.secret, tenant.id, thread.conversation_id, seq, domain)


def is_for_mail(message: Message) -> bool:
    """What was said to the customer, but for who came and who left."""
    return message.author != "customer" and not (message.extra or {}).get("passing")


def _unsaid(session: TenantSession, conversation: Mapping[str, Any]) -> Sequence[Message]:
    new = select(Message).where(
        Message.conversation_id == conversation["id"], Message.seq > conversation["mailed_seq"]
    )
    return session.scalars(new.order_by(Message.seq)).all()


def _answers(thread: MailThread) -> dict[str, Any]:
    references: list[str] = []
    for one in reversed([*thread.ids, thread.last_id]):
        if one and sum(map(len, references)) + len(one) < LONGEST_IDS:
            references.insert(0, one)
    return {
        "to": thread.address,
        "from": thread.ours,
        "in_reply_to": thread.last_id or next(iter(thread.ids[-1:]), ""),
        "references": references,
    }


def _content(
    conversation: Mapping[str, Any], thread: MailThread, said: Sequence[Message], help_centre: str
) -> dict[str, Any]:
    language, machine = conversation["language"], all(one.author != "agent" for one in said)
    parts = [_part(one, language, help_centre) for one in said]
    if machine and conversation["owner"] == "bot" and conversation["waiting_since"] is None:
        parts += [_offers(said[-1], language), word("person", language)]
    files = [
        one.extra["file"] for one in said if one.author == "agent" and one.extra and one.extra.get("file")
    ]
    subject = thread.subject or word("no_subject", language)
    return {
        "subject": subject if said[0].seq == 1 else f"Re: {subject}",  # the customer has not written yet
        "text": "\n\n".join(filter(None, parts)),
        "machine": machine,
        "files": files,
    }


def _part(message: Message, language: str, help_centre: str) -> str:
    extra = message.extra or {}
    lines = [message.text]
    for source in extra.get("sources", ()):
        link = f"{help_centre}/{quote(source['article'])}?lang={language}"
        lines.append(word("source", language, title=source["title"], link=link))
    if survey := extra.get("survey"):
        link = f"{help_centre}/survey/{quote(survey['id'])}?lang={language}"
        lines.append(word("survey", language, link=link))
    if message.author == "agent" and message.name:
        lines.append(f"— {message.name}")
    return "\n".join(lines)


def _offers(message: Message, language: str) -> str:
    """A mail has no buttons. That to a person has a line of its own."""
    offers = [
        one
        for one in (message.extra or {}).get("quick_replies", ())
        if one != phrase("talk_to_person", language)
    ]
    return word("answer_with", language, offers=word("or", language).join(offers)) if offers else ""
