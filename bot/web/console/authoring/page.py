"""What the pages of the articles share: the frame, the facets' words, what was just done."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select

from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.inbox import frame
from bot.web.console.rendering import page
from bot.web.console.strings import say
from bot.web.help.held_for import held_for
from bot.web.help.labels import label
from kb_index.due import CLOCK
from kb_index.history import IMPORT

DONE = ("saved", "submitted", "published", "scheduled", "returned", "discarded", "restored", "retired",
        "confirmed", "rebased", "followed", "dismissed", "original")  # fmt: skip
"""What an address may say was just done."""


def knowledge_page(
    session: TenantSession,
    request: Request,
    me: Me,
    template: str,
    *,
    heading: str,
    status: int = 200,
    **values: Any,
) -> Response:
    done = request.query_params.get("done", "")
    return page(
        "console.html",
        me.look(),
        status=status,
        work=f"knowledge/{template}",
        heading=heading,
        facet=partial(label, me.language),
        held_for=lambda versions: held_for(versions, me.language),
        done=say(me.language, f"kb_done_{done}") if done in DONE else "",
        who=_names(session, me),
        **values,
        **frame(session, request, me),
    )


def _names(session: TenantSession, me: Me) -> Any:
    """From an author's address to their name; itself where they are gone."""
    names = {row.email: row.name for row in session.execute(select(Agent.email, Agent.name))}
    names |= {CLOCK: say(me.language, "kb_by_clock"), IMPORT: say(me.language, "kb_by_import")}
    return lambda author: names.get(author, author)
