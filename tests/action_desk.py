"""A conversation whose turns end in a call of an action, and the relay that makes it, over any database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.actions.delivery import Delivery
from bot.actions.effect import ACTION_CALL
from bot.actions.handling import CallHandler
from bot.actions.patience import Patience
from bot.actions.performing import load_actions
from bot.conversations import lock_conversation, read_messages
from bot.fresh_mail import FreshMail
from bot.hub import Hub
from bot.inbox import Arrival, find_mail
from bot.intake import WEB, Intake
from bot.models import OutboxItem
from bot.outbox import Relay
from bot.ownership import Ownership
from bot.persistence.database import Database
from bot.presence import Presence
from bot.principal import Principal
from bot.settings import Settings
from bot.tenants import TenantDirectory, TenantInfo, new_tenant, store_tenant
from bot.turn_rows import write_turn
from dialogs.types import ActionCall, BotResponse, Trace, Turn
from escalation.crm.models import Contact
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from nlu.types import Language

TUESDAY = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
"""In business hours, 10:00 in the tenants' zone."""
SUNDAY = datetime(2026, 5, 17, 2, 0, tzinfo=UTC)
NING = Principal("agent", "demo", "a_1", "周宁")
ATTEMPTS = 4
TEXTS = {"zh": "好的，帮我办吧", "en": "Yes, go ahead"}
DONE = {"zh": "正在为你办理。", "en": "I'm on it."}


class SilentDoorbell:
    def ring(self, tenant_id: str, conversation_id: str) -> None:
        pass


@dataclass
class ActionDesk:
    """`now` is what its clock says; the test moves it on."""

    database: Database
    tenants: Mapping[str, TenantInfo]
    directory: TenantDirectory
    intake: Intake
    ownership: Ownership
    folder: Path
    now: datetime = TUESDAY
    calls: int = 0
    nudged: list[str] = field(default_factory=list)
    handler: CallHandler = field(init=False)
    relay: Relay = field(init=False)

    def use(
        self,
        actions: str = "",
        environment: Mapping[str, str] | None = None,
        *,
        patient_s: float = 0.15,
        **settings: Any,
    ) -> None:
        """The relay as it is with these settings and this actions.yml."""
        file = self.folder / "actions.yml"
        file.write_text(actions, encoding="utf-8")
        given = {"action_timeout": 0.3, "actions": file, **settings}
        read = Settings(home=self.folder, **given)
        hub = Hub()
        self.handler = CallHandler(
            actions=load_actions(read, lambda: self.now, environment or {}),
            delivery=Delivery(self.database, hub, Presence(), lambda: self.now, self.nudged.append),
            tenants=self.directory,
            patience=Patience(timeout_s=read.action_timeout.total_seconds(), patient_s=patient_s),
            attempts=ATTEMPTS,
        )
        self.relay = Relay(self.database, {ACTION_CALL: self.handler}, attempts=2 * ATTEMPTS, only=True)

    def call(self, kind: str, name: str, *, tenant: str = "demo", language: str = "en", **slots: Any) -> str:
        """A turn that ends in this call; returns its conversation."""
        self.calls += 1
        conversation = f"c{self.calls}"
        customer = Principal("contact", tenant, "qinglan")
        self.intake.open_conversation(
            customer, language=language, contact=None, key=None, new_id=conversation, now=self.now
        )
        arrival = Arrival(conversation, WEB, f"{conversation}:m", TEXTS[language], client_id="m")
        self.intake.receive(customer, arrival, self.now)
        turn = Turn(
            events=(),
            replies=(BotResponse(DONE[language]),),
            trace=Trace(("done:extend_order",), {}, None, None, ()),
            language=Language(language),
            action=ActionCall(kind, name, "extend_order", slots),
        )
        with self.database.uow(tenant) as session:
            locked, mail = lock_conversation(session, conversation), find_mail(session, conversation)
            assert locked is not None and mail is not None
            trace = {"entities": [], "handoff": None}
            written = write_turn(
                session, locked, mail, turn, trace, vector=None, embedder=None, next_event=1, now=self.now
            )
        assert written.effects
        return conversation

    def deliver(self, tenant: str = "demo", *, later: timedelta = timedelta(0)) -> int:
        self.now += later
        return self.relay.run(tenant, self.now)

    def deliver_all(self, tenant: str = "demo") -> None:
        """As often as it takes until it is done or dead."""
        for _ in range(ATTEMPTS + 2):
            self.deliver(tenant, later=timedelta(minutes=1))

    def said(self, conversation: str, tenant: str = "demo") -> list[tuple[str, str]]:
        """What was said after the turn's own reply, and by whom."""
        with self.database.reading(tenant) as session:
            found = read_messages(session, conversation, after=0, limit=100)
        assert [one["seq"] for one in found] == list(range(1, len(found) + 1))
        return [(one["author"], one["text"]) for one in found[2:]]

    def outbox(self, tenant: str = "demo") -> list[tuple[str, int]]:
        with self.database.reading(tenant) as session:
            items = session.scalars(select(OutboxItem).where(OutboxItem.kind == ACTION_CALL))
            return [(item.state, item.attempts) for item in items]

    def error(self) -> str:
        with self.database.reading("demo") as session:
            (error,) = session.scalars(select(OutboxItem.last_error).where(OutboxItem.kind == ACTION_CALL))
        return error or ""

    def tickets(self) -> list[tuple[Ticket, list[str]]]:
        """Each with its internal notes."""
        with self.database.reading("demo") as session:
            return [
                (ticket, [one.text for one in list_thread(session, ticket) if not one.audience])
                for ticket in session.scalars(select(Ticket))
            ]


def build_desk(database: Database, folder: Path) -> ActionDesk:
    tenants = {
        one: new_tenant(one, slug, slug.title()) for one, slug in (("demo", "lanyun"), ("other", "rival"))
    }
    with database.control() as session:
        for tenant in tenants.values():
            store_tenant(session, tenant, now=TUESDAY)
    for tenant in tenants:
        with database.uow(tenant) as session:
            session.add(
                Contact(
                    tenant_id=tenant, key="qinglan", name="陈 晴岚", email=f"chen@{tenant}.example",
                    company="晴岚", phone=None, language="zh", role="owner",
                    product_version=None, platform=None,
                )
            )  # fmt: skip
    directory = TenantDirectory()
    directory.replace(list(tenants.values()))
    hub = Hub()
    desk = ActionDesk(
        database,
        tenants,
        directory,
        Intake(database, SilentDoorbell(), hub, FreshMail()),
        Ownership(database, hub, directory),
        folder,
    )
    desk.use()
    return desk
