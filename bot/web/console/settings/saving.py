"""Keeping what a form says; what is refused is shown in the form as it was sent."""

from collections.abc import Callable
from typing import Protocol

from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.settings.form import Form
from bot.web.console.settings.frame import Clash
from bot.web.console.settings.problems import Problems, problems_in
from escalation.errors import SettingRejected, SettingStale


class ShowForm(Protocol):
    def __call__(
        self,
        session: TenantSession,
        form: Form,
        *,
        problems: Problems | None = None,
        clash: Clash | None = None,
        status: int,
    ) -> Response: ...


FindClash = Callable[[TenantSession], tuple[Clash, str]]
"""Who was first, and what the form's `seen` has to be to save over it."""


def refused_form(
    service: ServiceDep,
    me: Me,
    form: Form,
    keep: Callable[[], object],
    show: ShowForm,
    find_clash: FindClash,
    *,
    place: Callable[[str], str] = lambda path: path,
) -> Response | None:
    """None once `keep` has kept it. `place` leads from the data's path to the form's."""
    try:
        keep()
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems, place)
        with service.database.reading(me.tenant_id) as session:
            return show(session, form, problems=problems, status=422)
    except SettingStale:
        with service.database.reading(me.tenant_id) as session:
            clash, seen = find_clash(session)
            return show(session, form | {"seen": seen}, clash=clash, status=409)
    return None
