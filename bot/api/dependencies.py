"""What routes ask for: the service, and who is asking."""

import time
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from bot.agent_sessions import COOKIE, CSRF_HEADER, csrf_fits
from bot.agents import Module, may_change
from bot.clock import utc_now
from bot.errors import NotAllowed, NotSignedIn, OriginNotAllowed
from bot.message_text import check_client_id
from bot.principal import Principal
from bot.service import Service
from bot.tokens import KEY_PREFIX

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def get_service(connection: HTTPConnection) -> Service:
    service: Service = connection.app.state.service
    return service


async def _service(connection: HTTPConnection) -> Service:
    """A coroutine, like the others here: FastAPI would run a plain function in a thread of its own."""
    return get_service(connection)


async def get_principal(request: Request) -> Principal:
    """By the Authorization header, else by the agent's cookie, with which writing needs the CSRF header."""
    service, now = get_service(request), utc_now()
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if credential:
        if scheme.lower() != "bearer":
            raise NotSignedIn(f"the scheme is {scheme[:20]!r}; expected Bearer")
        if credential.startswith(KEY_PREFIX):
            held = service.identity.find_held(credential)
            if held is not None:
                return held
            return await run_in_threadpool(service.identity.of_bearer, credential, now)
        return service.identity.of_bearer(credential, now)
    cookie = request.cookies.get(COOKIE)
    if cookie is None:
        raise NotSignedIn
    agent = await run_in_threadpool(service.identity.of_cookie, cookie, now)
    if request.method not in _SAFE and not csrf_fits(agent.csrf or "", request.headers.get(CSRF_HEADER)):
        raise NotAllowed(f"the {CSRF_HEADER} header is missing or not this session's")
    return agent


async def get_key(idempotency_key: Annotated[str | None, Header(max_length=200)] = None) -> str | None:
    """The Idempotency-Key header, checked; None where there is none."""
    return None if idempotency_key is None else check_client_id(idempotency_key, "Idempotency-Key")


def check_desk(principal: Principal) -> None:
    """NotAllowed unless this agent may work on conversations."""
    if principal.kind != "agent" or not may_change(principal.role or "", Module.desk):
        raise NotAllowed("only an agent with the desk's rights can do this")


def check_pace(service: Service, principal: Principal, conversation_id: str) -> None:
    """TooFast for a customer who floods; people at the desk and API keys are the tenant's own affair."""
    if not principal.is_staff:
        now = time.monotonic()
        service.messages_limit.check(f"{principal.tenant_id}:{principal.id}", now)
        service.messages_limit.check(f"{principal.tenant_id}:{conversation_id}", now)


def origin_standing(connection: HTTPConnection, service: Service) -> Literal["none", "own", "foreign"]:
    """Whether the page that asks is our own; "none" where no browser page asks."""
    origin = connection.headers.get("origin")
    if origin is None:
        return "none"
    own = origin == service.settings.public_url
    return "own" if own or urlsplit(origin).netloc == connection.headers.get("host") else "foreign"


def check_origin(connection: HTTPConnection, service: Service, tenant_id: str) -> None:
    """OriginNotAllowed for a page that is neither ours nor listed by the tenant."""
    if origin_standing(connection, service) == "foreign":
        origin = connection.headers["origin"]
        tenant = service.tenants.find(tenant_id)
        if tenant is None or origin not in tenant.allowed_origins:
            raise OriginNotAllowed(origin)


ServiceDep = Annotated[Service, Depends(_service)]
PrincipalDep = Annotated[Principal, Depends(get_principal)]
KeyDep = Annotated[str | None, Depends(get_key)]
