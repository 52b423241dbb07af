"""What a solved ticket leaves for an article: the trouble and the answer, without whose they were."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.errors import NotFound
from bot.models import Agent, Conversation
from bot.persistence.tenancy import TenantSession
from bot.review.masking import STAND_INS, masked_text
from bot.web.console.authoring.form import Written
from bot.web.console.strings import say
from bot.web.console.thread import Entry, read_all
from escalation.crm.models import Contact
from escalation.ticketing.desk import list_thread
from escalation.ticketing.models import Ticket
from kb_index.drafts import LONGEST_TITLE

MOST = 40
"""Messages that are taken over, the last ones."""

Line = tuple[str, str]
"""Author and what they said, masked."""


def draft_from_ticket(session: TenantSession, number: int, written: Written) -> Written:
    """Raises NotFound. The author still reads it: a name that we do not know of stays where it stood."""
    ticket = (
        session.scalars(select(Ticket).where(Ticket.number == number)).first() if 0 < number < 2**31 else None
    )
    if ticket is None:
        raise NotFound("ticket")
    conversation = session.get(Conversation, (ticket.tenant_id, ticket.conversation_id or ""))
    language = conversation.language if conversation else written.language
    hide = _Hiding(_names(session, ticket), language)
    said = [
        *(
            (entry.author, hide(entry.text))
            for entry in list_thread(session, ticket)
            if entry.audience and entry.author != "bot"
        ),
        *(
            (entry.message.author, hide(entry.message.text, entry))
            for entry in (read_all(session, conversation.id).entries if conversation else ())
            if entry.message.author in ("customer", "agent")
        ),
    ]
    said = list(dict.fromkeys(said))[-MOST:]
    asked = [text for author, text in said if author == "customer"]
    return written.model_copy(
        update={
            "title": hide(ticket.subject)[:LONGEST_TITLE],
            "language": language,
            "module": ticket.module or "",
            "body": _body(said, language),
            "asked_as": asked[0][:200] if asked else "",
            "reason": say(language, "kb_from_ticket", number=ticket.number),
        }
    )


class _Hiding:
    """Masks what the extractor found and what looks like an address or a number, and the names we know."""

    def __init__(self, names: Iterable[str], language: str) -> None:
        self._language = language
        longest_first = sorted(set(names), key=len, reverse=True)
        known = "|".join(rf"(?<!\w){re.escape(one)}(?!\w)" if one.isascii() else re.escape(one)
                         for one in longest_first)  # fmt: skip
        self._names = re.compile(known, re.IGNORECASE) if known else None

    def __call__(self, text: str, entry: Entry | None = None) -> str:
        trace = entry.trace if entry else None
        masked = masked_text(text, trace["entities"] if trace and "entities" in trace else [], self._language)
        return self._names.sub(STAND_INS["person"][self._language], masked) if self._names else masked


def _names(session: TenantSession, ticket: Ticket) -> list[str]:
    """Of the customer, their company and our agents, whole and in parts."""
    contact = session.get(Contact, (ticket.tenant_id, ticket.contact_key)) if ticket.contact_key else None
    whole = [*session.scalars(select(Agent.name)), *([contact.name, contact.company] if contact else [])]
    parts = [part for name in whole if name for part in name.split()]
    return [one for one in (*whole, *parts) if one and len(one) > 1]


def _body(said: Sequence[Line], language: str) -> str:
    """Two chapters to be made an article of."""
    asked = [f"- {text}" for author, text in said if author == "customer"]
    answered = [f"- {text}" for author, text in said if author != "customer"]
    trouble, solution = (say(language, f"kb_ticket_{part}") for part in ("asked", "answered"))
    return "\n".join([f"## {trouble}", *asked, "", f"## {solution}", *answered])
