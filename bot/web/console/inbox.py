"""The list of conversations, as a page and as the fragment that keeps it fresh."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from bot.agents import LANGUAGES
from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import NotFound
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere, MeWriting
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.inbox_asked import InboxAsked, InboxAskedHere
from bot.web.console.inbox_views import Viewer
from bot.web.console.listing import list_conversations, list_heads
from bot.web.console.rendering import page
from bot.web.console.sign_in_target import address_of, safe_target
from bot.web.console.strings import for_the_browser, say

router = APIRouter(route_class=ConsoleRoute)
FIRST = InboxAsked()


class ListAsked(InboxAsked):
    """`selected` is the conversation that is open; `heads`: the counts alone, of a page that stands still."""

    selected: str = ""
    heads: bool = False


@router.get("", include_in_schema=False)
@router.get("/", include_in_schema=False)
def inbox(request: Request, service: ServiceDep, me: MeHere, asked: InboxAskedHere) -> Response:
    with service.database.reading(me.tenant_id) as session:
        shared = frame(session, request, me, asked)
    heading = say(me.language, "inbox")
    return page("console.html", me.look(), work="fragments/nothing.html", heading=heading, **shared)


@router.get("/list", include_in_schema=False)
def fresh_list(service: ServiceDep, me: MeHere, asked: Annotated[ListAsked, Query()]) -> Response:
    read = list_heads if asked.heads else list_conversations
    with service.database.reading(me.tenant_id) as session:
        listing = read(session, asked, Viewer(me.agent_id, utc_now()))
    return page("fragments/list.html", me.look(), listing=listing, selected=asked.selected)


@router.post("/language", include_in_schema=False)
def change_language(
    service: ServiceDep,
    me: MeWriting,
    language: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """The agent's own setting, for this and every other browser."""
    if language not in LANGUAGES:
        raise NotFound("language")
    with service.database.uow(me.tenant_id) as session:
        agent = session.get(Agent, (me.tenant_id, me.agent_id))
        if agent is not None:
            agent.language = language
    return RedirectResponse(safe_target(next), status_code=303)


def frame(
    session: TenantSession, request: Request, me: Me, asked: InboxAsked = FIRST, *, selected: str = ""
) -> dict[str, Any]:
    """What stands around every page of the console: the list, who we are, and the scripts' words."""
    listing = list_conversations(session, asked, Viewer(me.agent_id, utc_now()))
    return {
        "me": me,
        "listing": listing,
        "list_address": asked.address,
        "selected": selected,
        "attention": min(listing.attention, 10),
        "here": request.url.path,
        "address": address_of(request),
        "page": {
            "csrf": me.csrf,
            "language": me.language,
            "tenant": me.tenant_id,
            "me": me.agent_id,
            "timezone": me.timezone,
            "strings": for_the_browser(me.language),
        },
    }
