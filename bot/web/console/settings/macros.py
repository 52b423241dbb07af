"""Macros and canned replies: several actions and a reply under one name."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.rule_names import known_names
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import is_fragment
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.action_form import action_rows, actions_of
from bot.web.console.settings.form import Given, part_in, rows_in, text_in, words_in
from bot.web.console.settings.frame import Clash, back_to, fragment, settings_page
from bot.web.console.settings.names import read_names, users_of
from bot.web.console.settings.problems import Problems, no_problems, problems_in
from bot.web.console.settings.rows import change_rows
from bot.web.console.settings.rule_edit import form_words, new_id_of
from bot.web.console.settings.rule_form import plain_row, seen_in
from bot.web.console.settings.sample import fill_sample
from bot.web.console.settings.sentences import action_words
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.workflow.macro import macro_data
from escalation.workflow.shelf import MACROS

router = APIRouter(route_class=ConsoleRoute, prefix="/macros")


@router.get("", include_in_schema=False)
def macros(request: Request, service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return _list(session, request, service, me)


@router.get("/edit", include_in_schema=False)
def edit(request: Request, service: ServiceDep, me: Looker, id: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        form: forms.Form = {"id": "", "seen": "", "name": {}, "actions": [], "reply": {}}
        if id:
            kept = MACROS.get(session, me.tenant_id, id)
            data = macro_data(kept.value)
            form = data | {"id": id, "seen": str(kept.version), "actions": action_rows(data["actions"])}
        return _page(session, request, service, me, form)


@router.post("/change", include_in_schema=False)
def change(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    focus = change_rows(form, text_in(form, "change"))
    with service.database.reading(me.tenant_id) as session:
        return _page(session, request, service, me, form, focus=focus)


@router.post("/edit", include_in_schema=False)
def save(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    key = text_in(form, "id") or new_id_of(form)
    try:
        with service.database.uow(me.tenant_id) as session:
            known = known_names(session)
            MACROS.save(
                session, me.tenant_id, key, _data(form), known,
                version=seen_in(form), by=me.email, now=utc_now(),
            )  # fmt: skip
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems)
        with service.database.reading(me.tenant_id) as session:
            return _page(session, request, service, me, form, problems=problems, status=422)
    except SettingStale:
        with service.database.reading(me.tenant_id) as session:
            clash, seen = clash_with(session, me, MACROS.find(session, me.tenant_id, key))
            return _page(session, request, service, me, form | {"seen": seen}, clash=clash, status=409)
    return back_to("macros", "saved")


@router.post("/delete", include_in_schema=False)
def delete(
    request: Request, service: ServiceDep, me: Setter, id: Annotated[str, Form(max_length=64)]
) -> Response:
    try:
        with service.database.uow(me.tenant_id) as session:
            MACROS.delete(session, me.tenant_id, id)
    except SettingRejected as rejected:
        with service.database.reading(me.tenant_id) as session:
            used_by = users_of(session, rejected.problems[0], me.language)
            refused = say(me.language, "set_in_use", what=used_by)
            return _list(session, request, service, me, refused=refused)
    return back_to("macros", "deleted")


def clash_with(session: TenantSession, me: Me, kept: Any) -> tuple[Clash, str]:
    """What saving over it takes; of a macro or template."""
    if kept is None:
        return Clash(), ""
    return Clash(read_names(session, me.language).who(kept.changed_by), kept.changed_at), str(kept.version)


def _data(form: forms.Form) -> dict[str, Any]:
    reply = words_in(form, "reply")
    data = {"name": words_in(form, "name"), "actions": actions_of(form)}
    return data | ({"reply": reply} if any(reply.values()) else {})


def _list(
    session: TenantSession, request: Request, service: ServiceDep, me: Me, *, refused: str = ""
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
    request: Request,
    service: ServiceDep,
    me: Me,
    form: forms.Form,
    *,
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
