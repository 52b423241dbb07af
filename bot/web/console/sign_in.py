"""The door: signing in and out. It says the same to a stranger as to one who forgot the password."""

import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.agent_sessions import COOKIE, OpenedSession, close_session, csrf_fits, open_session
from bot.agents import find_agent, verify_password
from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.demo import AGENT_EMAIL, AGENT_PASSWORD, SLUG
from bot.errors import TooFast
from bot.service import Service
from bot.tenants import TenantInfo
from bot.web.console.access import MeWriting, stranger_look
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import page
from bot.web.console.sign_in_pace import pace_of
from bot.web.console.sign_in_target import safe_target
from bot.web.console.strings import say

router = APIRouter(route_class=ConsoleRoute)

# Proves that the form came from our page, before there is a session to prove it with.
DOOR_COOKIE = "huiyi_door"
Door = Annotated[str | None, Cookie(alias=DOOR_COOKIE)]


class Asked(BaseModel):
    """What the door is told in its address or its form."""

    next: str = ""
    workspace: str = ""
    lang: str = ""
    email: str = ""


class SignInForm(Asked):
    password: str = ""
    csrf: str = ""


@router.get("/sign-in", include_in_schema=False)
def sign_in_page(
    request: Request, service: ServiceDep, asked: Annotated[Asked, Query()], door: Door = None
) -> Response:
    return _door(request, service, asked, door)


@router.post("/sign-in", include_in_schema=False)
def sign_in(
    request: Request, service: ServiceDep, form: Annotated[SignInForm, Form()], door: Door = None
) -> Response:
    language = stranger_look(request, service.settings.timezone, form.lang).language
    if door is None or not csrf_fits(door, form.csrf):
        return _door(request, service, form, door, status=403, problem=say(language, "sign_in_stale"))
    pace, sender = pace_of(request.app.state), request.client.host if request.client else "unknown"
    try:
        pace.check(sender, form.workspace, form.email)
    except TooFast as slow:
        problem = say(language, "sign_in_slow", minutes=max(1, round(slow.retry_after / 60)))
        response = _door(request, service, form, door, status=429, problem=problem)
        response.headers["Retry-After"] = str(max(1, round(slow.retry_after)))
        return response
    opened = _try(service, form)
    if opened is None:
        return _door(request, service, form, door, status=401, problem=say(language, "sign_in_wrong"))
    pace.forgive(sender, form.workspace, form.email)
    return let_in(request, service, opened, safe_target(form.next))


@router.post("/sign-out", include_in_schema=False)
def sign_out(
    request: Request,
    service: ServiceDep,
    me: MeWriting,
    cookie: Annotated[str, Cookie(alias=COOKIE)],
) -> Response:
    with service.database.uow(me.tenant_id) as session:
        close_session(session, cookie)
    response = RedirectResponse("/console/sign-in", status_code=303)
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="strict", secure=_is_https(request, service)
    )
    return response


def let_in(request: Request, service: Service, opened: OpenedSession, target: str) -> Response:
    """On to a page of ours, signed in."""
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(
        COOKIE,
        opened.cookie,
        max_age=int(service.settings.agent_session_ttl.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=_is_https(request, service),
    )
    return response


def with_door(request: Request, service: Service, response: Response, token: str) -> Response:
    """The page before the door, with what its form has to repeat."""
    response.set_cookie(
        DOOR_COOKIE,
        token,
        path="/console",
        httponly=True,
        samesite="strict",
        secure=_is_https(request, service),
    )
    return response


def _try(service: Service, form: SignInForm) -> OpenedSession | None:
    """A new session, or None; a hash is computed whoever asks and whatever they ask for."""
    tenant = _tenant(service, form.workspace)
    agent = None
    if tenant is not None:
        with service.database.reading(tenant.id) as session:
            agent = find_agent(session, form.email)
    if not verify_password(agent, form.password) or agent is None:
        return None
    with service.database.uow(agent.tenant_id) as session:
        return open_session(session, agent, now=utc_now(), ttl=service.settings.agent_session_ttl)


def _tenant(service: Service, workspace: str) -> TenantInfo | None:
    """The workspace that was named; where there is only one, nobody need name it."""
    if workspace:
        return service.tenants.find_by_slug(workspace.strip().lower())
    tenants = service.tenants.all()
    return tenants[0] if len(tenants) == 1 else None


def _door(
    request: Request,
    service: Service,
    asked: Asked,
    token: str | None,
    *,
    status: int = 200,
    problem: str = "",
) -> Response:
    look = stranger_look(request, service.settings.timezone, asked.lang)
    token = token or secrets.token_urlsafe(24)
    kept = {"next": safe_target(asked.next), "workspace": asked.workspace}
    response = page(
        "sign_in.html",
        look,
        status=status,
        asked=asked,
        csrf=token,
        next=kept["next"],
        ask_workspace=len(service.tenants.all()) != 1,
        problem=problem,
        demo=_demo(service, asked.workspace),
        other_language_query=urlencode(kept | {"lang": "en" if look.language == "zh" else "zh"}),
    )
    return with_door(request, service, response, token)


def _demo(service: Service, workspace: str) -> tuple[str, str] | None:
    """The demo's account, on the demo's door and only there."""
    tenant = _tenant(service, workspace)
    here = service.settings.demo and tenant is not None and tenant.slug == SLUG
    return (AGENT_EMAIL, AGENT_PASSWORD) if here else None


def _is_https(request: Request, service: Service) -> bool:
    return request.url.scheme == "https" or (service.settings.public_url or "").startswith("https:")
