"""What a solved ticket leaves for an article: the trouble and the answer, without whose they were."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.errors import NotFound
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.placeholders import with_places
from bot.ticket_talk import CONDUCT, names_of
from bot.web.console.authoring.form import Written
from bot.web.console.strings import say
from bot.web.console.thread import Entry, read_all
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from kb_index.articles import LONGEST_QUESTION
from kb_index.draft_text import LONGEST_TITLE
from nlu.types import Entity

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
    names = names_of(session, ticket)

    def hide(text: str, found: Sequence[Entity] = ()) -> str:
        return with_places(text, found, names, language)

    entries = read_all(session, conversation.id).entries if conversation else ()
    told = [(one.message.created_at, one.message.author, one.message.text, _entities(one)) for one in entries]
    told += [
        (one.created_at, one.author, one.text, []) for one in list_thread(session, ticket) if one.audience
    ]
    # Of what stands in both the conversation's is first: it knows the entities.
    told = [one for one in sorted(told, key=lambda one: one[0]) if one[1] not in ("bot", "system")]
    said = list(dict.fromkeys((author, hide(text, found)) for _, author, text, found in told))[-MOST:]
    manners = {("customer", hide(one.message.text, _entities(one))) for one in entries if _is_conduct(one)}
    asked = [line[1] for line in said if line[0] == "customer" and line not in manners]
    return written.model_copy(
        update={
            "title": hide(ticket.subject)[:LONGEST_TITLE],
            "language": language,
            "module": ticket.module or "",
            "body": _body(said, language),
            "asked_as": " ".join(asked[0].split())[:LONGEST_QUESTION] if asked else "",
            "reason": say(language, "kb_from_ticket", number=ticket.number),
        }
    )


def _entities(entry: Entry) -> list[Entity]:
    found = (entry.trace or {}).get("entities", [])
    return [Entity(one["entity"], one["start"], one["end"], one["raw"], one["value"]) for one in found]


def _is_conduct(entry: Entry) -> bool:
    return ((entry.trace or {}).get("intent") or {}).get("name") in CONDUCT


def _body(said: Sequence[Line], language: str) -> str:
    """Two chapters to be made an article of."""
    asked = [_item(text) for author, text in said if author == "customer"]
    answered = [_item(text) for author, text in said if author != "customer"]
    trouble, solution = (say(language, f"kb_ticket_{part}") for part in ("asked", "answered"))
    return "\n".join([f"## {trouble}", *asked, "", f"## {solution}", *answered])


def _item(text: str) -> str:
    """One of a list, however many lines it has."""
    return "- " + re.sub(r"\n(?=[^\n])", "\n  ", text.strip())
