"""Canned replies in a conversation: the desk's macros, to choose from and to use as on a ticket's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.conversations import find_conversation
from bot.desk.canned_replies import fill_reply, makes_sense
from bot.desk.macro_use import use_macro
from bot.desk.ticket_frames import changing_tickets
from bot.errors import NotFound
from bot.handoff_ticket import find_own_ticket
from bot.message_text import check_client_id
from bot.models import Agent
from bot.owner_change import lock
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import get_locked
from bot.web.console.rendering import page
from bot.web.console.settings.names import read_names
from bot.web.console.settings.sentences import action_words
from bot.web.console.strings import say
from bot.web.site import own_origin
from escalation.ticketing.desk import find_root
from escalation.workflow.shelf import MACROS

router = APIRouter(route_class=ConsoleRoute, prefix="/conversations/{conversation_id}/canned")


@dataclass(frozen=True, slots=True)
class Canned:
    """`words` is what it is found by besides; `does` are its actions as one says them."""

    key: str
    name: str
    words: str
    reply: str | None
    does: tuple[str, ...]


@router.get("", include_in_schema=False)
def canned_replies(request: Request, service: ServiceDep, me: MeHere, conversation_id: str) -> Response:
    """Those that make sense here, each with its reply as it would be put into the box."""
    with service.database.reading(me.tenant_id) as session:
        conversation = find_conversation(session, conversation_id)
        if conversation is None:
            raise NotFound("conversation")
        offered = _offered(session, service, me, conversation, own_origin(request))
    return page("fragments/canned.html", me.look(), canned=offered, me=me)


@router.post("", include_in_schema=False)
def use_canned(
    request: Request,
    service: ServiceDep,
    me: Worker,
    conversation_id: str,
    key: Annotated[str, Form()],
    mark: Annotated[str, Form()],
) -> Response:
    """`reply` for the box, or null; `text` is what to say about it. `mark` tells a repeat."""
    tenant, site, now = service.tenants.get(me.tenant_id), own_origin(request), utc_now()
    check_client_id(mark, "mark")
    refused = []
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        conversation = lock(session, conversation_id)
        macro = MACROS.get(session, me.tenant_id, key).value
        own = find_own_ticket(session, conversation)
        if not makes_sense(macro, own):
            return JSONResponse({"problem": say(me.language, "canned_of_ticket")}, 409)
        agent = session.get_one(Agent, (me.tenant_id, me.agent_id))
        if own is not None and macro.actions:
            ticket = get_locked(session, find_root(session, own, locked=False).number)
            present = service.presence.agents(me.tenant_id)
            refused = use_macro(
                session, tenant, ticket, key, agent=agent, present=present, site=site, mark=mark, now=now
            )
        reply = fill_reply(session, tenant, conversation, own, macro, agent=agent, site=site)
    told = "; ".join(words.in_language(me.language) for words in refused)
    used = say(me.language, "desk_macro_used", what=macro.name.in_language(me.language))
    return JSONResponse({"reply": reply, "text": told or (used if macro.actions else "")})


def _offered(
    session: TenantSession, service: ServiceDep, me: Me, conversation: Mapping[str, Any], site: str
) -> list[Canned]:
    tenant, own = service.tenants.get(me.tenant_id), find_own_ticket(session, conversation)
    agent, names = session.get_one(Agent, (me.tenant_id, me.agent_id)), read_names(session, me.language)
    return [
        Canned(
            key=kept.key,
            name=kept.value.name.in_language(me.language),
            words=f"{kept.key} {kept.value.name.zh} {kept.value.name.en}",
            reply=fill_reply(session, tenant, conversation, own, kept.value, agent=agent, site=site),
            does=tuple(action_words(one, names) for one in kept.value.actions),
        )
        for kept in MACROS.list(session, me.tenant_id)
        if makes_sense(kept.value, own)
    ]
