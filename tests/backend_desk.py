"""A tenant's desk with an outside ticket system behind a server that misbehaves. Time is the test's."""

import base64
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.actions.hosts import read_hosts
from bot.clock import new_id
from bot.conversations import new_conversation, read_messages
from bot.desk.attachments.access import Thread, access_place
from bot.desk.attachments.keeping import Limits, Sender, keep
from bot.desk.attachments.store import AttachmentStore
from bot.desk.attachments.telling import Telling, find_place_to_tell
from bot.desk.backend_account import Connector
from bot.desk.backend_answer import Answer
from bot.desk.backend_files import Shelf
from bot.desk.backend_links import BACKEND_PUSH, find_system, queue_pushes
from bot.desk.backend_pull import Puller
from bot.desk.backend_push import Pusher
from bot.desk.backend_setting import Wanted, set_system
from bot.desk.backend_transport import HttpTransport
from bot.desk.backend_unknown import Stopped, answer_stopped, list_stopped
from bot.desk.notify_customer import CustomerHandler
from bot.hub import Hub
from bot.models import Agent, OutboxItem
from bot.outbox import Relay
from bot.persistence.database import Database
from bot.principal import Principal
from bot.tenants import TenantDirectory, new_tenant, store_tenant
from escalation.backends.models import OutsideSystem, OutsideTicket
from escalation.crm.models import Contact
from escalation.duplicates.incidents import gather
from escalation.duplicates.merging import lock_tree, merge, unmerge
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket, lock_tickets
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed, change_status, mark_incident, reply
from tests.faulty_server import FaultyServer, forward_to
from tests.request_tracker import RequestTracker
from tests.webhook_fake import FakeReceiver
from tests.zammad_fake import FakeZammad
from tests.zendesk_fake import FakeZendesk

LARGEST_FILE = 200_000
SECRET = "HUIYI_BACKEND_TESTS"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, long enough").decode()


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class TrackerThere:
    """What the tests ask of an outside system, of a real Request Tracker."""

    tracker: RequestTracker

    def opened(self, key: str) -> list[str]:
        return self.tracker.tickets(f"'CF.{{HuiyiKey}}' = '{key}'")

    def messages(self, ticket: str) -> list[str]:
        """By the references in their subjects: a text is a request more."""
        return [subject for _, subject in self.tracker.thread(ticket)]

    def status(self, ticket: str) -> str:
        return str(self.tracker.ask(f"/ticket/{ticket}")["Status"])

    def reply(
        self,
        ticket: str,
        text: str,
        at: int,
        files: Sequence[tuple[str, bytes]] = (),
        *,
        public: bool = True,
        by: str = "Agent",
    ) -> None:
        given = [
            {
                "FileName": name if name.isascii() else f"=?UTF-8?B?{b64encode(name.encode()).decode()}?=",
                "FileType": "application/octet-stream",
                "FileContent": b64encode(content).decode(),
            }
            for name, content in files
        ]
        told = {"Content": text, "ContentType": "text/plain", "Attachments": given}
        way = "correspond" if public else "comment"
        user = "alice" if by == "Agent" else "qinglan"
        self.tracker.ask(f"/ticket/{ticket}/{way}", told, user=user)

    def had(self, ticket: str) -> list[tuple[str, bytes]]:
        """Files of its messages, oldest first."""
        history = self.tracker.ask(f"/ticket/{ticket}/history?per_page=100")["items"]
        found = []
        for one in sorted(history, key=lambda one: int(one["id"])):
            parts = self.tracker.ask(f"/transaction/{one['id']}/attachments?fields=Filename&per_page=100")
            for part in parts["items"]:
                if part["Filename"]:
                    content = self.tracker.ask(f"/attachment/{part['id']}")["Content"]
                    found.append((part["Filename"], b64decode(content)))
        return found

    def merge(self, ticket: str, into: str, at: int) -> None:
        self.tracker.ask(f"/ticket/{ticket}", {"MergeInto": int(into)}, method="PUT")

    def add_foreign(self, at: int) -> str:
        """A ticket that we know nothing of, with a word to its own customer."""
        told = {"Queue": "General", "Subject": "another's", "Content": "x", "ContentType": "text/plain"}
        ticket = str(self.tracker.ask("/ticket", told)["id"])
        self.reply(ticket, "Dear Mallory", at)
        return ticket

    def resolve(self, ticket: str, at: int) -> None:
        self.tracker.ask(f"/ticket/{ticket}", {"Status": "resolved"}, method="PUT")


