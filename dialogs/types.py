"""What a turn is given (World) and what it leaves behind (Turn)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from dialogs.events import Event
from escalation.routing.urgency import Reading
from kb_index.answers import GivenAnswer
from kb_index.fit import ANYONE, Asker
from kb_index.types import SearchResult
from nlu.types import Language, Vector


class Knowledge(Protocol):
    """The tenant's knowledge as a turn may ask it; `kb_index.retriever.Retriever` is the real one."""

    def search(
        self,
        query: str,
        *,
        vector: Vector | None,
        language: str,
        product_version: str | None = None,
        asker: Asker = ANYONE,
        without: Collection[str] = (),
        limit: int = 5,
        shown_in: str | None = None,
    ) -> SearchResult: ...


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside the conversation that a turn may look at or write through.

    `session` is bound to the tenant and to the turn's one transaction. `contact_key` is None for a visitor
    who has not signed in; `customer_key` is whom the desk takes such a one for, who is told nothing of theirs
    on that account. `channel` is where they write, `language` what the conversation began in: its page's.
    `now` is aware; `agents_online` says whether a person is at the console now, `waiting` whether one was
    asked for and has not come. `embed` gives the vector of a question that is not the message itself,
    `read_urgency` how urgent a text reads, by its vector where that is known. `remembers` names what may be
    kept of a customer for later conversations, `wording` is what the tenant says in words of its own. A
    trouble told again within `reopen_within` of the end of its ticket opens that one again.
    """

    session: Session
    knowledge: Knowledge
    tenant_id: str
    tenant_name: str
    timezone: str
    business_hours: Mapping[str, Any]
    conversation_id: str
    contact_key: str | None
    now: datetime
    agents_online: bool
    embed: Callable[[str], Vector | None]
    new_id: Callable[[], str]
    channel: str = "widget"
    language: Language | None = None
    customer_key: str | None = None
    read_urgency: Callable[[str, Vector | None], Reading | None] = lambda _text, _vector: None
    waiting: bool = False
    remembers: frozenset[str] = frozenset()
    wording: Mapping[str, Any] = field(default_factory=dict)
    reopen_within: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Source:
    """The article revision an answer came from."""

    article: str
    title: str
    language: str
    version: int


@dataclass(frozen=True, slots=True)
class BotResponse:
    """One message of the bot; quick replies are texts that, tapped, are sent as the customer's own."""

    text: str
    quick_replies: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketRef:
    """`ticket_id` as people say it, "#3313"; `joined` where it was open before this turn."""

    ticket_id: str
    intent: str
    priority: str
    status: str
    module: str | None
    joined: bool


@dataclass(frozen=True, slots=True)
class LeadRef:
    lead_id: str
    intent: str
    plan: str | None
    seats: int | None


@dataclass(frozen=True, slots=True)
class Handoff:
    """The conversation wants a person. `promised_at` is set outside business hours with nobody online."""

    ticket: TicketRef
    promised_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What a turn reports, in domain.md's words. `slots` are the values after the turn."""

    acts: tuple[str, ...]
    slots: Mapping[str, Any]
    flow: str | None
    state: str | None
    reasons: tuple[str, ...]
    ticket: TicketRef | None = None
    lead: LeadRef | None = None
    article: Source | None = None
    answer: str | None = None
    """The id of what was told of the article, under which it is kept."""


@dataclass(frozen=True, slots=True)
class AnswerFeedback:
    """What the customer said of an answer given before, by its id.

    `reason` is one of kb_index's REASONS; `in_words`: the message says more of it than the label does.
    """

    answer: str
    helpful: bool
    reason: str | None = None
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The message asked for what the knowledge base has nothing on; `nearest` is the article nearest to it by
    its own words, None where none is near."""

    nearest: str | None


@dataclass(frozen=True, slots=True)
class ActionCall:
    """Something an action outside has to do for a flow that was agreed to; it is called after the turn.

    `kind` is "rasa" (an action by its name, in process or on an action server) or "http" (one of
    `actions.yml`). `slots` are the flow's.
    """

    kind: str
    name: str
    flow: str
    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one customer message: store `events`, send `replies`, show `trace`, obey `handoff`."""

    events: tuple[Event, ...]
    replies: tuple[BotResponse, ...]
    trace: Trace
    language: Language
    handoff: Handoff | None = None
    answer: GivenAnswer | None = None
    feedback: AnswerFeedback | None = None
    unanswered: Unanswered | None = None
    action: ActionCall | None = None
