"""Macros on a ticket's page: their actions are done at once, their reply comes into the box."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.macro_use import macro_reply, use_macro
from bot.desk.ticket_frames import changing_tickets
from bot.errors import NotFound
from bot.message_text import check_client_id
from bot.models import Agent
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import check_whole, get_locked
from bot.web.console.desk.doings import Refused
from bot.web.console.strings import say
from bot.web.site import own_origin
from escalation.errors import NotFound as SettingNotFound
from escalation.workflow.shelf import MACROS

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/{number}")


@router.post("/macro", include_in_schema=False)
def run_macro(
    request: Request,
    service: ServiceDep,
    me: Worker,
    number: int,
    key: Annotated[str, Form()],
    mark: Annotated[str, Form()],
) -> Response:
    """`reply` for the box, or null; `text` what to say about it. `mark` tells a repeat."""
    tenant, site, now = service.tenants.get(me.tenant_id), own_origin(request), utc_now()
    check_client_id(mark, "mark")
    try:
        with changing_tickets(service.database, service.hub, me.tenant_id) as session:
            ticket = get_locked(session, number)
            check_whole(session, ticket, me.language)
            agent = session.get_one(Agent, (me.tenant_id, me.agent_id))
            present = service.presence.agents(me.tenant_id)
            refused = use_macro(
                session, tenant, ticket, key, agent=agent, present=present, site=site, mark=mark, now=now
            )
            reply = macro_reply(session, tenant, ticket, key, agent=agent, site=site)
            name = MACROS.get(session, me.tenant_id, key).value.name.in_language(me.language)
    except SettingNotFound:
        raise NotFound("macro") from None
    except Refused as problem:
        return JSONResponse({"problem": problem.why}, 409)
    told = "; ".join(words.in_language(me.language) for words in refused)
    return JSONResponse({"reply": reply, "text": told or say(me.language, "desk_macro_used", what=name)})
