"""The composition root: chooses the real parts. Each can be replaced by an argument."""

import gc
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.actions.beside import BesideRelay
from bot.actions.delivery import Delivery
from bot.actions.effect import ACTION_CALL
from bot.actions.handling import CallHandler
from bot.actions.patience import Patience
from bot.actions.performing import Actions, check_flows, load_actions
from bot.case_shelf import CaseShelf
from bot.clock import utc_now
from bot.desk.attachments.store import AttachmentStore
from bot.desk.attachments.sweeping import OrphanFiles
from bot.desk.backend_links import BACKEND_PUSH
from bot.desk.backend_sync import build_backend_sync
from bot.desk.clocks import Clocks
from bot.desk.duplicates import DuplicateFinder
from bot.desk.following import Follower
from bot.desk.notify_handlers import far_handlers, near_handlers, read_mail_settings
from bot.desk.opening import Openings
from bot.desk.report_mail import ReportMailer
from bot.desk.rule_worker import RuleWorker
from bot.desk.surveys import Surveyor
from bot.desk.ticket_viewers import TicketViewers
from bot.doorbell.in_process import InProcessDoorbell
from bot.fresh_mail import FreshMail
from bot.hub import Hub, Topic, frame
from bot.identity import Identity
from bot.intake import Intake
from bot.last_seen import LastSeen
from bot.leases import Leases
from bot.left_conversations import LeftConversations
from bot.limits import RateLimit
from bot.mail.building import build_postbox
from bot.mail.listening import MailListener
from bot.mail.sending import REPLY, ReplyHandler
from bot.mail.tls import read_mail_tls
from bot.mail.writing import MailWriter
from bot.model_registry import open_registry
from bot.model_watcher import ModelWatcher
from bot.outbox import Effect, Handler, Relay
from bot.ownership import Ownership
from bot.pairs_on_demand import PairsOnDemand
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.migrate import migrate
from bot.presence import Presence
from bot.process_memory import return_free_memory
from bot.processor import Processor
from bot.review.collecting import Collector
from bot.service import Service
from bot.settings import Settings, session_secret
from bot.solved_cases import CaseCollector
from bot.sweeper import Sweeper
from bot.tenants import TenantDirectory, list_tenants
from bot.tokens import TokenMaker
from bot.tracker_cache import TrackerCache
from bot.turn_parts import KnowledgeShelf, Manager, TurnParts, Understanding

if TYPE_CHECKING:
    from dialogs.manager import DialogueManager


class WarmUnderstanding(Understanding, Protocol):
    """Understanding that loads by itself and notices when another model came into force."""

    def warm_up(self) -> None: ...
    def take_up(self) -> None: ...
    def problems(self) -> tuple[str, ...]: ...


class WarmManager(Manager, Protocol):
    def warm_up(self) -> None: ...


class Shelf(KnowledgeShelf, Protocol):
    """Knowledge that loads by itself and notices when it was indexed anew."""

    def warm_up(self) -> None: ...
    def refresh(self, tenant_id: str) -> None: ...
    def problems(self) -> tuple[str, ...]: ...


def build_database(settings: Settings) -> Database:
    """Opened and brought up to date; DatabaseUnavailable or DatabaseUnsafe say what is wrong."""
    engine = build_engine(settings.url, allow_bypassing_role=settings.allow_bypassing_role)
    migrate(engine)
    return Database(engine)


