"""A conversation with the bot from this process: through the inbox and the processor, without sockets."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.bootstrap import build
from bot.cli.jsonl import BadLine
from bot.clock import new_id, utc_now
from bot.conversations import find_conversation, new_conversation, read_messages
from bot.demo_tenant import SLUG
from bot.errors import MessageRejected, NotReady
from bot.inbox import Arrival, accept
from bot.message_text import clean_text
from bot.models import TurnRecord
from bot.principal import Principal
from bot.service import Service
from bot.settings import Settings
from bot.tenants import TenantInfo
from escalation.crm.accounts import find_contact
from nlu.language import detect

CHANNEL = "cli"
LONGEST_NAME = 60
"""Of a conversation, in characters: its id has 64, the channel among them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one message brought: the bot's messages as docs/websocket.md shapes them, and the turn's trace."""

    replies: tuple[Mapping[str, Any], ...]
    trace: Mapping[str, Any]


@contextmanager
def open_talk(settings: Settings) -> Iterator["Talk"]:
    """Loads models and knowledge. NotReady where the demo has not been loaded."""
    service = build(settings)
    try:
        tenant = service.tenants.find_by_slug(SLUG)
        if tenant is None:
            raise NotReady("there are no customers yet: huiyi demo load training_data/demo/customers.json")
        service.warm_up()
        yield Talk(service, tenant)
    finally:
        service.database.dispose()


class Talk:
    def __init__(self, service: Service, tenant: TenantInfo) -> None:
        self._service = service
        self._tenant = tenant

    def say(self, conversation: str, text: str, *, customer: str | None) -> Outcome:
        """Stores the message in the conversation of that name, made on first use, and runs its turn.

        BadLine for an unknown customer, an unfit text, or another customer's conversation.
        """
        try:
            said = clean_text(text, self._service.settings.text_limit)
        except MessageRejected as wrong:
            raise BadLine(str(wrong)) from wrong
        conversation_id = f"{CHANNEL}-{_check_name(conversation)}"
        principal = self._principal(customer)
        self._find_or_open(conversation_id, said, principal)
        arrival = Arrival(conversation_id, CHANNEL, new_id(), said)
        with self._service.database.uow(self._tenant.id) as session:
            seq = int(accept(session, principal, arrival, utc_now()).message["seq"])
        self._service.processor.answer(self._tenant.id, conversation_id)
        return self._outcome(conversation_id, seq)

    def _principal(self, customer: str | None) -> Principal:
        if customer is None:
            return Principal("visitor", self._tenant.id, CHANNEL)
        with self._service.database.reading(self._tenant.id) as session:
            if find_contact(session, self._tenant.id, customer) is None:
                raise BadLine(
                    f'no customer "{customer}"; expected a key of the file given to huiyi demo load'
                )
        return Principal("contact", self._tenant.id, customer)

    def _find_or_open(self, conversation_id: str, text: str, principal: Principal) -> None:
        with self._service.database.uow(self._tenant.id) as session:
            found = find_conversation(session, conversation_id)
            if found is not None and not principal.may_see(found):
                raise BadLine(
                    f'"{conversation_id.removeprefix(CHANNEL + "-")}" is another customer\'s conversation'
                )
            if found is None:
                signed_in = principal.kind == "contact"
                contact = find_contact(session, self._tenant.id, principal.id) if signed_in else None
                new_conversation(
                    session,
                    conversation_id,
                    channel=CHANNEL,
                    contact_key=contact.key if contact else None,
                    visitor_id=None if contact else principal.id,
                    language=contact.language if contact else detect(text).value,
                    now=utc_now(),
                )

    def _outcome(self, conversation_id: str, seq: int) -> Outcome:
        with self._service.database.reading(self._tenant.id) as session:
            later = read_messages(session, conversation_id, after=seq, limit=100)
            of_turn = select(TurnRecord).where(
                TurnRecord.conversation_id == conversation_id, TurnRecord.seq == seq
            )
            turn = session.scalars(of_turn).first()
        return Outcome(tuple(one for one in later if one["author"] == "bot"), turn.trace if turn else {})


def _check_name(conversation: str) -> str:
    if len(conversation) > LONGEST_NAME or not conversation.isprintable():
        raise BadLine(
            f'"conversation" is {conversation[:LONGEST_NAME]!r}, {len(conversation)} characters; '
            f"expected at most {LONGEST_NAME} that can be printed"
        )
    return conversation
