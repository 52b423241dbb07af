"""What a solved ticket leaves for an article: the trouble and the answer, without whose they were."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.errors import NotFound
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.placeholders import with_places
from bot.ticket_talk import names_of
from bot.web.console.authoring.form import Written
from bot.web.console.strings import say
from bot.web.console.thread import Entry, read_all
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
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

    said = [
        *(
            (entry.author, hide(entry.text))
            for entry in list_thread(session, ticket)
            if entry.audience and entry.author != "bot"
        ),
        *(
            (entry.message.author, hide(entry.message.text, _entities(entry)))
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


def _entities(entry: Entry) -> list[Entity]:
    found = (entry.trace or {}).get("entities", [])
    return [Entity(one["entity"], one["start"], one["end"], one["raw"], one["value"]) for one in found]


def _body(said: Sequence[Line], language: str) -> str:
    """Two chapters to be made an article of."""
    asked = [f"- {text}" for author, text in said if author == "customer"]
    answered = [f"- {text}" for author, text in said if author != "customer"]
    trouble, solution = (say(language, f"kb_ticket_{part}") for part in ("asked", "answered"))
    return "\n".join([f"## {trouble}", *asked, "", f"## {solution}", *answered])
