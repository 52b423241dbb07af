"""What notices say: the tenant's templates, and how one reads for a ticket that was there."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, part_in, words_in
from bot.web.console.settings.frame import Clash, fragment, settings_page
from bot.web.console.settings.kept import delete_kept, save_kept
from bot.web.console.settings.problems import Problems, no_problems
from bot.web.console.settings.sample import fill_sample
from bot.web.console.strings import say
from escalation.routing.placeholders import PLACES
from escalation.workflow.shelf import TEMPLATES
from escalation.workflow.template import template_data

router = APIRouter(route_class=ConsoleRoute, prefix="/templates")
FIELDS = ("name", "subject", "text")


@router.get("", include_in_schema=False)
def templates(request: Request, service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return _list(session, request=request, service=service, me=me)


@router.get("/edit", include_in_schema=False)
def edit(request: Request, service: ServiceDep, me: Looker, id: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        form: forms.Form = {"id": "", "seen": "", "name": {}, "subject": {}, "text": {}}
        if id:
            kept = TEMPLATES.get(session, me.tenant_id, id)
            form = template_data(kept.value) | {"id": id, "seen": str(kept.version)}
        return _page(session, form, request=request, service=service, me=me)


@router.post("/edit", include_in_schema=False)
def save(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    show = partial(_page, request=request, service=service, me=me)
    return save_kept(TEMPLATES, service, me, form, {field: words_in(form, field) for field in FIELDS}, show)


@router.post("/preview", include_in_schema=False)
def preview(service: ServiceDep, me: Setter, form: Given) -> Response:
    """Of a template, and of a macro's reply; nothing is kept."""
    text = words_in(form, "text" if "text" in form else "reply")
    with service.database.reading(me.tenant_id) as session:
        sample = fill_sample(session, service, me, words_in(form, "subject"), text)
    return fragment(service, me, "sample.html", sample=sample)


@router.post("/delete", include_in_schema=False)
def delete(
    request: Request, service: ServiceDep, me: Setter, id: Annotated[str, Form(max_length=64)]
) -> Response:
    return delete_kept(TEMPLATES, service, me, id, partial(_list, request=request, service=service, me=me))


def _list(
    session: TenantSession, *, request: Request, service: ServiceDep, me: Me, refused: str = ""
) -> Response:
    return settings_page(
        session,
        service,
        request,
        me,
        "templates.html",
        part="templates",
        heading=say(me.language, "set_templates"),
        status=422 if refused else 200,
        templates=TEMPLATES.list(session, me.tenant_id),
        refused=refused,
    )


def _page(
    session: TenantSession,
    form: forms.Form,
    *,
    request: Request,
    service: ServiceDep,
    me: Me,
    problems: Problems | None = None,
    clash: Clash | None = None,
    status: int = 200,
) -> Response:
    whole: Mapping[str, Any] = form | {field: part_in(form, field) for field in FIELDS}
    return settings_page(
        session,
        service,
        request,
        me,
        "template.html",
        part="templates",
        heading=words_in(form, "name")[me.language] or say(me.language, "set_new_template"),
        status=status,
        form=whole,
        problems=problems or no_problems(),
        clash=clash,
        sample=fill_sample(session, service, me, words_in(form, "subject"), words_in(form, "text")),
        places=[(key, words.in_language(me.language)) for key, words in PLACES.items()],
    )
