"""Saving and deleting what a shelf keeps, macros and templates alike: what is refused is shown as it was."""

from typing import Any, Protocol

from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.rule_names import known_names
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.settings.form import Form, text_in
from bot.web.console.settings.frame import Clash, back_to
from bot.web.console.settings.names import read_names, users_of
from bot.web.console.settings.rule_edit import new_id_of
from bot.web.console.settings.rule_form import seen_in
from bot.web.console.settings.saving import ShowForm, refused_form
from bot.web.console.strings import say
from escalation.errors import SettingRejected
from escalation.workflow.shelf import Shelf


class ShowList(Protocol):
    def __call__(self, session: TenantSession, *, refused: str) -> Response: ...


def save_kept(
    shelf: Shelf[Any], service: ServiceDep, me: Me, form: Form, data: Any, show: ShowForm
) -> Response:
    """Under the form's id, or under a new one made of its name."""
    key = text_in(form, "id") or new_id_of(form)

    def keep() -> None:
        with service.database.uow(me.tenant_id) as session:
            known = known_names(session)
            shelf.save(
                session, me.tenant_id, key, data, known, version=seen_in(form), by=me.email, now=utc_now()
            )

    refused = refused_form(service, me, form, keep, show, lambda session: _clash(session, me, shelf, key))
    return refused or back_to(f"{shelf.what}s", "saved")


def delete_kept(shelf: Shelf[Any], service: ServiceDep, me: Me, key: str, show: ShowList) -> Response:
    """Not while a rule names it."""
    try:
        with service.database.uow(me.tenant_id) as session:
            shelf.delete(session, me.tenant_id, key)
    except SettingRejected as rejected:
        with service.database.reading(me.tenant_id) as session:
            used_by = users_of(session, rejected.problems[0], me.language)
            return show(session, refused=say(me.language, "set_in_use", what=used_by))
    return back_to(f"{shelf.what}s", "deleted")


def _clash(session: TenantSession, me: Me, shelf: Shelf[Any], key: str) -> tuple[Clash, str]:
    """Who was first, and what saving over it takes."""
    kept = shelf.find(session, me.tenant_id, key)
    if kept is None:
        return Clash(), ""
    return Clash(read_names(session, me.language).who(kept.changed_by), kept.changed_at), str(kept.version)
