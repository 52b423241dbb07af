"""The door of who was invited: by a link that works once they choose their password, and are signed in."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from bot.agent_sessions import csrf_fits, open_session, tenant_of_cookie
from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import TooFast
from bot.invitations import accept, find_invited
from bot.web.console.access import stranger_look
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import page
from bot.web.console.sign_in import Door, let_in, with_door
from bot.web.console.sign_in_pace import pace_of
from bot.web.console.sign_in_target import INBOX
from bot.web.console.strings import say
from escalation.errors import SettingRejected

router = APIRouter(route_class=ConsoleRoute)


class Chosen(BaseModel):
    """`secret` is what the link has behind its #."""

    secret: str = ""
    password: str = ""
    again: str = ""
    csrf: str = ""


@router.get("/welcome", include_in_schema=False)
def welcome(request: Request, service: ServiceDep, door: Door = None) -> Response:
    return _page(request, service, door, "")


@router.post("/welcome", include_in_schema=False)
def choose_password(
    request: Request, service: ServiceDep, form: Annotated[Chosen, Form()], door: Door = None
) -> Response:
    sender = request.client.host if request.client else "unknown"
    try:
        pace_of(request.app.state).check(sender, "", sender)
    except TooFast as slow:
        response = _page(request, service, door, "sign_in_slow", status=429, wait=slow.retry_after)
        response.headers["Retry-After"] = str(max(1, round(slow.retry_after)))
        return response
    if door is None or not csrf_fits(door, form.csrf):
        return _page(request, service, door, "sign_in_stale", status=403)
    tenant_id = tenant_of_cookie(form.secret)
    if tenant_id is None or service.tenants.find(tenant_id) is None:
        return _page(request, service, door, "welcome_over", status=410)
    if form.password != form.again:
        return _page(request, service, door, "welcome_differs", status=422, secret=form.secret)
    try:
        with service.database.uow(tenant_id) as session:
            agent = find_invited(session, form.secret, utc_now())
            if agent is None:
                return _page(request, service, door, "welcome_over", status=410)
            accept(session, agent, form.password)
            session.flush()
            opened = open_session(session, agent, now=utc_now(), ttl=service.settings.agent_session_ttl)
    except SettingRejected:
        return _page(request, service, door, "welcome_short", status=422, secret=form.secret)
    pace_of(request.app.state).forgive(sender, "", sender)
    return let_in(request, service, opened, INBOX)


def _page(
    request: Request,
    service: ServiceDep,
    door: str | None,
    problem: str,
    *,
    status: int = 200,
    secret: str = "",
    wait: float = 0,
) -> Response:
    look = stranger_look(request, service.settings.timezone)
    token = door or secrets.token_urlsafe(24)
    told = say(look.language, problem, minutes=max(1, round(wait / 60))) if problem else ""
    response = page("welcome.html", look, status=status, csrf=token, problem=told, secret=secret)
    return with_door(request, service, response, token)
