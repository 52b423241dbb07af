"""Recorded conversations run again through the whole bot, with scripted understanding and articles."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.bootstrap import build
from bot.cli.talk import Talk
from bot.demo_tenant import load_demo
from bot.inbox import Arrival
from bot.mail.taking_in import Envelope
from bot.models import Message, TurnRecord
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.migrate import migrate
from bot.principal import Principal
from bot.replay.comparison import Report
from bot.replay.conversation_file import read_conversations, write_conversations
from bot.replay.run import open_replayer, replay_all
from bot.replay.source import Source, file_source, stored_source
from bot.service import Service
from bot.settings import Settings
from bot.tenants import TenantInfo, new_tenant, store_tenant
from escalation.crm.demo_file import check_demo_file
from escalation.crm.models import Contact, Order
from escalation.duplicates.merging import merge
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, change_status
from kb_index.embedder import HashingEmbedder
from kb_index.types import SearchHit, SearchResult
from nlu.language import detect
from nlu.types import Decision, Entity, IntentScore, ParseResult
from tests.model_home import CUSTOMERS

INTENTS = {
    "refund": "request_refund",
    "cancel": "cancel_order",
    "bug": "report_bug",
    "ticket": "ticket_status",
    "person": "talk_to_human",
    "bill": "check_bill",
    "order": "order_status",
    "yes": "affirm",
}
SPANS = {"order_id": r"LY\d+", "ticket_id": r"#\d+", "product_version": r"\d\.\d", "platform": "android"}


@dataclass
class Words:
    """Knows the intent by a word of the message; "boom" raises."""

    intents: dict[str, str] = field(default_factory=lambda: dict(INTENTS))

    def warm_up(self) -> None:
        pass

    def take_up(self) -> None:
        pass

    def embedder(self) -> HashingEmbedder:
        return HashingEmbedder()

    def read_urgency(self, text: str, vector: object) -> None:
        return None

    def embed(self, text: str) -> None:
        return None

    def problems(self) -> tuple[str, ...]:
        return ()

    def parse(self, text: str, **_: object) -> ParseResult:
        if "boom" in text:
            raise RuntimeError("as the message said")
        intent = IntentScore(next((self.intents[w] for w in self.intents if w in text), "data_export"), 0.9)
        entities = tuple(
            Entity(kind, found.start(), found.end(), found.group(), found.group())
            for kind, pattern in SPANS.items()
            for found in re.finditer(pattern, text)
        )
        ranking = (intent, IntentScore("greet", 0.1))
        return ParseResult(text, detect(text), intent, ranking, entities, Decision.accepted, ())


@dataclass
class OneArticle:
    version: int = 1

    def warm_up(self) -> None:
        pass

    def refresh(self, tenant_id: str) -> None:
        pass

    def problems(self) -> tuple[str, ...]:
        return ()

    def of(self, tenant_id: str) -> "OneArticle":
        return self

    def having_read(self, query: str, **_: object) -> "OneArticle":
        return self

    def search(self, query: str, *, language: str, product_version: str | None, **_: object) -> SearchResult:
        name = f"export-data-{product_version}" if product_version else "export-data"
        hit = SearchHit(name, "Export", language, self.version, 0.9, "Choose Export.")
        return SearchResult((hit,), True, "as scripted")


@dataclass
class Live:
    """A service whose conversations are to be replayed."""

    service: Service
    tenant: TenantInfo
    home: Path

    def say(self, conversation: str, text: str, customer: str | None = "northfold") -> dict:
        return Talk(self.service, self.tenant).say(conversation, text, customer=customer).trace

    def stored(self, **choice: object) -> Source:
        return stored_source(self.service.database, self.tenant, **({"since": None, "limit": None} | choice))

    def replay(
        self, source: Source | None = None, intents: dict[str, str] | None = None, version: int = 1
    ) -> Report:
        return self.replay_and_record(source, intents, version)[0]

    def replay_and_record(self, source=None, intents=None, version=1):
        parts = {"understanding": Words(INTENTS | (intents or {})), "knowledge": OneArticle(version)}
        database, settings = self.service.database, self.service.settings
        sources = [source or self.stored()]
        with open_replayer(settings, database, [self.tenant], **parts) as replayer:
            return replay_all(replayer, sources, lambda done: None)

    def count(self, table: type) -> int:
        with self.service.database.reading(self.tenant.id) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture(params=["standing", "running"])
def live(request, new_sqlite, tmp_path) -> Iterator[Live]:
    """Lanyun with a clock that stands still, as the demo's, and with the real one."""
    data = json.loads(CUSTOMERS.read_text(encoding="utf-8"))
    if request.param == "running":
        del data["now"]
        today = datetime.now(UTC).date().isoformat()
        for order in data["customers"]["northfold"]["orders"]:
            order["placed_on"] = today
    database = Database(build_engine(new_sqlite()))
    migrate(database.engine)
    load_demo(database, check_demo_file(data))
    service = build(Settings(home=tmp_path), database=database, understanding=Words(), knowledge=OneArticle())
    tenant = service.tenants.find_by_slug("demo")
    assert tenant is not None
    yield Live(service, tenant, tmp_path)
    service.stop()


