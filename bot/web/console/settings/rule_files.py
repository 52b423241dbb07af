"""All rules as a YAML file, out and in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.rule_names import known_names
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import mark_of
from bot.web.console.settings.frame import back_to, settings_page
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.routing.action_check import Known
from escalation.routing.rule_file import LARGEST, read_rules, write_rules
from escalation.routing.rulebook import list_rules, replace_rules

router = APIRouter(route_class=ConsoleRoute, prefix="/rules")


@router.get("/file", include_in_schema=False)
def export(service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        text = _as_text(session, me)
    return Response(
        text,
        media_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="huiyi-rules.yml"'},
    )


@router.get("/import", include_in_schema=False)
def ask(request: Request, service: ServiceDep, me: Looker) -> Response:
    """Begins with the rules as they are: to be edited in place, or written over."""
    with service.database.reading(me.tenant_id) as session:
        text = _as_text(session, me)
        return _page(session, request, service, me, text, mark_of(text))


@router.post("/import", include_in_schema=False)
def take_in(
    request: Request,
    service: ServiceDep,
    me: Setter,
    file: UploadFile | None = None,
    text: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """All that is wrong at once, or all of them taken."""
    uploaded = file.file.read(LARGEST * 4).decode("utf-8", "replace") if file and file.size else ""
    text = (uploaded or text).replace("\r\n", "\n")
    try:
        with service.database.uow(me.tenant_id) as session:
            if mark_of(_as_text(session, me)) != seen:
                raise SettingStale("rules", "*")
            rules = read_rules(text, known_names(session))
            replace_rules(session, me.tenant_id, rules, by=me.email, now=utc_now())
    except SettingRejected as rejected:
        told = [one.in_language(me.language) for one in rejected.problems]
        with service.database.reading(me.tenant_id) as session:
            return _page(session, request, service, me, text, seen, told=told, status=422)
    except SettingStale:
        with service.database.reading(me.tenant_id) as session:
            now = mark_of(_as_text(session, me))
            return _page(session, request, service, me, text, now, moved=True, status=409)
    service.sweeper.nudge(me.tenant_id)
    return back_to("rules", "imported")


def _page(
    session: TenantSession,
    request: Request,
    service: ServiceDep,
    me: Me,
    text: str,
    seen: str,
    *,
    told: list[str] | None = None,
    moved: bool = False,
    status: int = 200,
) -> Response:
    return settings_page(
        session, service, request, me, "import.html", part="rules", heading=say(me.language, "set_import"),
        status=status, text=text, seen=seen, told=told or [], moved=moved,
    )  # fmt: skip


def _as_text(session: TenantSession, me: Me) -> str:
    return write_rules(kept.data for kept in list_rules(session, me.tenant_id, Known()))
