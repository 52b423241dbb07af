"""The parts of a running service, put together by `bot.bootstrap`, and their start and stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.actions.beside import BesideRelay
from bot.case_shelf import CaseShelf
from bot.clock import utc_now
from bot.desk.backend_sync import BackendSync
from bot.desk.clocks import Clocks
from bot.desk.opening import Openings
from bot.desk.ticket_viewers import TicketViewers
from bot.doorbell.in_process import InProcessDoorbell
from bot.errors import BotError
from bot.hub import Hub
from bot.identity import Identity
from bot.intake import Intake
from bot.limits import RateLimit
from bot.logging import get_logger
from bot.mail.listening import MailListener, Postbox
from bot.model_watcher import ModelWatcher
from bot.outbox import Relay
from bot.ownership import Ownership
from bot.persistence.database import Database
from bot.presence import Presence
from bot.processor import Processor
from bot.settings import Settings
from bot.sweeper import Sweeper
from bot.tenants import TenantDirectory
from bot.turn_parts import KnowledgeShelf
from dialogs.errors import DialogueError
from escalation.duplicates.reading import Read
from kb_index.embedder import Embedder
from kb_index.errors import KnowledgeBaseError
from nlu.errors import NLUError
from nlu.types import Vector


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether turns can run; `problem` says why they never will, where that is so.

    `changing` keeps what starts apart from what stops; once `stopped`, nothing starts.
    """

    changing: threading.RLock = field(default_factory=threading.RLock)
    stopped: threading.Event = field(default_factory=threading.Event)
    ready: threading.Event = field(default_factory=threading.Event)
    problems: list[str] = field(default_factory=list)
    when_ready: list[Callable[[], None]] = field(default_factory=list)
    when_hopeless: list[Callable[[], None]] = field(default_factory=list)

    @property
    def problem(self) -> str | None:
        return self.problems[0] if self.problems else None

    def reached(self) -> None:
        self.ready.set()
        for act in self.when_ready:
            act()

    def give_up(self, problem: str) -> None:
        self.problems.append(problem)
        for act in self.when_hopeless:
            act()


@dataclass(frozen=True, slots=True)
class Service:
    settings: Settings
    database: Database
    tenants: TenantDirectory
    hub: Hub
    presence: Presence
    viewers: TicketViewers
    identity: Identity
    intake: Intake
    ownership: Ownership
    openings: Openings
    processor: Processor
    doorbell: InProcessDoorbell
    relay: Relay
    actions: BesideRelay
    backends: BackendSync
    sweeper: Sweeper
    clocks: Clocks
    postbox: Postbox
    mail: MailListener | None
    models: ModelWatcher
    model_problems: Callable[[], tuple[str, ...]]
    """What is in force and does not serve, while the one before does."""
    knowledge_problems: Callable[[], tuple[str, ...]]
    """Tenants whose articles cannot be searched as they are."""
    messages_limit: RateLimit
    sessions_limit: RateLimit
    help_limit: RateLimit
    knowledge: KnowledgeShelf
    cases: CaseShelf
    embed: Callable[[str], Vector | None]
    """A question's vector, by the encoder that the turns use; None while it loads."""
    embedder: Callable[[], Embedder]
    """For articles that are published here; NotReady while it loads."""
    refresh_knowledge: Callable[[str], None]
    """Has this process search a tenant's articles as they are now."""
    pairs: Callable[[], Read | None]
    """What reads two tickets side by side, where there is one; the first call loads it."""
    warm_up: Callable[[], None]
    """Loads the models and the knowledge; raises their packages' errors."""
    readiness: Readiness = field(default_factory=Readiness)

    def start(self) -> None:
        """Loads in the background, then answers what waits. Messages are taken in from the first moment."""
        if self.mail is not None:
            self.mail.start()
        threading.Thread(target=self._become_ready, name="warm-up", daemon=True).start()

    def start_now(self) -> None:
        """As `start`, and returns when turns run; raises what keeps them from it."""
        self.warm_up()
        self._open()

    def stop(self) -> None:
        with self.readiness.changing:
            self.readiness.stopped.set()
            self.readiness.ready.clear()
        if self.mail is not None:
            self.mail.stop()
        self.models.stop()
        self.clocks.stop()
        self.sweeper.stop()
        self.actions.stop()
        self.backends.stop()
        self.doorbell.stop()
        self.hub.attach(None)
        self.database.dispose()

    def _become_ready(self) -> None:
        try:
            self.start_now()
        except (NLUError, KnowledgeBaseError, DialogueError, BotError) as problem:
            get_logger("service").error("not_ready", why=str(problem))
            self.readiness.give_up(str(problem))
        except Exception as defect:  # noqa: BLE001 - the job runner: a service that never gets ready must end
            get_logger("service").error("not_ready", exc_info=True)
            self.readiness.give_up(f"the models cannot be loaded: {type(defect).__name__}: {defect}")

    def _open(self) -> None:
        with self.readiness.changing:
            if self.readiness.stopped.is_set():
                return
            self.sweeper.recover(utc_now())
            self.doorbell.start()
            self.sweeper.start()
            self.clocks.start()
            self.models.start()
            self.readiness.reached()
