"""What an agent may answer with while a conversation is open: articles, and cases that were solved before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from bot.case_shelf import SHORT_LIST
from bot.clock import utc_now
from bot.message_text import find_file_name
from bot.models import Conversation, DialogueEvent, Message, SolvedCase, TurnRecord
from bot.persistence.tenancy import TenantSession
from bot.service import Service
from bot.ticket_talk import CONDUCT
from dialogs.events import Event
from dialogs.tracker import DialogueStateTracker
from escalation.crm.accounts import find_contact, find_subscription
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.models import Ticket
from kb_index.facets import Facets
from kb_index.fit import Asker
from kb_index.models import Article, ArticleFeedback
from kb_index.types import SearchHit
from kb_index.worth_showing import weigh_hits
from nlu.extractors.rules import find_by_rules
from nlu.extractors.surface import surface_of
from nlu.language import HAN, WORD, detect
from nlu.types import Language

MOST_ARTICLES = 4
MOST_CASES = 3
LATEST = 6
"""Messages of the customer that are looked at for what they want."""

FEW_WORDS = 4
"""Of words and Chinese characters: a message of fewer is read with the one before it."""

LONGEST = 400
"""Characters of a message that are searched for, its last ones: encoding a page of log takes long."""


@dataclass(frozen=True, slots=True)
class Said:
    """A customer's message; `intent` is None where the bot did not read it."""

    seq: int
    text: str
    intent: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the customer wants now: the words, and the message that they end with."""

    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Customer:
    """What of a customer decides whether an article holds for them; None where it is not known."""

    product_version: str | None = None
    plan: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestedArticle:
    """`rating` is this agent's own: 1, -1 or 0 for none, with its `reason`; `inserted`: sent before."""

    hit: SearchHit
    facets: Facets
    rating: int
    inserted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedCase:
    ticket: int
    language: str
    question: str
    answer: str
    used: int
    solved_at: datetime
    nearness: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`wanted` is None where the customer has said nothing yet; `language` is the customer's.

    `searched` is False where the articles there are cannot be searched now.
    """

    wanted: Wanted | None
    language: str
    customer: Customer
    articles: Sequence[SuggestedArticle] = ()
    cases: Sequence[SuggestedCase] = ()
    searched: bool = True


def suggest(
    service: Service, session: TenantSession, conversation: Conversation, *, agent_id: str
) -> Suggestions:
    """Best first, internal articles among them. Raises NotReady while the models or the articles load."""
    tenant_id = session.require_tenant()
    wanted = what_is_wanted(_read_said(session, conversation.id))
    customer = _read_customer(session, conversation, wanted)
    if wanted is None:
        return Suggestions(None, conversation.language, customer)
    language = detect(wanted.text, default=Language(conversation.language)).value
    vector = service.embed(wanted.text)
    result = service.knowledge.of(tenant_id).search(
        wanted.text,
        vector=vector,
        language=language,
        product_version=customer.product_version,
        asker=Asker(plan=customer.plan, platform=customer.platform, internal=True),
        limit=MOST_ARTICLES,
    )
    _, hits = weigh_hits(result)
    near = service.cases.find(tenant_id, vector, language, SHORT_LIST)
    return Suggestions(
        wanted,
        language,
        customer,
        _articles(session, hits, f"agent:{agent_id}"),
        _cases(session, {one.ticket: one.nearness for one in near}),
        result.searched,
    )


def what_is_wanted(said: Sequence[Said]) -> Wanted | None:
    """Of the latest messages, oldest first: the last that wants something, where any does."""
    telling = [one for one in said if one.intent not in CONDUCT] or list(said[-1:])
    if not telling:
        return None
    last = telling[-1]
    short = len(HAN.findall(last.text)) + len(WORD.findall(last.text)) < FEW_WORDS
    texts = [one.text for one in telling[-2:]] if short else [last.text]
    return Wanted(last.seq, "\n".join(texts)[-LONGEST:])


def _read_said(session: TenantSession, conversation_id: str) -> list[Said]:
    turn = and_(
        TurnRecord.tenant_id == Message.tenant_id,
        TurnRecord.conversation_id == Message.conversation_id,
        TurnRecord.seq == Message.seq,
    )
    rows = session.execute(
        select(Message.seq, Message.text, TurnRecord.trace)
        .outerjoin(TurnRecord, turn)
        .where(Message.conversation_id == conversation_id, Message.author == "customer")
        .order_by(Message.seq.desc())
        .limit(LATEST)
    ).all()
    return [
        Said(seq, text, ((trace or {}).get("intent") or {}).get("name"))
        for seq, text, trace in rows[::-1]
        if text and find_file_name(text) is None
    ]


def _read_customer(session: TenantSession, conversation: Conversation, wanted: Wanted | None) -> Customer:
    """What they speak of comes before what they have, as where the bot answers."""
    tenant_id = session.require_tenant()
    contact = find_contact(session, tenant_id, conversation.contact_key) if conversation.contact_key else None
    plan = find_subscription(session, tenant_id, contact.key) if contact else None
    told = _read_told(session, conversation.id)
    named = _read_named(wanted.text) if wanted else {}
    return Customer(
        told.get("product_version") or (contact.product_version if contact else None),
        named.get("plan") or (plan.plan if plan else None),
        named.get("platform") or told.get("platform") or (contact.platform if contact else None),
    )


def _read_told(session: TenantSession, conversation_id: str) -> Mapping[str, str]:
    """As the bot would know it now."""
    told = select(DialogueEvent.type, DialogueEvent.data).where(
        DialogueEvent.type == "customer.told", DialogueEvent.conversation_id == conversation_id
    )
    events = session.execute(told.order_by(DialogueEvent.position))
    return DialogueStateTracker.fold(Event(one.type, one.data) for one in events).told


def _read_named(text: str) -> dict[str, str]:
    """The first plan and platform of a text, by the rules alone: who reads it may not be the bot."""
    found = find_by_rules(surface_of(text), utc_now())
    return {one.entity: one.value for one in reversed(found)}


def _articles(session: TenantSession, hits: Sequence[SearchHit], person: str) -> list[SuggestedArticle]:
    ids = [hit.article for hit in hits]
    rows = session.scalars(select(Article).where(Article.id.in_(ids)))
    facets = {article.id: Facets.of(article) for article in rows}
    own = {
        (row.article_id, row.language, row.version, row.kind): row
        for row in session.scalars(
            select(ArticleFeedback).where(
                ArticleFeedback.article_id.in_(ids), ArticleFeedback.person == person
            )
        )
    }
    rated = {hit.article: own.get((hit.article, hit.language, hit.version, "rating")) for hit in hits}
    return [
        SuggestedArticle(
            hit,
            facets[hit.article],
            one.value if (one := rated[hit.article]) else 0,
            (hit.article, hit.language, hit.version, "inserted") in own,
            (one.reason if one else None) or "",
        )
        for hit in hits
        if hit.article in facets
    ]


def _cases(session: TenantSession, nearness: Mapping[int, float]) -> list[SuggestedCase]:
    """The first few of those whose ticket was not reopened: what solved it did not."""
    reopened = select(Ticket.number).where(Ticket.number.in_(nearness), Ticket.status.not_in(SOLVED))
    kept = select(SolvedCase).where(
        SolvedCase.ticket.in_(nearness), SolvedCase.ticket.not_in(reopened.scalar_subquery())
    )
    found = {row.ticket: row for row in session.scalars(kept)}
    return [
        SuggestedCase(
            row.ticket, row.language, row.question, row.answer, row.used, row.solved_at, nearness[ticket]
        )
        for ticket in nearness
        if (row := found.get(ticket))
    ][:MOST_CASES]
