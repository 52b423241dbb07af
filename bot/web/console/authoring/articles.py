"""All articles of the tenant, for those who write them."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from bot.api.dependencies import ServiceDep
from bot.web.console.authoring.access import Reader
from bot.web.console.authoring.browse import STATES, Filters, browse
from bot.web.console.authoring.page import knowledge_page
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.strings import say

router = APIRouter(route_class=ConsoleRoute)


class Asked(BaseModel):
    q: str = ""
    module: str = ""
    error_type: str = ""
    solution: str = ""
    state: str = ""
    page: int = 1


@router.get("", include_in_schema=False)
def articles_page(
    request: Request, service: ServiceDep, me: Reader, asked: Annotated[Asked, Query()]
) -> Response:
    state = asked.state if asked.state in STATES else ""
    filters = Filters(asked.q.strip()[:200], asked.module, asked.error_type, asked.solution, state)

    def link(**changed: str | int) -> str:
        """This page with other filters, from its first sheet on."""
        values = {
            "q": filters.words,
            "module": filters.module,
            "error_type": filters.error_type,
            "solution": filters.solution,
            "state": filters.state,
        } | changed
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/console/knowledge?{query}".rstrip("?")

    with service.database.reading(me.tenant_id) as session:
        return knowledge_page(
            session,
            request,
            me,
            "browse.html",
            heading=say(me.language, "kb"),
            shelf=browse(session, me.language, filters, min(max(1, asked.page), 10_000)),
            filters=filters,
            link=link,
        )
