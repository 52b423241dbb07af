"""A conversation from outside: scripted parses in, turns out, SQLite in memory beneath."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import DateTime, create_engine
from sqlalchemy.orm import Session

from bot.persistence.moments import AwareDateTime
from dialogs.events import Event
from dialogs.manager import DialogueManager
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Turn, World
from escalation.crm.models import Bill, Contact, Order, Subscription
from escalation.models import Base
from escalation.ticketing.desk import blank_ticket
from escalation.ticketing.models import TicketCounter
from kb_index.fit import ANYONE
from kb_index.types import SearchHit, SearchResult
from nlu.types import Decision, Entity, IntentScore, Language, ParseResult, Vector

TENANT = "lanyun"
NOW = datetime.fromisoformat("2026-05-12T15:00:00+08:00")
NIGHT = datetime.fromisoformat("2026-05-12T23:00:00+08:00")

ENTITIES = (
    ("order_id", r"LY(?:[- ]?\d){8,12}\b", lambda raw: re.sub(r"\W", "", raw).upper()),
    ("invoice_id", r"INV-?\d{6,10}", lambda raw: raw.upper()),
    ("ticket_id", r"(?:#|T-)\d+", lambda raw: "#" + re.sub(r"\D", "", raw)),
    ("email", r"(?<![\w.])[\w.]{1,64}@[\w.]+\w", str.lower),
    ("money", r"(\d[\d,]*)\s*元", lambda raw: re.sub(r"[^\d]", "", raw) + " CNY"),
    ("seats", r"\d+(?=\s*(?:个席位|个账号|seats|users))", str),
    (
        "plan",
        r"企业版|[Ee]nterprise|商业版|[Bb]usiness(?! days)|团队版|\bTeam\b|免费版|\bFree\b",
        lambda raw: {"企业版": "enterprise", "商业版": "business", "团队版": "team", "免费版": "free"}.get(
            raw, raw.lower()
        ),
    ),
    (
        "addon",
        r"CRM|数据仓库|Data Warehouse|自动化|\bAutomation\b",
        lambda raw: {"数据仓库": "data_warehouse", "自动化": "automation"}.get(
            raw, raw.lower().replace(" ", "_")
        ),
    ),
    ("phone", r"(?<!\w)1[3-9]\d{9}\b|\+1 555 \d{4}", lambda raw: re.sub(r"[^+\d]", "", raw)),
    ("person", r"王小明|李雷|Bob Miller|Ann Lee", str),
    (
        "time",
        r"5月20日下午2点|5月1日|20 May at 2pm|1 May|5月27日|27 May",
        lambda raw: {
            "5月20日下午2点": "2026-05-20T14:00:00+08:00",
            "20 May at 2pm": "2026-05-20T14:00:00+08:00",
            "5月1日": "2026-05-01",
            "1 May": "2026-05-01",
            "5月27日": "2026-05-27",
            "27 May": "2026-05-27",
        }[raw],
    ),
    (
        "product_module",
        r"看板|[Dd]ashboard|仪表盘|报表|[Bb]oard",
        lambda raw: {"看板": "board", "仪表盘": "dashboard", "报表": "reports"}.get(raw, raw.lower()),
    ),
    ("error_code", r"\b502\b|E\d{4}", str),
    ("platform", r"Android|iOS", str.lower),
    ("product_version", r"(?<![0-9A-Za-z.])[3-6]\.(?:\d|x)(?![\d.])", str),
)


def parse(text: str, intent: str = "?", confidence: float = 0.9, second: str | None = None) -> ParseResult:
    """`intent` "?" is a message rejected because no meaning was found, out_of_scope one rejected as such.

    With `second` the two are too close to choose.
    """
    entities = [
        Entity(kind, m.start(), m.end(), m.group(), normalise(m.group()))
        for kind, pattern, normalise in ENTITIES
        for m in re.finditer(pattern, text)
    ]
    decision = Decision.accepted
    name = intent
    ranking = [IntentScore(intent, confidence), IntentScore("how_to", 1 - confidence)]
    if second:
        decision, ranking = Decision.ambiguous, [IntentScore(intent, 0.45), IntentScore(second, 0.4)]
    elif intent == "?":
        decision, name = Decision.rejected, "out_of_scope"
        ranking = [IntentScore("how_to", 0.2), IntentScore("greet", 0.15)]
    elif intent == "out_of_scope":
        decision = Decision.rejected
    language = Language.zh if re.search(r"[\u3400-\u9fff]", text) else Language.en
    return ParseResult(
        text, language, IntentScore(name, confidence), tuple(ranking), tuple(entities), decision, ()
    )


class TwoArticles:
    """Knows about exporting data and about refund times, each in both languages; nothing else.

    It is not sure of anything that is guessed.
    """

    ARTICLES = (
        (
            "export-data-5x",
            r"导出|export",
            {
                "zh": ("导出数据", "打开管理后台 > 数据管理，点导出。"),
                "en": ("Export your data", "Open Admin console > Data and choose Export."),
            },
        ),
        (
            "refund-times",
            r"到账|how long|多久|几天|价格|多少钱|how much|cost|price",
            {
                "zh": ("退款与价格", "审核需要 2 个工作日。"),
                "en": ("Refunds and prices", "A decision takes 2 business days."),
            },
        ),
        ("only-english", r"only english", {"en": ("Only here", "This one is in English.")}),
        (
            "reset-password",
            r"密码|password",
            {"zh": ("重置密码", "点忘记密码。"), "en": ("Reset your password", "Choose Forgot password.")},
        ),
        (
            "password-link",
            r"密码|password",
            {"zh": ("重置链接收不到", "看看垃圾邮件。"), "en": ("No reset link", "Look in the spam folder.")},
        ),
    )

    def __init__(self):
        self.askers = []

    def search(
        self,
        query,
        *,
        vector,
        language,
        product_version=None,
        asker=ANYONE,
        without=(),
        limit=5,
        shown_in=None,
    ):
        self.askers.append((product_version, asker))
        hits = []
        for article, pattern, texts in self.ARTICLES:
            if article not in without and re.search(pattern, query, re.I):
                shown = language if language in texts else next(iter(texts))
                title, passage = texts[shown]
                score = 7.0 if re.search(r"hardly|不沾边", query) else 16.0
                hits.append(SearchHit(article, title, shown, 3, score - 2 * len(hits), passage))
        sure = bool(hits) and not re.search(r"I guess|大概|hardly|不沾边", query)
        return SearchResult(tuple(hits), sure, "scripted floor 0.5")


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: AwareDateTime}  # as in the service
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        load_customers(session)
        yield session
    engine.dispose()


def load_customers(session: Session) -> None:
    def day(text):
        return datetime.fromisoformat(text).date() if text else None

    people = [
        ("qinglan", "周若溪", "zh", "business"),
        ("northfold", "Dana Whitlock", "en", "team"),
        ("solo", "顾一", "zh", "free"),
        ("trio", "Tess", "en", "team"),
        ("bamboo", "何青", "zh", "business"),
        ("harbor", "Ann Lee", "en", "team"),
    ]
    members = ("harbor",)
    for key, name, language, plan in people:
        session.add(
            Contact(
                tenant_id=TENANT,
                key=key,
                name=name,
                email=f"{key}@x.example",
                company=key,
                language=language,
                role="member" if key in members else "owner",
            )
        )
        session.add(
            Subscription(
                tenant_id=TENANT,
                contact_key=key,
                plan=plan,
                seats=3,
                addons=["crm"] if key == "bamboo" else [],
                renews_on=day("2026-08-01") if key in ("bamboo", "harbor") else None,
            )
        )
    orders = [
        ("LY20260428006", "qinglan", "8 extra seats", 8, "2400 CNY", True, "active", "2026-04-28"),
        (
            "LY20260510019",
            "qinglan",
            "Data Warehouse add-on, one year",
            None,
            "6000 CNY",
            False,
            "pending_payment",
            "2026-05-10",
        ),
        ("LY20260503011", "northfold", "2 extra seats", 2, "38.00 USD", True, "processing", "2026-05-03"),
        ("LY20260505021", "trio", "4 extra seats", 4, "76.00 USD", True, "active", "2026-05-05"),
        (
            "LY20260506022",
            "trio",
            "Automation add-on, one year",
            None,
            "390.00 USD",
            True,
            "active",
            "2026-05-06",
        ),
        ("LY20260102001", "trio", "Team plan, yearly", 4, "760.00 USD", True, "active", "2026-01-02"),
        ("LY20260511031", "bamboo", "8 extra seats", 8, "2400 CNY", False, "pending_payment", "2026-05-11"),
        ("LY20260509032", "bamboo", "CRM add-on, one year", None, "3000 CNY", True, "active", "2026-05-09"),
        ("LY20260507033", "harbor", "5 extra seats", 5, "95.00 USD", False, "pending_payment", "2026-05-07"),
        (
            "LY20260508034",
            "harbor",
            "Automation add-on, one year",
            None,
            "390.00 USD",
            False,
            "pending_payment",
            "2026-05-08",
        ),
    ]
    for order_id, key, what, seats, amount, paid, status, on in orders:
        session.add(
            Order(
                tenant_id=TENANT,
                order_id=order_id,
                contact_key=key,
                what=what,
                seats=seats,
                amount=amount,
                paid=paid,
                status=status,
                placed_on=day(on),
            )
        )
    bills = [
        ("INV-202604", "qinglan", "2026-04", "2400 CNY", "paid", None),
        ("INV-2026041", "northfold", "2026-04", "171.00 USD", "open", "2026-05-31"),
        ("INV-2026031", "trio", "2026-03", "76.00 USD", "paid", None),
        ("INV-2026042", "trio", "2026-04", "90.00 USD", "open", "2026-05-31"),
        ("INV-202603", "bamboo", "2026-03", "2400 CNY", "paid", None),
        ("INV-202605", "bamboo", "2026-05", "1200 CNY", "open", "2026-05-31"),
    ]
    for invoice_id, key, period, amount, status, due in bills:
        session.add(
            Bill(
                tenant_id=TENANT,
                invoice_id=invoice_id,
                contact_key=key,
                period=period,
                amount=amount,
                status=status,
                due_on=day(due),
            )
        )
    for number, key, subject in [
        (3312, "qinglan", "看板里的卡片拖不动"),
        (3310, "trio", "Calendar feed is late"),
        (3311, "trio", "Login page blank"),
    ]:
        ticket = blank_ticket(
            TENANT,
            f"t{number}",
            number,
            contact_key=key,
            conversation_id="old",
            intent="how_to",
            module=None,
            subject=subject,
            now=NOW,
        )
        ticket.status = "open"
        session.add(ticket)
    session.add(TicketCounter(tenant_id=TENANT, last_number=3312))
    session.flush()


class Chat:
    """One conversation. Only stored JSON survives between turns, as in the running service."""

    def __init__(
        self, session: Session, customer: str | None, *, agents_online: bool = False, now: datetime = NOW
    ) -> None:
        self.session, self.customer, self.agents_online, self.now = session, customer, agents_online, now
        self.manager = DialogueManager()
        self.knowledge = TwoArticles()
        self.embed: Callable[[str], Vector | None] = lambda text: None
        self.stored: list[str] = []
        self.turns: list[Turn] = []
        self.ids = itertools.count(1)
        self.waiting = False
        self.language: Language | None = None
        self.remembers: frozenset[str] = frozenset()
        self.wording: dict[str, dict[str, list[str]]] = {}

    def say(self, text: str, intent: str = "?", **kwargs) -> Turn:
        return self.send(parse(text, intent, **kwargs))

    def send(self, message: ParseResult) -> Turn:
        turn = self.manager.handle(self.tracker, message, self.world)
        self.stored += [json.dumps(event.as_json()) for event in turn.events]
        self.turns.append(turn)
        self.waiting = self.waiting or turn.handoff is not None
        assert turn.replies, "every message gets an answer"
        assert all(reply.text.strip() for reply in turn.replies)
        return turn

    def return_to_bot(self) -> None:
        """As when an agent hands the conversation back."""
        self.stored.append(json.dumps(Event("conversation.returned", {}).as_json()))
        self.waiting = False

    @property
    def tracker(self) -> DialogueStateTracker:
        return DialogueStateTracker.fold(Event(**json.loads(line)) for line in self.stored)

    @property
    def world(self) -> World:
        return World(
            session=self.session,
            knowledge=self.knowledge,
            tenant_id=TENANT,
            tenant_name="蓝云",
            timezone="+08:00",
            business_hours={"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"},
            conversation_id="c1",
            contact_key=self.customer,
            language=self.language,
            now=self.now,
            agents_online=self.agents_online,
            embed=self.embed,
            new_id=lambda: f"id{next(self.ids)}",
            waiting=self.waiting,
            remembers=self.remembers,
            wording=self.wording,
        )


@pytest.fixture
def chat(session):
    """`chat("qinglan")` starts a conversation of that customer, `chat(None)` a visitor's."""

    def start(customer: str | None = "qinglan", **kwargs) -> Chat:
        return Chat(session, customer, **kwargs)

    return start


@pytest.fixture(name="parse")
def parse_fixture():
    return parse


@pytest.fixture
def conversation_scripts() -> list[Path]:
    return sorted((Path(__file__).parents[3] / "training_data" / "conversations").glob("*.yml"))
