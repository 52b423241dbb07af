"""One person's page: what they may, what they take, their link, and whether they are still with us."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import NotFound
from bot.hub import person_changed
from bot.logging import get_logger
from bot.models import Agent
from bot.staffing import (
    Doer,
    add_person,
    change_person,
    disable_agent,
    enable_agent,
    get_person,
    invite_again,
)
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.labels import label
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, text_in
from bot.web.console.settings.frame import Clash, back_to, settings_page
from bot.web.console.settings.names import read_names
from bot.web.console.settings.person_view import (
    person_data,
    person_form,
    read_person,
    roles_for,
)
from bot.web.console.settings.problems import Problems, no_problems, problems_in
from bot.web.console.strings import say
from bot.web.site import own_origin
from escalation.errors import SettingRejected, SettingStale

router = APIRouter(route_class=ConsoleRoute, prefix="/people")

Id = Annotated[str, Form(max_length=64)]


@router.get("/new", include_in_schema=False)
def new(request: Request, service: ServiceDep, me: Looker) -> Response:
    return _new_page(request, service, me, {"role": "agent", "language": me.language}, None)


@router.post("/new", include_in_schema=False)
def add(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    data = {name: text_in(form, name) for name in ("email", "name", "role", "language")}
    try:
        with service.database.uow(me.tenant_id) as session:
            agent, secret = add_person(session, _doer(me), data, utc_now())
    except SettingRejected as rejected:
        return _new_page(request, service, me, form, problems_in(me.language, rejected.problems))
    _note("added", me, agent.id)
    return _page(request, service, me, agent.id, link=_link(request, secret), done="person_added")


@router.get("/person", include_in_schema=False)
def person(request: Request, service: ServiceDep, me: Looker, id: str) -> Response:
    return _page(request, service, me, id)


@router.post("/person", include_in_schema=False)
def keep(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    key = text_in(form, "id")
    try:
        with service.database.uow(me.tenant_id) as session:
            agent = get_person(session, _doer(me), key)
            if person_form(session, agent)["seen"] != text_in(form, "seen"):
                raise SettingStale("person", key)
            change_person(session, _doer(me), agent, person_data(form))
    except SettingRejected as rejected:
        return _refused(request, service, me, key, rejected, form)
    except SettingStale:
        return _page(request, service, me, key, form=form, clash=Clash(now=" "), status=409)
    _carry_out(service, me, key, "changed")
    return back_to("people", "saved")


@router.post("/invite", include_in_schema=False)
def send_link(request: Request, service: ServiceDep, me: Setter, id: Id) -> Response:
    """The new link is shown in this answer and never again."""
    try:
        with service.database.uow(me.tenant_id) as session:
            secret = invite_again(session, _doer(me), get_person(session, _doer(me), id), utc_now())
    except SettingRejected as rejected:
        return _refused(request, service, me, id, rejected)
    _note("invited", me, id)
    return _page(request, service, me, id, link=_link(request, secret), done="person_invited")


@router.post("/leave", include_in_schema=False)
def leave(request: Request, service: ServiceDep, me: Setter, id: Id) -> Response:
    try:
        with service.database.uow(me.tenant_id) as session:
            disable_agent(session, get_person(session, _doer(me), id), now=utc_now(), doer=_doer(me))
    except SettingRejected as rejected:
        return _refused(request, service, me, id, rejected)
    _carry_out(service, me, id, "disabled")
    return back_to("people", "left")


@router.post("/return", include_in_schema=False)
def come_back(request: Request, service: ServiceDep, me: Setter, id: Id) -> Response:
    try:
        with service.database.uow(me.tenant_id) as session:
            enable_agent(session, get_person(session, _doer(me), id), doer=_doer(me))
    except SettingRejected as rejected:
        return _refused(request, service, me, id, rejected)
    _note("enabled", me, id)
    return back_to("people", "on")


def _doer(me: Me) -> Doer:
    return Doer(me.agent_id, me.role)


def _link(request: Request, secret: str) -> str:
    """What stands behind # no server and no log gets to see."""
    return f"{own_origin(request)}/console/welcome#{secret}"


def _carry_out(service: ServiceDep, me: Me, agent_id: str, done: str) -> None:
    """At once: their open pages look who they are now, and what they had in hand finds others."""
    _note(done, me, agent_id)
    service.hub.publish(*person_changed(me.tenant_id, agent_id))
    service.sweeper.nudge(me.tenant_id)


def _note(done: str, me: Me, agent_id: str) -> None:
    """Who did it to whom, in the service's log."""
    get_logger("people").info(f"person_{done}", tenant=me.tenant_id, agent=agent_id, by=me.agent_id)


def _refused(
    request: Request,
    service: ServiceDep,
    me: Me,
    agent_id: str,
    rejected: SettingRejected,
    form: forms.Form | None = None,
) -> Response:
    problems = problems_in(me.language, rejected.problems)
    return _page(request, service, me, agent_id, form=form, problems=problems, status=422)


def _labelled(me: Me, roles: list[str]) -> list[tuple[str, str]]:
    return [(role, label(me.language, "role", role)) for role in roles]


def _new_page(
    request: Request, service: ServiceDep, me: Me, form: forms.Form, problems: Problems | None
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session, service, request, me, "person_new.html", part="people",
            heading=say(me.language, "person_new"), status=422 if problems else 200,
            form=form, problems=problems or no_problems(), roles=_labelled(me, roles_for(me)),
        )  # fmt: skip


def _page(
    request: Request,
    service: ServiceDep,
    me: Me,
    agent_id: str,
    *,
    form: forms.Form | None = None,
    problems: Problems | None = None,
    clash: Clash | None = None,
    status: int = 200,
    link: str = "",
    done: str = "",
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        agent = session.get(Agent, (me.tenant_id, agent_id))
        if agent is None:
            raise NotFound("agent")
        now = person_form(session, agent)
        told: dict[str, Any] = {"done": say(me.language, done, name=agent.name)} if done else {}
        return settings_page(
            session, service, request, me, "person.html", part="people", heading=agent.name, status=status,
            # Saving again after a clash is saving over what is there now.
            form=(form or now) | ({"seen": now["seen"]} if clash else {}),
            problems=problems or no_problems(),
            clash=clash,
            person=read_person(session, agent, me.language, service.presence.agents(me.tenant_id)),
            roles=_labelled(me, roles_for(me, agent)),
            now=utc_now(),
            names=read_names(session, me.language),
            link=link,
            **told,
        )  # fmt: skip
