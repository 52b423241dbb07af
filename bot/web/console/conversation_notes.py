"""Internal notes beside the messages of a conversation: shown to colleagues, and written by them."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.conversations import find_conversation
from bot.desk.conversation_notes import Noted, add_note, list_notes
from bot.desk.mentioning import mail_mentioned, tell_mentioned
from bot.desk.replying import is_repeat
from bot.desk.ticket_frames import changing_tickets
from bot.errors import MessageRejected, NotFound
from bot.hub import Topic, frame
from bot.message_text import check_client_id, clean_text
from bot.owner_change import lock
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import deed_of
from bot.web.console.desk.staff import read_staff
from bot.web.console.rendering import page
from bot.web.console.strings import say
from bot.web.console.thread import Entry, Thread
from bot.web.site import own_origin

router = APIRouter(route_class=ConsoleRoute, prefix="/conversations/{conversation_id}/notes")


class Written(BaseModel):
    text: str = ""
    client_id: str = ""


@router.get("", include_in_schema=False)
def notes(service: ServiceDep, me: MeHere, conversation_id: str, since: int = 0) -> Response:
    """Those that stand after the message `since` or later ones."""
    with service.database.reading(me.tenant_id) as session:
        found = read_notes(session, service, conversation_id)
    shown = [one for one in found if one.after >= since]
    return page("fragments/notes.html", me.look(), notes=shown)


@router.post("", include_in_schema=False)
def write_note(
    request: Request,
    service: ServiceDep,
    me: Worker,
    conversation_id: str,
    written: Annotated[Written, Form()],
) -> Response:
    """Signed with the agent's name; whom it names with @ is told. Twice with one id is once."""
    try:
        text = clean_text(written.text, service.settings.text_limit)
        key = check_client_id(written.client_id, "client_id")
    except MessageRejected:
        return JSONResponse({"problem": say(me.language, "note_bad")}, 422)
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        conversation, now = lock(session, conversation_id), utc_now()
        if is_repeat(session, f"note:{conversation_id}", key, now):
            return JSONResponse({})
        mentions = read_staff(session).mentioned(text) - {me.agent_id}
        deed = deed_of(service, me)
        ticket = add_note(session, conversation, deed, name=me.name, text=text, mentions=mentions, now=now)
        number = ticket.number if ticket else None
        if ticket is None and service.settings.smtp_url is not None:
            away = mentions - service.presence.agents(me.tenant_id)
            link = f"{own_origin(request)}/console/conversations/{conversation_id}"
            mail_mentioned(session, me.name, away, key=f"{conversation_id}:{key}", link=link, now=now)
    # Only to the desk's feed: the customer listens to the conversation's own frames.
    service.hub.publish(Topic(me.tenant_id), frame("noted", conversation=conversation_id))
    tell_mentioned(service.hub, me.tenant_id, me.name, mentions, ticket=number, conversation=conversation_id)
    return JSONResponse({}, 201)


def read_notes(session: TenantSession, service: ServiceDep, conversation_id: str) -> list[Noted]:
    conversation = find_conversation(session, conversation_id)
    if conversation is None:
        raise NotFound("conversation")
    now = utc_now()
    ahead = now - service.tenants.get(session.require_tenant()).now(now)
    return list_notes(session, conversation, ahead=ahead)


def woven(thread: Thread, notes: Iterable[Noted], *, newest: bool) -> list[Entry | Noted]:
    """The page of messages with the notes that stand in it; `newest` is the page that ends the thread."""
    seqs = [entry.message.seq for entry in thread.entries]
    first = seqs[0] if seqs and thread.earlier is not None else 0
    found: list[list[Entry | Noted]] = [[]]
    found += ([entry] for entry in thread.entries)
    for one in notes:
        if first <= one.after and (newest or one.after <= thread.entries[-1].message.seq):
            found[bisect_right(seqs, one.after)].append(one)
    return list(chain.from_iterable(found))
