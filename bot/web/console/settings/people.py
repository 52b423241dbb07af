"""Teams and queues: kept, and taken away. People stand below them; each has a page: `person`."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, text_in, ticked, values_in, words_in
from bot.web.console.settings.frame import Clash, Refusal, back_to, settings_page
from bot.web.console.settings.names import read_names, users_of
from bot.web.console.settings.person_view import read_people
from bot.web.console.settings.problems import Problems, problems_in
from bot.web.console.settings.team_view import queue_form, read_cards, team_form
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.routing.people import (
    DEFAULT_QUEUE,
    delete_queue,
    delete_team,
    find_team,
    list_queues,
    save_queue,
    save_team,
)

router = APIRouter(route_class=ConsoleRoute, prefix="/people")

Key = Annotated[str, Form(max_length=64)]
Keep = Callable[[TenantSession], Any]


@router.get("", include_in_schema=False)
def people(request: Request, service: ServiceDep, me: Looker) -> Response:
    return _page(request, service, me, None)


@router.post("/team", include_in_schema=False)
def keep_team(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    key = text_in(form, "key")
    wanted = key or text_in(form, "new_key")
    data = {
        "key": wanted,
        "name": words_in(form, "name"),
        "auto_assign": ticked(form, "auto_assign"),
        "members": values_in(form, "members"),
    }

    def keep(session: TenantSession) -> None:
        found = find_team(session, me.tenant_id, wanted)
        _check_seen("team", form, team_form(found), wanted)
        save_team(session, me.tenant_id, data, [one.id for one in session.scalars(select(Agent))])

    return _keep(request, service, me, Refusal("team", key, form, Problems()), keep)


@router.post("/queue", include_in_schema=False)
def keep_queue(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    key = text_in(form, "key")
    wanted = key or text_in(form, "new_key")
    data = {"key": wanted, "name": words_in(form, "name")}

    def keep(session: TenantSession) -> None:
        found = next((one for one in list_queues(session, me.tenant_id) if one.key == wanted), None)
        _check_seen("queue", form, queue_form(found), wanted)
        save_queue(session, me.tenant_id, data)

    return _keep(request, service, me, Refusal("queue", key, form, Problems()), keep)


@router.post("/team/delete", include_in_schema=False)
def drop_team(request: Request, service: ServiceDep, me: Setter, key: Key, form: Given) -> Response:
    return _drop(request, service, me, "team", key, lambda session: delete_team(session, me.tenant_id, key))


@router.post("/queue/delete", include_in_schema=False)
def drop_queue(request: Request, service: ServiceDep, me: Setter, key: Key) -> Response:
    return _drop(request, service, me, "queue", key, lambda session: delete_queue(session, me.tenant_id, key))


def _check_seen(what: str, form: forms.Form, now: forms.Form, key: str) -> None:
    if text_in(form, "seen") != now["seen"]:
        raise SettingStale(what, key)


def _keep(request: Request, service: ServiceDep, me: Me, tried: Refusal, keep: Keep) -> Response:
    try:
        with service.database.uow(me.tenant_id) as session:
            keep(session)
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems, lambda path: _place(path, tried.key))
        return _page(request, service, me, Refusal(tried.what, tried.key, tried.form, problems))
    except SettingStale:
        return _page(request, service, me, _clash(service, me, tried))
    return back_to("people", "saved")


def _drop(request: Request, service: ServiceDep, me: Me, what: str, key: str, drop: Keep) -> Response:
    try:
        with service.database.uow(me.tenant_id) as session:
            drop(session)
    except SettingRejected as rejected:
        with service.database.reading(me.tenant_id) as session:
            cards = read_cards(session, me.language, None)
            used_by = users_of(session, rejected.problems[0], me.language)
        card = next(one for one in (cards.teams if what == "team" else cards.queues) if one.key == key)
        told = Problems(me.language, {"key": [say(me.language, "set_in_use", what=used_by)]})
        return _page(request, service, me, Refusal(what, key, card.form, told))
    return back_to("people", "deleted")


def _clash(service: ServiceDep, me: Me, tried: Refusal) -> Refusal:
    """Saving again is saving over what is there now; of one that was new, its key is taken."""
    if not tried.key:
        taken = {"new_key": [say(me.language, "set_taken")]}
        return Refusal(tried.what, "", tried.form, Problems(me.language, taken))
    with service.database.reading(me.tenant_id) as session:
        cards = read_cards(session, me.language, None)
    mine = {"team": cards.teams, "queue": cards.queues}[tried.what]
    now = next((one.form["seen"] for one in mine if one.key == tried.key), "")
    return Refusal(tried.what, tried.key, tried.form | {"seen": now}, Problems(), Clash(now=" "))


def _page(request: Request, service: ServiceDep, me: Me, refused: Refusal | None) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session,
            service,
            request,
            me,
            "people.html",
            part="people",
            heading=say(me.language, "set_people"),
            status=refused.status if refused else 200,
            cards=read_cards(session, me.language, refused),
            people=read_people(session, me.language, service.presence.agents(me.tenant_id)),
            names=read_names(session, me.language),
            kept_queue=DEFAULT_QUEUE,
        )


def _place(path: str, key: str) -> str:
    return "new_key" if path == "key" and not key else path