def refund_twice(live: Live) -> None:
    """The second conversation finds the order refunded by the first."""
    live.say("a", "refund LY20260503011")
    live.say("a", "by mistake")
    assert "done:request_refund" in live.say("a", "yes")["acts"]
    assert "abandons:request_refund" in live.say("b", "refund LY20260503011")["acts"]


def test_twice_against_the_same_gives_no_difference_and_leaves_the_live_data_alone(live):
    refund_twice(live)
    live.say("c", "a bug")
    opened = live.say("c", "cards vanish from the board")["ticket"]
    live.say("d", "another bug", "qinglan")
    live.say("d", "the calendar is empty", "qinglan")
    live.say("c", f"ticket {opened['ticket_id']}?")
    live.say("c", "a person please")
    live.say("e", "how do I export?", None)
    live.say("e", "how is my order", None)
    before = [live.count(table) for table in (Message, TurnRecord, Ticket)]
    for _ in range(2):
        report = live.replay()
        assert (report.conversations, report.turns, report.unrecorded) == (5, 12, 0)
        assert report.differences == ()
    assert [live.count(table) for table in (Message, TurnRecord, Ticket)] == before
    with live.service.database.reading(live.tenant.id) as session:
        order = session.scalars(select(Order).where(Order.order_id == "LY20260503011")).one()
    assert order.status == "refund_requested"


def test_an_order_is_what_it_was_before_the_bot_cancelled_it(live):
    live.say("a", "order LY20260510019?", "qinglan")
    live.say("b", "cancel LY20260510019", "qinglan")
    assert "done:cancel_order" in live.say("b", "yes", "qinglan")["acts"]
    assert live.say("c", "cancel LY20260510019", "qinglan")["acts"] != ["confirms"]
    assert live.replay().differences == ()
    file = live.home / "conversations.jsonl"
    write_conversations(file, live.stored().conversations)
    assert live.replay(from_file(live, file)).differences == ()


def test_a_ticket_that_goes_on_in_another_customers_stands_as_that_one_does(live):
    live.say("a", "a bug")
    opened = live.say("a", "cards vanish from the board")["ticket"]
    with live.service.database.uow(live.tenant.id) as session:
        deed, numbers = (
            Deed("system", live.tenant.now(datetime.now(UTC))),
            (3312, int(opened["ticket_id"][1:])),
        )
        theirs, root = (lock_ticket(session, live.tenant.id, number) for number in numbers)
        merge(session, theirs, root, deed)
        change_status(session, root, deed, "resolved")
    live.say("b", "ticket #3312?", "qinglan")
    assert live.replay().differences == ()
    with live.service.database.reading(live.tenant.id) as session:
        said = session.scalars(select(Message.text).where(Message.author == "bot")).all()
    assert "已解决" in said[-1] or "resolved" in said[-1]


