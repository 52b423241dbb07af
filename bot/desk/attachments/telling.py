"""A file is said in its conversation: a message that names it, in its place among the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversations import change_conversation, conversation_shape, message_shape
from bot.desk.places import find_place
from bot.errors import IdempotencyConflict, NotYoursToAnswer
from bot.inbox import Accepted, Arrival, accept, find_repeat
from bot.intake import WEB
from bot.message_text import text_of_file
from bot.owner_change import Change, lock
from bot.ownership import take, write_as_agent
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from escalation.ticketing.attachments import Attachment, Place
from escalation.ticketing.desk import find_root
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, reply


@dataclass(frozen=True, slots=True)
class Telling:
    """Who says it, where and when by the real clock. `key` tells a repeat; without one the same file is said
    once. A customer's that is not to be `answered` is only kept. `ticket` is the number of the one on whose
    page an agent attaches it: as by an answer there, the conversation is taken over from the bot."""

    principal: Principal
    conversation_id: str
    key: str | None
    at: datetime
    answered: bool = True
    ticket: int | None = None

    def say(self, session: TenantSession, attachment: Attachment) -> tuple[Accepted, Change | None]:
        """With the change of owner, where it took that. Locks the conversation: the ticket's lock comes
        after. A customer's waits for its turn; an agent's is NotYoursToAnswer where somebody else has it."""
        arrival = self._arrival(attachment)
        repeat = find_repeat(session, arrival)
        if repeat is not None:
            if repeat.message["file"] != arrival.file:
                raise IdempotencyConflict(arrival.client_id or arrival.external_id)
            return repeat, None
        if self.principal.kind != "agent":
            return accept(session, self.principal, arrival, self.at, answered=self.answered), None
        change = self._take(session)
        conversation = lock(session, self.conversation_id)
        row, after = write_as_agent(session, self.principal, conversation, arrival, self.at)
        return Accepted(message_shape(row), False, True, conversation_shape(after)), change

    def _take(self, session: TenantSession) -> Change | None:
        """What the customer says to a ticket's file is that ticket's."""
        conversation = lock(session, self.conversation_id)
        change = None
        if conversation["agent_id"] != self.principal.id:
            if self.ticket is None or conversation["owner"] == "agent":
                raise NotYoursToAnswer(conversation["agent_name"] or "the bot")
            change = take(session, self.principal, conversation, self.at)
        if self.ticket is not None:
            change_conversation(session, self.conversation_id, ticket_id=f"#{self.ticket}")
        return change

    def answer(self, session: TenantSession, ticket: Ticket, said: Accepted, now: datetime) -> None:
        """An agent's file is a person's word on the locked ticket, or where that goes on. `now` is by the
        tenant's clock."""
        root = find_root(session, ticket)
        if self.principal.kind == "agent" and root.status in OPEN:
            reply(
                session,
                root,
                Deed(f"agent:{self.principal.id}", now),
                name=self.principal.name or "",
                text=said.message["text"],
                said=Said(self.conversation_id, said.message["seq"]),
            )

    def _arrival(self, attachment: Attachment) -> Arrival:
        return Arrival(
            self.conversation_id,
            WEB,
            f"{self.conversation_id}:{self.key or attachment.id}",
            text_of_file(attachment.name),
            kind="file",
            client_id=self.key,
            file=file_shape(attachment),
        )


def file_shape(attachment: Attachment) -> dict[str, Any]:
    """As a message shows it."""
    return {
        "id": attachment.id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
    }


def find_place_to_tell(
    session: TenantSession, principal: Principal, conversation_id: str | None, place: Place
) -> str | None:
    """The conversation where the other side reads of a file that is not internal: the one that was named, or
    for an agent the one in which the ticket's answers are read."""
    if conversation_id is not None or principal.kind != "agent":
        return conversation_id
    ticket = session.get(Ticket, (principal.tenant_id, place.ticket_id))
    return find_place(session, ticket) if ticket else None
