"""Who asks for a page, and what they may: the session's cookie, the role, and the token that writes need."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Cookie, Depends, Form, Request

from bot.agent_sessions import COOKIE, csrf_fits, find_session, tenant_of_cookie
from bot.agents import Module, Role, may_change, may_see, may_set
from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import NotAllowed, NotSignedIn
from bot.web.console.language import choose_language
from bot.web.console.places import Place, places_of
from bot.web.console.rendering import Look
from escalation.sla.business_hours import zone_of


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in agent, as pages need to know them."""

    agent_id: str
    tenant_id: str
    tenant_name: str
    site_key: str
    timezone: str
    name: str
    email: str
    role: str
    language: str
    csrf: str

    @property
    def may_reply(self) -> bool:
        return may_change(self.role, Module.desk)

    @property
    def may_teach(self) -> bool:
        """Decides what the bot learns."""
        return may_change(self.role, Module.bot)

    @property
    def may_read(self) -> bool:
        """Sees the articles as their authors do."""
        return may_see(self.role, Module.knowledge)

    @property
    def may_write(self) -> bool:
        return may_change(self.role, Module.knowledge)

    @property
    def may_publish(self) -> bool:
        """Puts what authors wrote in front of customers, and takes it away."""
        return self.role in (Role.owner, Role.admin)

    @property
    def may_set(self) -> bool:
        """Sets up the desk."""
        return may_set(self.role)

    @property
    def places(self) -> list[Place]:
        return places_of(self.role)

    def today(self) -> date:
        """On the tenant's calendar."""
        return utc_now().astimezone(zone_of(self.timezone)).date()

    def look(self) -> Look:
        return Look(self.language, self.timezone, utc_now())


def signed_in(service: ServiceDep, cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None) -> Me:
    """NotSignedIn sends the browser to the door; NotAllowed where the role has no part in the desk."""
    tenant_id = tenant_of_cookie(cookie)
    tenant = service.tenants.find(tenant_id) if tenant_id else None
    if cookie is None or tenant is None:
        raise NotSignedIn
    with service.database.reading(tenant.id) as session:
        found = find_session(session, cookie, now=utc_now())
    if found is None:
        raise NotSignedIn
    agent, here = found
    if not may_see(agent.role, Module.desk):
        raise NotAllowed("the role has no part in the desk")
    return Me(
        agent_id=agent.id,
        tenant_id=tenant.id,
        tenant_name=tenant.name,
        site_key=tenant.site_key,
        timezone=tenant.timezone,
        name=agent.name,
        email=agent.email,
        role=agent.role,
        language=agent.language,
        csrf=here.csrf,
    )


MeHere = Annotated[Me, Depends(signed_in)]


def writing(me: MeHere, csrf: Annotated[str, Form()] = "") -> Me:
    """For forms: the hidden `csrf` must be the session's."""
    if not csrf_fits(me.csrf, csrf):
        raise NotAllowed("the form's csrf is not the session's")
    return me


MeWriting = Annotated[Me, Depends(writing)]


def stranger_look(request: Request, timezone: str, asked: str | None = None) -> Look:
    """For pages before the door: the browser's language."""
    return Look(choose_language(request.headers.get("Accept-Language"), asked), timezone, utc_now())
