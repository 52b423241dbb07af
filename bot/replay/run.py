"""Runs recorded conversations again, each from its first message, in a scratch database.

Processor, flows and escalation are those of the service. The scratch database is emptied before each
conversation, so that no two meet; the tenant's clock says what it said when the message came.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bot.bootstrap import Shelf, WarmUnderstanding, build
from bot.clock import new_id
from bot.conversations import new_conversation
from bot.embedding import embedder_name
from bot.inbox import Arrival, accept
from bot.knowledge import TenantShelf
from bot.models import TurnRecord
from bot.persistence.database import Database
from bot.principal import Principal
from bot.replay.comparison import Difference, PlayedTurn, Report, compare
from bot.replay.conversation import RecordedConversation, RecordedMessage
from bot.replay.course import Course, course_of
from bot.replay.source import Source
from bot.replay.world import (
    copy_articles,
    copy_customer,
    empty,
    highest_ticket,
    last_ticket_number,
    moment_of,
    set_last_ticket,
)
from bot.service import Service
from bot.settings import Settings
from bot.tenants import TenantDirectory, TenantInfo

CHANNEL = "replay"


@contextmanager
def open_replayer(
    settings: Settings,
    live: Database,
    tenant: TenantInfo,
    *,
    understanding: WarmUnderstanding | None = None,
    knowledge: Shelf | None = None,
) -> Iterator["Replayer"]:
    """Loads the settings' model and the tenant's articles; only looks at the live database.

    Raises ModelMissing, ModelBroken or WrongIndex.
    """
    with TemporaryDirectory(prefix="huiyi-replay-") as folder:
        scratch = settings.model_copy(update={"database_url": f"sqlite:///{folder}/scratch.db"})
        service = build(
            scratch, understanding=understanding, knowledge=knowledge or shelf_of(settings, live, tenant)
        )
        try:
            service.tenants.replace([tenant])
            service.warm_up()
            with live.reading(tenant.id) as there, service.database.uow(tenant.id) as here:
                copy_articles(there, here)
            yield Replayer(service, live, tenant)
        finally:
            service.database.dispose()


def replay_all(
    replayer: "Replayer", source: Source, progress: Callable[[int], None]
) -> tuple[Report, list[RecordedConversation]]:
    """What differs, and the conversations as they went this time. `progress` is told how many are done."""
    turns, unrecorded = 0, 0
    differences: list[Difference] = []
    gone: list[RecordedConversation] = []
    for done, conversation in enumerate(source.conversations, start=1):
        played = replayer.play(conversation)
        turns += len(played)
        unrecorded += sum(turn.recorded is None for turn in played)
        differences += compare(played)
        gone.append(_as_played(conversation, played))
        progress(done)
    return Report(source.count, turns, unrecorded, tuple(differences)), gone


class Replayer:
    def __init__(self, service: Service, live: Database, tenant: TenantInfo) -> None:
        self._service = service
        self._live = live
        self._tenant = tenant

    def play(self, conversation: RecordedConversation) -> tuple[PlayedTurn, ...]:
        """The turns on the customer's messages to the bot, in their order. An id is played only once."""
        last_ticket = self._prepare(conversation)
        turns = []
        for number, message in enumerate(conversation.messages, start=1):
            if message.has_turn:
                at = message.at or conversation.now
                self._service.tenants.replace([replace(self._tenant, fixed_clock=at, clock_since=None)])
                seq = self._say(conversation.id, message, at, last_ticket)
                replayed = self._course(conversation.id, seq)
                turns.append(PlayedTurn(conversation.id, number, message.text, message.turn, replayed))
        return tuple(turns)

    def _prepare(self, conversation: RecordedConversation) -> int:
        """Returns the number that tickets without a recorded one come after."""
        key = conversation.customer
        with (
            self._live.reading(self._tenant.id) as live,
            self._service.database.uow(self._tenant.id) as scratch,
        ):
            empty(scratch)
            if key:
                began = moment_of(live, conversation.id, conversation.now)
                copy_customer(live, scratch, key, conversation.id, began)
            new_conversation(
                scratch,
                conversation.id,
                channel=CHANNEL,
                contact_key=key,
                visitor_id=None if key else CHANNEL,
                language=conversation.language,
                now=conversation.now,
            )
            return max(last_ticket_number(live), *map(_opened, conversation.messages), 0)

    def _say(self, conversation_id: str, message: RecordedMessage, at: datetime, last_ticket: int) -> int:
        """Runs the message's turn; returns its seq."""
        arrival = Arrival(conversation_id, CHANNEL, new_id(), message.text, message.kind)
        with self._service.database.uow(self._tenant.id) as scratch:
            # A number given out then must be given out again: the customer may name it.
            opened = _opened(message)
            set_last_ticket(scratch, opened - 1 if opened else max(last_ticket, highest_ticket(scratch)))
            accepted = accept(scratch, Principal("api", self._tenant.id, CHANNEL), arrival, at)
        self._service.processor.answer(self._tenant.id, conversation_id)
        return int(accepted.message["seq"])

    def _course(self, conversation_id: str, seq: int) -> Course:
        with self._service.database.reading(self._tenant.id) as scratch:
            of_turn = select(TurnRecord.trace).where(
                TurnRecord.conversation_id == conversation_id, TurnRecord.seq == seq
            )
            return course_of(scratch.scalars(of_turn).one())


def shelf_of(settings: Settings, live: Database, tenant: TenantInfo) -> Shelf:
    """The tenant's articles, read from the live database once."""
    directory = TenantDirectory()
    directory.replace([tenant])
    return TenantShelf(live, directory, lambda: embedder_name(settings.encoder_folder))


def _as_played(conversation: RecordedConversation, turns: Sequence[PlayedTurn]) -> RecordedConversation:
    courses = {turn.number: turn.replayed for turn in turns}
    messages = enumerate(conversation.messages, start=1)
    return replace(
        conversation,
        messages=tuple(replace(one, turn=courses.get(number, one.turn)) for number, one in messages),
    )


def _opened(message: RecordedMessage) -> int:
    """The number of the ticket that the recorded turn opened, 0 for none."""
    return int(message.turn.ticket.removeprefix("#")) if message.turn and message.turn.ticket else 0
