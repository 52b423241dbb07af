"""What the list is asked for, as the page's address says it. Words that are none of ours ask for nothing."""

import base64
import binascii
import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from bot.web.console.desk.views import View
from escalation.ticketing.lifecycle import STATUSES

PRIORITIES = ("P0", "P1", "P2", "P3")
TIERS = ("free", "team", "business", "enterprise")
SORTS = ("due", "updated", "priority", "age")
LONGEST_SEARCH = 100
NOBODY = "-"
"""As an agent, a team or a queue: none."""
WAITS = "ours"
"""As a status: any of those in which the next step is ours."""
SLA = ("soon", "missed")


class Asked(BaseModel):
    """`after` is where the page before ended, as `listing` wrote it; `saved` the saved view that led here."""

    model_config = ConfigDict(frozen=True)

    view: str = ""
    q: str = ""
    status: str = ""
    priority: str = ""
    team: str = ""
    queue: str = ""
    agent: str = ""
    tag: str = ""
    tier: str = ""
    sla: str = ""
    language: str = ""
    sort: str = ""
    after: str = ""
    saved: str = ""

    @property
    def chosen(self) -> View:
        return View(self.view) if self.view in set(View) else View.open

    @property
    def search(self) -> str:
        return self.q.strip()[:LONGEST_SEARCH]

    @property
    def order(self) -> str:
        return self.sort if self.sort in SORTS else "due"

    @property
    def filters(self) -> dict[str, str]:
        """Those that narrow the view."""
        known = {
            "status": self.status if self.status in (WAITS, *STATUSES) else "",
            "priority": self.priority if self.priority in PRIORITIES else "",
            "tier": self.tier if self.tier in TIERS else "",
            "language": self.language if self.language in ("zh", "en") else "",
            "sla": self.sla if self.sla in SLA else "",
            "team": self.team,
            "queue": self.queue,
            "agent": self.agent,
            "tag": self.tag.strip(),
        }
        return {name: value for name, value in known.items() if value}

    def address(self, **changes: str) -> str:
        """The query string of this list with the changes; its first page, unless `after` is among them."""
        values = {"view": self.chosen.value, "q": self.search, **self.filters, "sort": self.sort}
        return urlencode({name: value for name, value in (values | changes).items() if value})


AskedHere = Annotated[Asked, Query()]


def cursor_of(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[Any] | None:
    """None where it is none of ours: then the list begins at its beginning."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    return values if isinstance(values, list) else None
