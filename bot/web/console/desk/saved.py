"""Views of the list that people saved: shown beside ours, kept, renamed and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.saved_views import (
    Keeper,
    add_view,
    list_views,
    may_change,
    remove_view,
    rename_view,
    replace_query,
)
from bot.errors import ViewRefused
from bot.models import SavedView
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeWriting
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.asking import Asked

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/views")


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands beside our views. `shown` is the one that the list shows as it was saved; "" none."""

    own: Sequence[SavedView]
    shared: Sequence[SavedView]
    keeper: Keeper
    shown: str = ""

    @property
    def heading(self) -> str:
        """Its name, "" where the list shows none."""
        return next((one.name for one in (*self.own, *self.shared) if one.id == self.shown), "")

    def mine(self, view: SavedView) -> bool:
        return may_change(self.keeper, view)


class Wanted(BaseModel):
    """`replace` is the view that holds the list from now on, in place of a new one."""

    name: str = ""
    query: str = ""
    shared: bool = False
    replace: str = ""


class Renamed(BaseModel):
    id: str
    name: str = ""
    shared: bool = False


def read_saved(session: TenantSession, me: Me, asked: Asked | None = None) -> Saved:
    found = list_views(session, me.agent_id)
    alike = [one.id for one in found if asked is not None and one.query == asked.address()]
    return Saved(
        own=[one for one in found if not one.shared],
        shared=[one for one in found if one.shared],
        keeper=_keeper(me),
        # Of two that hold the same list, the one that led here.
        shown=next((one for one in alike if asked and one == asked.saved), alike[0] if alike else ""),
    )


@router.post("", include_in_schema=False)
def keep(service: ServiceDep, me: MeWriting, wanted: Annotated[Wanted, Form()]) -> Response:
    """`query` is the list's address; 409 with `problem`, and `taken` where replacing that one would do."""
    query = Asked.model_validate(dict(parse_qsl(wanted.query))).address()
    try:
        with service.database.uow(me.tenant_id) as session:
            if wanted.replace:
                view = replace_query(session, _keeper(me), wanted.replace, query)
            else:
                told: dict[str, Any] = {"name": wanted.name, "shared": wanted.shared}
                view = add_view(session, _keeper(me), **told, query=query, now=utc_now())
            return JSONResponse({"id": view.id, "query": view.query})
    except ViewRefused as refused:
        return _refused(me, refused)


@router.post("/rename", include_in_schema=False)
def rename(service: ServiceDep, me: MeWriting, wanted: Annotated[Renamed, Form()]) -> Response:
    try:
        with service.database.uow(me.tenant_id) as session:
            rename_view(session, _keeper(me), wanted.id, name=wanted.name, shared=wanted.shared)
    except ViewRefused as refused:
        return _refused(me, refused)
    return JSONResponse({"id": wanted.id})


@router.post("/remove", include_in_schema=False)
def remove(service: ServiceDep, me: MeWriting, id: Annotated[str, Form(max_length=64)]) -> Response:
    with service.database.uow(me.tenant_id) as session:
        remove_view(session, _keeper(me), id)
    return JSONResponse({"id": id})


def _keeper(me: Me) -> Keeper:
    return Keeper(me.agent_id, me.may_set)


def _refused(me: Me, refused: ViewRefused) -> Response:
    return JSONResponse({"problem": refused.why.in_language(me.language), "taken": refused.taken}, 409)
