"""What stands around every page of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.rendering import page
from bot.web.console.settings.form import Form
from bot.web.console.settings.problems import Problems, no_problems
from bot.web.console.strings import say

ROOT = "/console/settings"
DONE = ("saved", "deleted", "moved", "imported", "retried", "answered", "followed", "on", "off", "left")
"""What an address may say was just done."""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    icon: str

    @property
    def path(self) -> str:
        return f"{ROOT}/{self.name}"


PARTS = (
    Part("rules", "filter"),
    Part("runs", "eye"),
    Part("people", "person"),
    Part("macros", "spark"),
    Part("templates", "note"),
    Part("sla", "clock"),
    Part("desk", "chat"),
    Part("outside", "link"),
    Part("outbox", "send"),
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else was faster: who and when, where that is known, and how it stands now, in words."""

    who: str = ""
    at: Any = None
    now: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that was not taken: which of the page's, as it came, and why."""

    what: str
    key: str
    form: Form
    problems: Problems
    clash: Clash | None = None

    @property
    def status(self) -> int:
        return 409 if self.clash else 422


def settings_page(
    session: TenantSession,
    service: ServiceDep,
    request: Request,
    me: Me,
    template: str,
    *,
    part: str,
    heading: str,
    status: int = 200,
    **values: Any,
) -> Response:
    done = request.query_params.get("done", "")
    shared: Mapping[str, Any] = {"problems": no_problems(), "clash": None}
    return page(
        f"settings/{template}",
        desk_look(service, me),
        status=status,
        heading=heading,
        part=part,
        parts=PARTS,
        **{
            "done": say(me.language, f"set_done_{done}") if done in DONE else "",
            **shared,
            **values,
            **desk_frame(session, service, request, me),
        },
    )


def fragment(service: ServiceDep, me: Me, template: str, **values: Any) -> Response:
    shared: Mapping[str, Any] = {"problems": no_problems(), "clash": None, "me": me}
    return page(f"settings/{template}", desk_look(service, me), **{**shared, **values})


def back_to(path: str, done: str) -> Response:
    return RedirectResponse(f"{ROOT}/{path}?done={done}", status_code=303)