def test_what_is_remembered_of_a_customer_from_later_does_not_reach_back(live):
    live.say("a", "how do I export?")
    live.say("b", "1234567")  # of no language, so that the customer's decides
    for text in ("we are on 4.8", "export on android", "how do I export a board?"):
        live.say("c", text, "qinglan")
    live.say("d", "how do I export?")
    live.say("d", "we are on 5.1 and android")
    live.say("e", "1234567", "qinglan")
    live.say("f", "how do I export?")
    assert live.say("f", "on 4.8 now")["article"]["article"] == "export-data-4.8"
    with live.service.database.reading(live.tenant.id) as session:
        kept = {one.key: (one.language, one.product_version) for one in session.scalars(select(Contact))}
    assert (kept["qinglan"], kept["northfold"]) == (("en", "4.8"), ("en", "4.8"))
    assert live.replay().differences == ()


def test_what_a_customers_site_said_since_does_not_reach_back(live):
    live.say("a", "how do I export?")
    live.say("a", "we are on 4.8")
    live.say("b", "how do I export?")
    with live.service.database.uow(live.tenant.id) as session:
        contact = session.scalars(select(Contact).where(Contact.key == "northfold")).one()
        contact.product_version, contact.platform = "6.0", None
    live.say("c", "how do I export?")
    assert live.replay().differences == ()


def test_of_several_tenants_each_sees_its_own_and_a_difference_says_whose(live):
    database = live.service.database
    other = new_tenant("other", "rival", "Rival")
    with database.control() as session:
        store_tenant(session, other, now=datetime.now(UTC))
    live.service.tenants.replace([live.tenant, other])
    refund_twice(live)
    Live(live.service, other, live.home).say("a", "how do I export?", None)  # of the same id
    sources = [stored_source(database, one, since=None, limit=None) for one in (live.tenant, other)]
    parts = {"understanding": Words(), "knowledge": OneArticle(2)}
    with open_replayer(live.service.settings, database, [live.tenant, other], **parts) as replayer:
        report, _ = replay_all(replayer, sources, lambda done: None)
    assert (report.conversations, report.turns) == (3, 5)
    assert report.as_json()["by_tenant"] == {"rival": 1}
    assert report.differences[0].fields == ("version",)


def test_another_reading_shows_as_a_difference_and_what_follows_is_marked(live):
    live.say("a", "refund LY20260503011")
    live.say("a", "by mistake")
    live.say("b", "my order")
    first, second = live.replay(intents={"refund": "order_status"}).differences
    assert (first.conversation, first.number, first.after_divergence) == ("cli-a", 1, False)
    assert {"intent", "acts", "flow"} <= set(first.fields)
    assert (first.recorded.intent, first.replayed.intent) == ("request_refund", "order_status")
    assert second.after_divergence


def test_a_revised_article_is_a_difference_that_nothing_follows_from(live):
    live.say("a", "how do I export?")
    live.say("a", "export a board, how?")
    differences = live.replay(version=2).differences
    assert [(one.fields, one.after_divergence) for one in differences] == [(("version",), False)] * 2


def test_what_was_said_to_an_agent_is_not_replayed(live):
    live.say("a", "a person please")
    agent = Principal("agent", live.tenant.id, "a1", name="周宁")
    now = datetime.now(UTC)
    live.service.ownership.take_over(agent, "cli-a", now)
    live.say("a", "refund LY20260503011")
    live.service.ownership.reply(agent, Arrival("cli-a", "web", "r1", "refund me first"), now)
    live.service.ownership.hand_back(agent, "cli-a", now)
    live.say("a", "my order")
    report = live.replay()
    assert (report.turns, report.differences) == (2, ())