def build(
    settings: Settings,
    *,
    database: Database | None = None,
    understanding: WarmUnderstanding | None = None,
    manager: Manager | None = None,
    knowledge: Shelf | None = None,
    handlers: Mapping[str, Handler] | None = None,
    mail_socket: socket.socket | None = None,
) -> Service:
    """A service that is not started. Models load in its `warm_up`; here only the tenants are read.

    Where there is a `mail_socket`, mail comes in by it."""
    database = database or build_database(settings)
    tenants = TenantDirectory()
    with database.reading(None) as session:
        tenants.replace(list_tenants(session))
    hub, presence, fresh = Hub(), Presence(), FreshMail()
    understanding = understanding or _pipeline(settings)
    own_manager = _manager(settings.flows_folder)
    knowledge = knowledge or _shelf(database, tenants, settings)
    pairs = PairsOnDemand(settings.pairs_folder)
    cases = CaseShelf(database, understanding.embedder)
    files = AttachmentStore(settings.attachments_folder)
    far: dict[str, Handler] = {
        **far_handlers(settings, utc_now),
        REPLY: ReplyHandler(read_mail_settings(settings)[0], files, utc_now),
    }
    near = {"handoff.requested": notify_agents(hub), **near_handlers(database, hub, utc_now)}
    relay = Relay(
        database,
        handlers if handlers is not None else near,
        attempts=settings.outbox_attempts,
        elsewhere=(ACTION_CALL, BACKEND_PUSH, *far),
    )
    actions = load_actions(settings, utc_now)
    call_handler = _call_handler(
        settings, actions, database, hub, presence, tenants, lambda one: sweeper.nudge(one)
    )
    # Twice the tries: the handler of actions gives up earlier, and asks for a person then.
    attempts = 2 * settings.outbox_attempts
    action_relay = BesideRelay(
        Relay(database, {ACTION_CALL: call_handler, **far}, attempts=attempts, only=True), utc_now
    )
    backends = build_backend_sync(settings, database, tenants, hub, utc_now)
    parts = TurnParts(
        database=database,
        tenants=tenants,
        understanding=understanding,
        manager=manager or own_manager,
        knowledge=knowledge,
        hub=hub,
        fresh=fresh,
        presence=presence,
        trackers=TrackerCache(),
        after_effects=lambda tenant_id: sweeper.nudge(tenant_id),
        attempts=settings.turn_attempts,
    )
    processor = Processor(parts)
    doorbell = InProcessDoorbell(processor.answer_next, workers=settings.workers)
    sweeper = Sweeper(
        database,
        tenants,
        doorbell,
        relay,
        action_relay,
        backends,
        Leases(database, hub),
        knowledge,
        cases,
        collector=Collector(database, quiet=settings.review_after),
        case_collector=CaseCollector(database, understanding, understanding.embedder),
        orphan_files=OrphanFiles(database, files),
        embedder=understanding.embedder,
        before_effects=(
            LeftConversations(database, hub).run,
            RuleWorker(database, hub, presence.agents, settings.site).run,
            MailWriter(database, session_secret(settings), settings.site).run,
        ),
        desk=(
            DuplicateFinder(database, hub, understanding, lambda: understanding.embedder().name, pairs).run,
            Surveyor(database, hub).run,
            ReportMailer(database, settings.site).run,
            Follower(database, hub).run,
            LastSeen(database, presence.agents).run,
        ),
        every=settings.sweep_every,
        after=settings.sweep_after,
    )

    intake = Intake(database, doorbell, hub, fresh)
    postbox = build_postbox(settings, database, tenants, intake, hub, utc_now)
    mail_tls = read_mail_tls(settings) if mail_socket else None

    def warm_up() -> None:
        understanding.warm_up()
        knowledge.warm_up()
        if manager is None:
            own_manager.warm_up()
            check_flows(own_manager.repertoire.specs.values(), actions)
            gc.collect()
            return_free_memory()

    return Service(
        settings=settings,
        database=database,
        tenants=tenants,
        hub=hub,
        presence=presence,
        viewers=TicketViewers(hub),
        identity=Identity(database, tenants, TokenMaker(session_secret(settings), settings.token_ttl)),
        intake=intake,
        ownership=Ownership(database, hub, tenants),
        openings=Openings(database, hub, tenants, understanding, settings.text_limit),
        processor=processor,
        doorbell=doorbell,
        relay=relay,
        actions=action_relay,
        backends=backends,
        sweeper=sweeper,
        clocks=Clocks(database, hub, tenants, sweeper.nudge),
        postbox=postbox,
        mail=MailListener(mail_socket, postbox, settings.mail_limit, mail_tls) if mail_socket else None,
        models=ModelWatcher(understanding.take_up),
        model_problems=understanding.problems,
        knowledge_problems=knowledge.problems,
        messages_limit=RateLimit(settings.message_burst, settings.message_rate),
        sessions_limit=RateLimit(settings.session_burst, settings.session_rate),
        help_limit=RateLimit(settings.help_burst, settings.help_rate),
        knowledge=knowledge,
        cases=cases,
        embed=understanding.embed,
        embedder=understanding.embedder,
        refresh_knowledge=knowledge.refresh,
        pairs=pairs,
        warm_up=warm_up,
    )


def notify_agents(hub: Hub) -> Handler:
    """Tells the tenant's consoles; a repeat shows the same notice again, which harms nobody."""

    def handle(effect: Effect) -> None:
        conversation = effect.payload.get("conversation")
        notice = frame("notice", kind=effect.kind, conversation=conversation, data=dict(effect.payload))
        hub.publish(Topic(effect.tenant_id), notice)

    return handle


def _call_handler(
    settings: Settings,
    actions: Actions,
    database: Database,
    hub: Hub,
    presence: Presence,
    tenants: TenantDirectory,
    after_effects: Callable[[str], None],
) -> CallHandler:
    return CallHandler(
        actions=actions,
        delivery=Delivery(database, hub, presence, utc_now, after_effects),
        tenants=tenants,
        patience=Patience(timeout_s=settings.action_timeout.total_seconds()),
        attempts=settings.outbox_attempts,
    )


def _pipeline(settings: Settings) -> WarmUnderstanding:
    from bot.understanding import TenantUnderstanding

    return TenantUnderstanding(open_registry(settings), settings.encoder_folder, settings.home)


def _manager(flows: Path) -> "DialogueManager":
    from dialogs.manager import DialogueManager

    return DialogueManager(flows=flows)


def _shelf(database: Database, tenants: TenantDirectory, settings: Settings) -> Shelf:
    from bot.embedding import embedder_name
    from bot.knowledge import TenantShelf

    return TenantShelf(
        database, tenants, lambda: embedder_name(settings.encoder_folder), settings.vectors_above
    )