@dataclass
class Desk:
    """A tenant's desk with an outside system behind a server that misbehaves as told. Time is the test's."""

    database: Database
    there: Any
    faulty: FaultyServer
    clock: Clock
    relay: Relay
    puller: Puller
    hub: Hub
    store: AttachmentStore
    limits: Limits

    def open(
        self, text: str = "登录不了，急", conversation: str | None = None, contact: str = "qinglan"
    ) -> int:
        with self.database.uow("demo") as session:
            ticket = open_ticket(
                session,
                "demo",
                NewTicket(
                    conversation_id=conversation,
                    contact_key=contact,
                    channel="widget",
                    language="zh",
                    tier="team",
                    intent="talk_to_human",
                    module=None,
                    subject="登录",
                    text=text,
                    priority=Priority("P1", (Words("测试如此", "wording"),)),
                ),
                new_id=new_id,
                deed=Deed("bot", self.clock.now),
            )
            return ticket.number

    def change(self, number: int, work: Callable[[Any, Any, Deed], object], by: str = "agent:a_1") -> None:
        with self.database.uow("demo") as session:
            ticket = lock_ticket(session, "demo", number)
            assert ticket is not None
            work(session, ticket, Deed(by, self.clock.now))

    def say(self, number: int, text: str) -> None:
        self.change(
            number, lambda session, ticket, deed: reply(session, ticket, deed, name="周宁", text=text)
        )

    def set_status(self, number: int, status: str) -> None:
        self.change(number, lambda session, ticket, deed: change_status(session, ticket, deed, status))

    def deliver(self, rounds: int = 60, *, to_the_end: bool = True) -> None:
        """Until nothing is due any more, however long that takes by the clock."""
        for _ in range(rounds):
            self.queue()
            self.relay.run("demo", self.clock.now)
            with self.database.reading("demo") as session:
                due = session.scalars(
                    select(OutboxItem.next_at)
                    .where(OutboxItem.state == "pending", OutboxItem.kind == BACKEND_PUSH)
                    .order_by(OutboxItem.next_at)
                ).first()
            if due is None:
                return
            if to_the_end or rounds > 1:
                self.clock.now = max(self.clock.now, due)
        if to_the_end:
            pytest.fail(f"still not delivered: {self.errors()}")

    def system(self) -> OutsideSystem:
        with self.database.reading("demo") as session:
            system = find_system(session)
        assert system is not None
        return system

    def use_url(self, url: str) -> None:
        """As if it had been there all along."""
        with self.database.uow("demo") as session:
            system = find_system(session)
            assert system is not None
            before, system.url = system.name, url
            session.execute(
                update(OutsideTicket).where(OutsideTicket.system == before).values(system=system.name)
            )

    def hold(self, until: timedelta) -> None:
        """It asked to be left alone for so long."""
        with self.database.uow("demo") as session:
            system = find_system(session)
            assert system is not None
            system.held_until = self.clock.now + until

    def queue(self) -> None:
        with self.database.uow("demo") as session:
            system = find_system(session)
            assert system is not None
            queue_pushes(session, system, self.clock.now)

    def seconds(self) -> int:
        return int(self.clock.now.timestamp())

    def converse(self, contact: str = "qinglan") -> str:
        """A conversation's id."""
        with self.database.uow("demo") as session:
            conversation = new_conversation(
                session,
                new_id("c_"),
                channel="widget",
                contact_key=contact,
                visitor_id=None,
                language="zh",
                now=self.clock.now,
            )
        return str(conversation["id"])

    def merge(self, number: int, into: int) -> None:
        with self.database.uow("demo") as session:
            locked = lock_tree(session, "demo", [self.row(number).id, self.row(into).id])
            by_number = {one.number: one for one in locked.values()}
            merge(session, by_number[number], by_number[into], Deed("agent:a_1", self.clock.now))

    def attach(
        self,
        number: int | None,
        name: str,
        content: bytes,
        *,
        conversation: str | None = None,
        internal: bool = False,
    ) -> str:
        """As the API does it, by an agent to a ticket or by the customer to their conversation; its id."""
        agent = Principal("agent", "demo", "a_1", name="周宁")
        principal = Principal("contact", "demo", "qinglan") if conversation else agent
        with self.database.reading("demo") as session:
            place = access_place(session, principal, Thread(conversation, number))
            where = find_place_to_tell(session, principal, conversation, place)
        telling = None
        if where and not internal:
            telling = Telling(principal, where, None, self.clock.now, ticket=number)
        draft = self.store.draft("demo")
        draft.write(content)
        kept = keep(
            self.database,
            self.store,
            draft,
            tenant_id="demo",
            place=place,
            sender=Sender("customer" if conversation else "agent:a_1", "" if internal else "customer"),
            name=name,
            limits=self.limits,
            now=self.clock.now,
            telling=telling,
        )
        return str(kept.attachment["id"])

    def unmerge(self, number: int) -> None:
        with self.database.uow("demo") as session:
            ticket = self.row(number)
            unmerge(
                session, lock_tree(session, "demo", [ticket.id])[ticket.id], Deed("agent:a_1", self.clock.now)
            )

    def gather(self, number: int, incident: int) -> None:
        with self.database.uow("demo") as session:
            found = lock_tickets(session, "demo", [self.row(number).id, self.row(incident).id])
            by_number = {one.number: one for one in found}
            deed = Deed("agent:a_1", self.clock.now)
            mark_incident(session, by_number[incident], deed, incident=True)
            gather(session, by_number[incident], by_number[number], deed)

    def tell_customers(self) -> None:
        """What was passed on to their conversations."""
        handler = CustomerHandler(self.database, self.hub, self.clock)
        Relay(self.database, {"notify.customer": handler}, attempts=1, only=True).run("demo", self.clock.now)

    def heard(self, conversation: str) -> list[tuple[str, str]]:
        """(author, text)"""
        return [(one["author"], one["text"]) for one in self.messages(conversation)]

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        with self.database.reading("demo") as session:
            return read_messages(session, conversation, after=0, limit=100)

    def pull(self) -> int:
        self.clock.now += timedelta(minutes=2)
        return self.puller.pull("demo")

    def errors(self) -> list[str | None]:
        with self.database.reading("demo") as session:
            return list(session.scalars(select(OutboxItem.last_error)))

    def link(self, number: int) -> OutsideTicket:
        with self.database.reading("demo") as session:
            return session.get_one(OutsideTicket, ("demo", self.row(number).id))

    def key(self, number: int) -> str:
        return f"huiyi:{self.link(number).ticket_id}:1"

    def twin(self, number: int) -> str:
        """The one outside ticket."""
        found: list[str] = self.there.opened(self.key(number))
        assert len(found) == 1, found
        return found[0]

    def row(self, number: int) -> Ticket:
        with self.database.reading("demo") as session:
            return session.scalars(select(Ticket).where(Ticket.number == number)).one()

    def stopped(self) -> list[Stopped]:
        with self.database.reading("demo") as session:
            return list_stopped(session)

    def thread(self, number: int) -> list[tuple[str, str]]:
        with self.database.reading("demo") as session:
            ticket = self.row(number)
            return [(entry.author, entry.text) for entry in list_thread(session, ticket)]

    def answer(self, number: int, answer: Answer, outside_id: str | None = None) -> None:
        with self.database.uow("demo") as session:
            answer_stopped(session, number, answer, outside_id=outside_id, now=self.clock.now)