def test_what_the_bot_does_not_answer_is_not_replayed(live):
    def post(number: int, text: str, **headers: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["Message-ID"] = "Li <li@qinglan.example>", f"<{number}@qinglan.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        envelope = Envelope("li@qinglan.example", "support@lanyun.example")
        intake = live.service.postbox.mail
        taken = intake.take(live.tenant, envelope, mail.as_bytes(policy=SMTP), datetime.now(UTC))
        live.service.processor.answer(live.tenant.id, taken.conversation_id)

    post(1, "the invoice, please", Auto_Submitted="auto-replied")
    post(2, "我在休假，发票请找同事", Precedence="bulk")
    post(3, "how do I export?")
    conversations = list(live.stored().conversations)
    assert [one.messages[0].to for one in conversations] == ["nobody", "nobody", "bot"]
    report = live.replay()
    assert (report.turns, report.differences) == (1, ())


def test_a_turn_that_fails_has_no_course_and_the_rest_goes_on(live):
    live.say("a", "boom")
    live.say("a", "my order")
    with live.service.database.reading(live.tenant.id) as session:
        trace = session.scalars(select(TurnRecord.trace).order_by(TurnRecord.seq)).first()
    assert "as the message said" in trace["error"]
    report = live.replay()
    assert (report.turns, report.differences) == (2, ())


def test_what_was_exported_replays_like_what_is_stored(live):
    refund_twice(live)
    file = live.home / "conversations.jsonl"
    assert write_conversations(file, live.stored().conversations) == 2
    report = live.replay(from_file(live, file))
    assert (report.turns, report.differences) == (4, ())


def test_a_file_without_courses_is_recorded_and_then_compared(live):
    now = "2026-05-12T15:00:00+08:00"
    messages = [
        {"author": "customer", "text": "a bug"},
        {"author": "bot", "text": "what happened?"},
        {"author": "customer", "text": "the board is empty", "at": "2026-05-12T23:00:00+08:00"},
        {"author": "customer", "text": "person", "kind": "handoff"},
    ]
    file, recorded = live.home / "plain.jsonl", live.home / "recorded.jsonl"
    line = {"id": "x", "language": "zh", "now": now, "customer": "qinglan", "messages": messages}
    file.write_text(json.dumps(line), encoding="utf-8")
    report, gone = live.replay_and_record(from_file(live, file))
    assert (report.turns, report.unrecorded, report.differences) == (3, 3, ())
    write_conversations(recorded, gone)
    turns = [one.turn for one in read(recorded)[0].messages if one.has_turn]
    assert ["handoff" in turn.acts for turn in turns] == [False, False, True]
    report = live.replay(from_file(live, recorded))
    assert (report.turns, report.unrecorded, report.differences) == (3, 0, ())


def test_the_first_and_the_last_moment_of_a_file_can_be_replayed(live):
    asked = [
        {"author": "customer", "text": text} for text in ("a person please", "我的工单呢 ticket", "how long?")
    ]
    file = live.home / "edges.jsonl"
    moments = ("1970-01-01T00:00:00Z", "2999-12-31T23:59:59Z")
    common = {"language": "zh", "customer": "qinglan", "messages": asked}
    lines = [common | {"id": moment[:4], "now": moment} for moment in moments]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    _, gone = live.replay_and_record(from_file(live, file))
    turns = [message.turn for one in gone for message in one.messages]
    assert [turn.error for turn in turns] == [None] * 6
    assert "handoff" in turns[0].acts


def test_the_newest_are_chosen_and_replayed_oldest_first(live):
    for name in "abc":
        live.say(name, "my order")
    ids = [one.id for one in live.stored(limit=2).conversations]
    assert ids == ["cli-b", "cli-c"]
    assert live.stored(since=datetime.now(UTC) + timedelta(hours=1)).count == 0
    file = live.home / "all.jsonl"
    write_conversations(file, live.stored().conversations)
    assert from_file(live, file, limit=1).count == 1


def from_file(live: Live, file: Path, *, limit: int | None = None) -> Source:
    return file_source(file, live.service.database, live.tenant, since=None, limit=limit, text_limit=4000)


def read(file: Path):
    return read_conversations(file, text_limit=4000, is_customer=lambda key: True)
