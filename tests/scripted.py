"""A service whose understanding and manager do what the message says, for tests of everything around them.

"boom" raises in the turn, "lost" loses the database once, "person" asks for a person, "wait" waits for
`understanding.go`. Anything else comes back as "<number of the turn>: <text>".
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.agents import create_agent
from bot.bootstrap import Shelf, build
from bot.identity import create_api_key
from bot.persistence.database import Database
from bot.principal import Principal
from bot.service import Service
from bot.settings import Settings
from bot.tenants import TenantInfo, new_tenant, store_tenant
from bot.tokens import sign_user_token
from dialogs.events import Event
from dialogs.tracker import DialogueStateTracker
from dialogs.types import BotResponse, Handoff, TicketRef, Trace, Turn, World
from escalation.crm.accounts import find_plan
from escalation.crm.models import Contact
from escalation.handoff import request_person
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, ticket_label
from kb_index.embedder import HashingEmbedder
from kb_index.types import SearchResult
from nlu.types import Decision, IntentScore, Language, ParseResult

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)


@dataclass
class ScriptedUnderstanding:
    go: threading.Event = field(default_factory=threading.Event)
    reading: threading.Event = field(default_factory=threading.Event)
    parsed: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    """Called while a message is read: what others do before its turn is decided."""

    def warm_up(self) -> None:
        pass

    def take_up(self) -> None:
        pass

    def read_urgency(self, text: str, vector: object) -> None:
        return None

    def embed(self, text: str) -> None:
        return None

    def embedder(self) -> HashingEmbedder:
        return HashingEmbedder()

    def problems(self) -> tuple[str, ...]:
        return ()

    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult:
        self.parsed.append(text)
        self.meanwhile()
        if text == "wait":
            self.reading.set()
            assert self.go.wait(10)
        language = Language.zh if any("一" <= character <= "鿿" for character in text) else Language.en
        intent = IntentScore("talk_to_human" if text == "person" else "how_to", 0.9)
        ranking = (intent, IntentScore("greet", 0.1))
        return ParseResult(text, language, intent, ranking, (), Decision.accepted, ("scripted",))


@dataclass
class ScriptedManager:
    lost: int = 1
    acts: tuple[str, ...] = ("smalltalk",)
    handled: list[str] = field(default_factory=list)

    def asks_knowledge(self, message: ParseResult) -> bool:
        return message.intent.name == "how_to"

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        self.handled.append(message.text)
        if message.text == "boom":
            raise RuntimeError("as the message said")
        if message.text == "lost" and self.lost:
            self.lost -= 1
            raise OperationalError("select", {}, Exception("the connection is gone"))
        handoff = self._hand_off(message, world) if message.intent.name == "talk_to_human" else None
        number = tracker.turns + 1
        return Turn(
            events=(Event("customer.said", {"language": message.language.value}),),
            replies=(BotResponse(f"{number}: {message.text}", quick_replies=("yes", "no")),),
            trace=Trace(
                acts=("handoff",) if handoff else self.acts,
                slots={},
                flow=None,
                state=None,
                reasons=("as scripted",),
                ticket=handoff.ticket if handoff else None,
            ),
            language=message.language,
            handoff=handoff,
        )

    def _hand_off(self, message: ParseResult, world: World) -> Handoff:
        outcome = request_person(
            world.session,
            tenant_id=world.tenant_id,
            told=NewTicket(
                conversation_id=world.conversation_id,
                contact_key=world.contact_key,
                channel=world.channel,
                language=message.language.value,
                tier=find_plan(world.session, world.tenant_id, world.contact_key or world.customer_key),
                intent="talk_to_human",
                module=None,
                subject="a person is wanted",
                text=message.text,
                priority=Priority("P2", (Words("测试如此", "as scripted"),)),
                customer_key=world.customer_key,
            ),
            new_id=world.new_id,
            agents_online=world.agents_online,
            timezone=world.timezone,
            business_hours=world.business_hours,
            now=world.now,
        )
        ticket = outcome.ticket
        ref = TicketRef(
            ticket_label(ticket), ticket.intent, ticket.priority, ticket.status, ticket.module, outcome.joined
        )
        return Handoff(ref, outcome.promised_at, outcome.reason)


class EmptyShelf:
    def warm_up(self) -> None:
        pass

    def refresh(self, tenant_id: str) -> None:
        pass

    def problems(self) -> tuple[str, ...]:
        return ()

    def of(self, tenant_id: str) -> "EmptyShelf":
        return self

    def having_read(self, query: str, **_options: Any) -> "EmptyShelf":
        return self

    def search(self, query: str, **_options: Any) -> SearchResult:
        return SearchResult((), False, "nothing here")


@dataclass
class Scripted:
    service: Service
    understanding: ScriptedUnderstanding
    manager: ScriptedManager
    demo: TenantInfo
    other: TenantInfo
    api_key: str
    other_api_key: str

    def user_token(self, key: str = "qinglan", tenant: TenantInfo | None = None, **life: int) -> str:
        expires_at = datetime.now(UTC) + timedelta(**(life or {"minutes": 10}))
        return sign_user_token(key, tenant or self.demo, expires_at)

    def access_token(self, key: str = "qinglan", tenant: str = "demo") -> str:
        token, _ = self.service.identity.tokens.issue(Principal("contact", tenant, key), datetime.now(UTC))
        return token


def build_scripted(
    database: Database, home: Path, knowledge: Shelf | None = None, **settings: Any
) -> Scripted:
    """Tenants `demo` (contacts qinglan, northfold; agent ning@lanyun.example) and `other` (contact rival)."""
    demo = new_tenant("demo", "lanyun", "Lanyun", allowed_origins=("https://lanyun.example",))
    other = new_tenant("other", "rival", "Rival", allowed_origins=("https://rival.example",))
    with database.control() as session:
        for tenant in (demo, other):
            store_tenant(session, tenant, now=NOW)
    keys = []
    for tenant, contacts in (("demo", ("qinglan", "northfold")), ("other", ("rival",))):
        with database.uow(tenant) as session:
            keys.append(create_api_key(session, "tests", NOW))
            session.add_all(_contact(tenant, key) for key in contacts)
            create_agent(
                session,
                email="ning@lanyun.example",
                name="周宁",
                role="agent",
                password="not a secret",
                language="zh",
                now=NOW,
            )
    understanding, manager = ScriptedUnderstanding(), ScriptedManager()
    defaults: dict[str, Any] = {
        "sweep_every": timedelta(seconds=60),
        "message_burst": 1000,
        "session_burst": 1000,
    }
    service = build(
        Settings(home=home, **(defaults | settings)),
        database=database,
        understanding=understanding,
        manager=manager,
        knowledge=knowledge or EmptyShelf(),
    )
    return Scripted(service, understanding, manager, demo, other, *keys)


def reopen_scripted(database: Database, settings: Settings) -> Service:
    """Scripted parts over a database that `build_scripted` has furnished."""
    return build(
        settings,
        database=database,
        understanding=ScriptedUnderstanding(),
        manager=ScriptedManager(),
        knowledge=EmptyShelf(),
    )


def _contact(tenant: str, key: str) -> Contact:
    return Contact(
        tenant_id=tenant,
        key=key,
        name=key.title(),
        email=f"{key}@example.com",
        company=key,
        phone=None,
        language="zh",
        role="owner",
    )
