"""What turns are run with. The Protocols are what a turn needs of its parts; tests bring their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.fresh_mail import FreshMail
from bot.hub import Hub
from bot.persistence.database import Database
from bot.presence import Presence
from bot.tenants import TenantDirectory
from bot.tracker_cache import TrackerCache
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Knowledge, Turn, World
from escalation.routing.urgency import Reading
from kb_index.embedder import Embedder
from nlu.types import ParseResult, Vector


class Understanding(Protocol):
    """`bot.understanding.TenantUnderstanding` is the real one."""

    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult: ...

    def embed(self, text: str) -> Vector | None: ...

    def embedder(self) -> Embedder:
        """What makes the vectors of `parse` and `embed`."""

    def read_urgency(self, text: str, vector: Vector | None) -> Reading | None: ...


class Manager(Protocol):
    """`dialogs.manager.DialogueManager` is the real one."""

    def asks_knowledge(self, message: ParseResult) -> bool: ...

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn: ...


class ReadableKnowledge(Knowledge, Protocol):
    """Can do ahead what a search for a question costs; `kb_index.retriever.Retriever` is the real one."""

    def having_read(self, query: str, *, vector: Vector | None, language: str) -> Knowledge: ...


class KnowledgeShelf(Protocol):
    """Gives each tenant's knowledge."""

    def of(self, tenant_id: str) -> ReadableKnowledge: ...


@dataclass(frozen=True, slots=True)
class TurnParts:
    """What turns are run with; tests replace what they like."""

    database: Database
    tenants: TenantDirectory
    understanding: Understanding
    manager: Manager
    knowledge: KnowledgeShelf
    hub: Hub
    fresh: FreshMail
    presence: Presence
    trackers: TrackerCache
    after_effects: Callable[[str], None]
    """Called with the tenant after a commit that left outbox rows."""
    attempts: int = 5
