"""What customers asked and found nothing for, gathered by meaning: to be answered or dismissed."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.api.dependencies import ServiceDep
from bot.web.console.authoring.access import Author, Reader
from bot.web.console.authoring.page import knowledge_page
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.strings import say
from kb_index.gaps import list_gaps, settle_questions

router = APIRouter(route_class=ConsoleRoute, prefix="/gaps")

SHOWN, WORDS = 50, 5
"""Gaps on the page, and questions of each before the rest is folded away."""


@router.get("", include_in_schema=False)
def gaps_page(request: Request, service: ServiceDep, me: Reader) -> Response:
    with service.database.reading(me.tenant_id) as session:
        gaps = list_gaps(session, me.tenant_id)
        return knowledge_page(
            session,
            request,
            me,
            "gaps.html",
            heading=say(me.language, "kb_gaps"),
            gaps=gaps[:SHOWN],
            total=len(gaps),
            words=WORDS,
        )


@router.post("/dismiss", include_in_schema=False)
def dismiss(service: ServiceDep, me: Author, gap: Annotated[str, Form()]) -> Response:
    """`gap` is the keys of the questions that the page showed: what was asked since stays. A question that is
    settled already is as dismissed."""
    with service.database.uow(me.tenant_id) as session:
        settle_questions(session, me.tenant_id, _read_keys(gap), article=None)
    return RedirectResponse("/console/knowledge/gaps?done=dismissed", status_code=303)


def _read_keys(written: str) -> list[tuple[str, int]]:
    """What is none is left out."""
    found = re.findall(r"(?<!\S)([\w-]+):([0-9]{1,10})(?!\S)", written, re.ASCII)
    return [(conversation, int(seq)) for conversation, seq in found if int(seq) < 2**31]
