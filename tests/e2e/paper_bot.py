"""A bot that knows three things by heart, so that the service runs for real without a model."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from dialogs.events import Event
from dialogs.tracker import DialogueStateTracker
from dialogs.types import BotResponse, Handoff, Source, TicketRef, Trace, Turn, World
from escalation.handoff import request_person
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket
from kb_index.embedder import HashingEmbedder
from kb_index.types import SearchResult
from nlu.types import Decision, Entity, IntentScore, Language, ParseResult

PERSON, REFUND, PASSWORD, NONSENSE = "talk_to_human", "request_refund", "reset_password", "out_of_scope"
SAYS = {
    PERSON: {"zh": "好的，马上为您转接人工客服。", "en": "Of course. A person will be with you shortly."},
    REFUND: {"zh": "要退订单 {order}，对吗？", "en": "You want a refund for {order}, right?"},
    PASSWORD: {
        "zh": "在登录页点“忘记密码”，我们会发一封重置邮件。\n链接 30 分钟内有效。",
        "en": "Choose “Forgot password” on the sign-in page; we send you a link.\nIt works for 30 minutes.",
    },
    NONSENSE: {
        "zh": "这个我帮不上忙，要转人工吗？",
        "en": "I cannot help with that. Would you like a person?",
    },
}


class PaperUnderstanding:
    def warm_up(self) -> None:
        """Nothing to load."""

    def take_up(self) -> None:
        """Never another model."""

    def read_urgency(self, text: str, vector: object) -> None:
        return None

    def embed(self, text: str) -> None:
        """Nothing to embed with."""

    def embedder(self) -> HashingEmbedder:
        return HashingEmbedder()

    def problems(self) -> tuple[str, ...]:
        return ()

    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult:
        language = Language.zh if re.search("[\u4e00-\u9fff]", text) else Language.en
        name = _intent(text)
        sure = 0.94 if name != NONSENSE else 0.31
        others = [other for other in SAYS if other != name]
        ranking = [IntentScore(name, sure), *(IntentScore(other, (1 - sure) / 3) for other in others)]
        return ParseResult(
            text=text,
            language=language,
            intent=ranking[0],
            intent_ranking=tuple(ranking),
            entities=tuple(
                Entity("order_id", found.start(), found.end(), found[0], found[0].replace("-", "").upper())
                for found in re.finditer(r"LY[-\d]{8,16}", text, re.IGNORECASE)
            ),
            decision=Decision.accepted if name != NONSENSE else Decision.rejected,
            reasons=(f"{name} leads the next by {sure - (1 - sure) / 3:.2f}",),
        )


class PaperShelf:
    def warm_up(self) -> None:
        """Nothing to load."""

    def refresh(self, tenant_id: str) -> None:
        """Never indexed anew."""

    def problems(self) -> tuple[str, ...]:
        return ()

    def of(self, tenant_id: str) -> "PaperShelf":
        return self

    def having_read(self, query: str, **_: Any) -> "PaperShelf":
        return self

    def search(self, query: str, **_: Any) -> SearchResult:
        return SearchResult((), False, "there is nothing on this shelf")


class PaperManager:
    def asks_knowledge(self, message: ParseResult) -> bool:
        return False

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        said = Event("customer.said", {"language": message.language.value, "text": message.text})
        acts = {PERSON: _person, REFUND: _refund, PASSWORD: _password}.get(message.intent.name, _nonsense)
        reply, trace, handoff = acts(message, world)
        return Turn((said,), (reply,), trace, message.language, handoff)


Outcome = tuple[BotResponse, Trace, Handoff | None]


def _person(message: ParseResult, world: World) -> Outcome:
    outcome = request_person(
        world.session,
        tenant_id=world.tenant_id,
        told=NewTicket(
            conversation_id=world.conversation_id,
            contact_key=world.contact_key,
            channel=world.channel,
            language=message.language.value,
            tier=None,
            intent=PERSON,
            module=None,
            subject=message.text,
            text=message.text,
            priority=Priority("P2", (Words("测试如此", "a person was asked for"),)),
        ),
        new_id=world.new_id,
        agents_online=world.agents_online,
        timezone=world.timezone,
        business_hours=world.business_hours,
        now=world.now,
    )
    ticket = outcome.ticket
    ref = TicketRef(f"#{ticket.number}", PERSON, ticket.priority, ticket.status, None, outcome.joined)
    trace = Trace(
        ("handoff",), {}, None, None, ("the customer asked for a person", outcome.reason), ticket=ref
    )
    return BotResponse(_say(message)), trace, Handoff(ref, outcome.promised_at, outcome.reason)


def _refund(message: ParseResult, world: World) -> Outcome:
    order = message.entities[0].value if message.entities else "LY20260428006"
    quick = ("是", "否") if message.language == Language.zh else ("Yes", "No")
    trace = Trace(
        ("confirms",),
        {"order_id": order, "amount": "2400 CNY", "reason": None},
        REFUND,
        "confirming",
        ("all slots are filled, so the flow asks for a yes",),
    )
    return BotResponse(_say(message).format(order=order), quick), trace, None


def _password(message: ParseResult, world: World) -> Outcome:
    title = {"zh": "重置密码", "en": "Reset your password"}[message.language]
    source = Source("reset-password", title, message.language.value, 2)
    quick = ("有帮助", "没帮助") if message.language == Language.zh else ("That helped", "Not really")
    reasons = ("passage 0.87 is over the floor of 0.62",)
    trace = Trace(("answers_from_kb",), {}, "knowledge", "asked_helped", reasons, article=source)
    return BotResponse(_say(message), quick, (source,)), trace, None


def _nonsense(message: ParseResult, world: World) -> Outcome:
    return (
        BotResponse(_say(message)),
        Trace(("refuses_out_of_scope",), {}, None, None, ("below the floor",)),
        None,
    )


def _intent(text: str) -> str:
    for pattern, name in ((r"人工|person|human", PERSON), ("退|refund", REFUND), ("密码|password", PASSWORD)):
        if re.search(pattern, text, re.IGNORECASE):
            return name
    return NONSENSE


def _say(message: ParseResult) -> str:
    return SAYS[message.intent.name][message.language.value]


PARTS: dict[str, Callable[[], Any]] = {
    "understanding": PaperUnderstanding,
    "manager": PaperManager,
    "knowledge": PaperShelf,
}


def paper_parts() -> dict[str, Any]:
    """Keywords for `bot.bootstrap.build`."""
    return {name: make() for name, make in PARTS.items()}