def system_of(kind: str, find_tracker: Callable[[], RequestTracker]) -> tuple[Any, Any, dict[str, str], str]:
    if kind == "request-tracker.v1":
        tracker = find_tracker()
        options = {"queue": "General", "user": "huiyi"}
        return TrackerThere(tracker), forward_to(tracker.url), options, tracker.token
    if kind == "zendesk.v1":
        zendesk = FakeZendesk()
        return zendesk, zendesk, {"user": "huiyi@example.com"}, "zendesk-token"
    if kind == "zammad.v1":
        zammad = FakeZammad()
        return zammad, zammad, {"group": "Users", "customer": "visitor@example.com"}, "zammad-token"
    receiver = FakeReceiver(WEBHOOK_SECRET)
    return receiver, receiver, {}, WEBHOOK_SECRET


def build_desk(
    database: Database, there: Any, faulty: FaultyServer, kind: str, options: dict[str, str], folder: Path
) -> Desk:
    """Its patience ends before a late answer comes; files lie in the `folder`."""
    clock = Clock(datetime.now(UTC))
    demo = new_tenant("demo", "lanyun", "Lanyun")
    with database.control() as session:
        store_tenant(session, demo, now=clock.now)
    with database.uow("demo") as session:
        session.add(
            Agent(
                tenant_id="demo", id="a_1", email="a@example.com", name="周宁", password_hash="",
                role="agent", language="zh", created_at=clock.now, disabled_at=None,
            )
        )  # fmt: skip
        session.add(
            Contact(
                tenant_id="demo",
                key="qinglan",
                name="Qinglan",
                email="qinglan@example.com",
                company="Qinglan",
                phone=None,
                language="zh",
                role="owner",
            )
        )
    tenants = TenantDirectory()
    tenants.replace([demo])
    hub = Hub()
    transport = HttpTransport(read_hosts(f"127.0.0.1:{faulty.port}, 127.0.0.1:9"), faulty.late_s * 2 / 3)
    connector = Connector(transport, clock)
    set_system(database, demo, connector, Wanted(kind, faulty.url, SECRET, options), now=clock.now)
    store = AttachmentStore(folder)
    limits = Limits(LARGEST_FILE, 50, 10**9)
    pusher = Pusher(database, tenants, connector, hub, clock, 60, store)
    relay = Relay(database, {BACKEND_PUSH: pusher}, attempts=60, only=True)
    puller = Puller(database, tenants, connector, hub, clock, Shelf(store, limits))
    if isinstance(there, FakeZendesk):
        there.url = faulty.url
    return Desk(database, there, faulty, clock, relay, puller, hub, store, limits)
