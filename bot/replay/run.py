"""Runs recorded conversations again, each from its first message, in a scratch database.

Processor, flows and escalation are those of the service. The scratch database is emptied before each
conversation of a tenant, so that no two meet; the tenant's clock says what it said when the message came.
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
from bot.replay.between_turns import play_fact
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
from kb_index.errors import KnowledgeBaseError

CHANNEL = "replay"


@contextmanager
def open_replayer(
    settings: Settings,
    live: Database,
    tenants: Sequence[TenantInfo],
    *,
    understanding: WarmUnderstanding | None = None,
    knowledge: Shelf | None = None,
    articles: Database | None = None,
) -> Iterator["Replayer"]:
    """Loads the settings' models and flows and the tenants' articles; only looks at the live database.

    `articles` is another database to take the articles from. Raises ModelMissing, ModelBroken, FileBroken, or
    KnowledgeBaseError for articles of another encoder.
    """
    articles = articles or live
    with TemporaryDirectory(prefix="huiyi-replay-") as folder:
        scratch = settings.model_copy(update={"database_url": f"sqlite:///{folder}/scratch.db"})
        service = build(
            scratch, understanding=understanding, knowledge=knowledge or shelf_of(settings, articles, tenants)
        )
        try:
            service.tenants.replace(list(tenants))
            service.warm_up()
            if problems := service.knowledge_problems():
                raise KnowledgeBaseError(problems[0])
            for one in tenants:
                with articles.reading(one.id) as there, service.database.uow(one.id) as here:
                    copy_articles(there, here)
            yield Replayer(service, live)
        finally:
            service.database.dispose()


def replay_all(
    replayer: "Replayer", sources: Sequence[Source], progress: Callable[[int], None]
) -> tuple[Report, list[RecordedConversation]]:
    """What differs, and the conversations as they went this time. `progress` is told how many are done."""
    turns, unrecorded = 0, 0
    differences: list[Difference] = []
    gone: list[RecordedConversation] = []
    all_of_them = ((source.tenant, one) for source in sources for one in source.conversations)
    for done, (tenant, conversation) in enumerate(all_of_them, start=1):
        played = replayer.play(tenant, conversation)
        turns += len(played)
        unrecorded += sum(turn.recorded is None for turn in played)
        differences += compare(played)
        gone.append(_as_played(conversation, played))
        progress(done)
    return Report(sum(source.count for source in sources), turns, unrecorded, tuple(differences)), gone


class Replayer:
    def __init__(self, service: Service, live: Database) -> None:
        self._service = service
        self._live = live

    def play(self, tenant: TenantInfo, conversation: RecordedConversation) -> tuple[PlayedTurn, ...]:
        """The turns on the customer's messages to the bot, in their order.

        The tenant is one of those that were loaded. An id of a tenant's is played only once.
        """
        last_ticket = self._prepare(tenant.id, conversation)
        turns = []
        for number, message in enumerate(conversation.messages, start=1):
            at = message.at or conversation.now
            for fact in message.facts:
                with self._service.database.uow(tenant.id) as scratch:
                    play_fact(scratch, conversation.id, fact, at)
            if message.has_turn:
                self._service.tenants.replace([replace(tenant, fixed_clock=at, clock_since=None)])
                seq = self._say(tenant.id, conversation.id, message, at, last_ticket)
                replayed = self._course(tenant.id, conversation.id, seq)
                turns.append(
                    PlayedTurn(tenant.slug, conversation.id, number, message.text, message.turn, replayed)
                )
        return tuple(turns)

    def _prepare(self, tenant_id: str, conversation: RecordedConversation) -> int:
        """Returns the number that tickets without a recorded one come after."""
        key = conversation.customer
        with (
            self._live.reading(tenant_id) as live,
            self._service.database.uow(tenant_id) as scratch,
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

    def _say(
        self, tenant_id: str, conversation_id: str, message: RecordedMessage, at: datetime, last_ticket: int
    ) -> int:
        """Runs the message's turn; returns its seq."""
        arrival = Arrival(conversation_id, CHANNEL, new_id(), message.text, message.kind)
        with self._service.database.uow(tenant_id) as scratch:
            # A number given out then must be given out again: the customer may name it.
            opened = _opened(message)
            set_last_ticket(scratch, opened - 1 if opened else max(last_ticket, highest_ticket(scratch)))
            accepted = accept(scratch, Principal("api", tenant_id, CHANNEL), arrival, at)
        self._service.processor.answer(tenant_id, conversation_id)
        return int(accepted.message["seq"])

    def _course(self, tenant_id: str, conversation_id: str, seq: int) -> Course:
        with self._service.database.reading(tenant_id) as scratch:
            of_turn = select(TurnRecord.trace).where(
                TurnRecord.conversation_id == conversation_id, TurnRecord.seq == seq
            )
            return course_of(scratch.scalars(of_turn).one())


def shelf_of(settings: Settings, database: Database, tenants: Sequence[TenantInfo]) -> Shelf:
    """The tenants' articles, read from the database once."""
    directory = TenantDirectory()
    directory.replace(list(tenants))
    return TenantShelf(database, directory, lambda: embedder_name(settings.encoder_folder))


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
