"""Where a widget begins: a site key and a user token or a visitor's id become an access token."""

import time
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select, update
from starlette.concurrency import run_in_threadpool

from bot.api.dependencies import ServiceDep, check_origin
from bot.api.schemas import OpenSession, SessionOut
from bot.clock import utc_now
from bot.conversations import list_conversations
from bot.errors import NotFound, NotSignedIn
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.service import Service
from bot.tenants import TenantInfo
from bot.tokens import SignedUser, read_user_token
from escalation.crm.models import Contact

router = APIRouter(prefix="/widget", tags=["widget"])
LISTED = 20


@router.post("/session", response_model=SessionOut)
async def open_session(body: OpenSession, request: Request, service: ServiceDep) -> dict[str, Any]:
    """An access token for a signed-in contact (user_token) or a visitor, with what they said before."""
    tenant = service.tenants.find_by_site_key(body.site_key)
    if tenant is None:
        raise NotFound("site")
    check_origin(request, service, tenant.id)
    address = request.client.host if request.client else "?"
    service.sessions_limit.check(f"{tenant.id}:{address}", time.monotonic())
    return await run_in_threadpool(_open, service, tenant, body)


def _open(service: Service, tenant: TenantInfo, body: OpenSession) -> dict[str, Any]:
    now = utc_now()
    user = None if body.user_token is None else read_user_token(body.user_token, tenant, now)
    with service.database.reading(tenant.id) as session:
        principal, news = _principal(service, session, tenant, body, user)
        conversations = list_conversations(session, principal, limit=LISTED)
    if news:
        with service.database.uow(tenant.id) as session:
            session.execute(update(Contact).where(Contact.key == principal.id).values(**news))
    token, expires_at = service.identity.tokens.issue(principal, now)
    still_open = (one["id"] for one in conversations if one["status"] == "open")
    return {
        "token": token,
        "expires_at": expires_at,
        "kind": principal.kind,
        "contact": principal.id if principal.kind == "contact" else None,
        "name": principal.name,
        "visitor_id": principal.id if principal.kind == "visitor" else None,
        "tenant": {"name": tenant.name, "accent": tenant.accent, "timezone": tenant.timezone},
        "conversations": conversations,
        "last_conversation": next(still_open, None),
    }


def _principal(
    service: Service, session: TenantSession, tenant: TenantInfo, body: OpenSession, user: SignedUser | None
) -> tuple[Principal, dict[str, str]]:
    """And what the site says of the contact that is not known yet.

    A wrong user token never makes a visitor; a visitor's id that is not ours is replaced.
    """
    tokens = service.identity.tokens
    if user is None:
        known = body.visitor_id is not None and tokens.is_visitor(body.visitor_id)
        return Principal("visitor", tenant.id, (known and body.visitor_id) or tokens.new_visitor()), {}
    contact = session.scalars(select(Contact).where(Contact.key == user.key)).first()
    if contact is None:
        raise NotSignedIn("the user token names a customer that is not known here")
    said = {"product_version": user.product_version, "platform": user.platform}
    news = {name: value for name, value in said.items() if value and value != getattr(contact, name)}
    return Principal("contact", tenant.id, user.key, contact.name), news
