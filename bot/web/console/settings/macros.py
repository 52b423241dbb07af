"""Macros and canned replies: several actions and a reply under one name."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import is_fragment
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.action_form import action_rows, actions_of
from bot.web.console.settings.form import Given, part_in, rows_in, text_in, words_in
from bot.web.console.settings.frame import Clash, fragment, settings_page
from bot.web.console.settings.kept import delete_kept, save_kept
from bot.web.console.settings.names import read_names
from bot.web.console.settings.problems import Problems, no_problems
from bot.web.console.settings.rows import change_rows
from bot.web.console.settings.rule_edit import form_words
from bot.web.console.settings.rule_form import plain_row
from bot.web.console.settings.sample import fill_sample
from bot.web.console.settings.sentences import action_words
from bot.web.console.strings import say
from escalation.workflow.macro import macro_data
from escalation.workflow.shelf import MACROS

router = APIRouter(route_class=ConsoleRoute, prefix="/macros")


@router.get("", include_in_schema=False)
def macros(request: Request, service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return _list(session, request=request, service=service, me=me)


@router.get("/edit", include_in_schema=False)
def edit(request: Request, service: ServiceDep, me: Looker, id: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        form: forms.Form = {"id": "", "seen": "", "name": {}, "actions": [], "reply": {}}
        if id:
            kept = MACROS.get(session, me.tenant_id, id)
            data = macro_data(kept.value)
            form = data | {"id": id, "seen": str(kept.version), "actions": action_rows(data["actions"])}
        return _page(session, form, request=request, service=service, me=me)


@router.post("/change", include_in_schema=False)
def change(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    focus = change_rows(form, text_in(form, "change"))
    with service.database.reading(me.tenant_id) as session:
        return _page(session, form, request=request, service=service, me=me, focus=focus)


@router.post("/edit", include_in_schema=False)
def save(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    show = partial(_page, request=request, service=service, me=me)
    return save_kept(MACROS, service, me, form, _data(form), show)


@router.post("/delete", include_in_schema=False)
def delete(
    request: Request, service: ServiceDep, me: Setter, id: Annotated[str, Form(max_length=64)]
) -> Response:
    return delete_kept(MACROS, service, me, id, partial(_list, request=request, service=service, me=me))


def _data(form: forms.Form) -> dict[str, Any]:
    reply = words_in(form, "reply")
    data = {"name": words_in(form, "name"), "actions": actions_of(form)}
    return data | ({"reply": reply} if any(reply.values()) else {})


def _list(
    session: TenantSession, *, request: Request, service: ServiceDep, me: Me, refused: str = ""
) -> Response:
    names = read_names(session, me.language)
    shown = [
        (kept, [action_words(one, names) for one in kept.value.actions])
        for kept in MACROS.list(session, me.tenant_id)
    ]
    return settings_page(
        session, service, request, me, "macros.html", part="macros", heading=say(me.language, "set_macros"),
        status=422 if refused else 200, macros=shown, refused=refused,
    )  # fmt: skip


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
    focus: str = "",
) -> Response:
    whole: Mapping[str, Any] = {
        "form": form
        | {
            "name": part_in(form, "name"),
            "reply": part_in(form, "reply"),
            "actions": [plain_row(one) for one in rows_in(form, "actions")],
        },
        "problems": problems or no_problems(),
        "clash": clash,
        "focus": focus,
        "sample": fill_sample(session, service, me, {}, words_in(form, "reply")),
        **form_words(read_names(session, me.language)),
    }
    if is_fragment(request):
        return fragment(service, me, "macro_form.html", **whole)
    heading = words_in(form, "name")[me.language] or say(me.language, "set_new_macro")
    return settings_page(
        session, service, request, me, "macro.html", part="macros", heading=heading, status=status, **whole
    )
