"""What the list of proposals is asked for, as its address says it. Words that are not ours ask nothing."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from bot.message_text import without_controls
from bot.review.cards import Narrowed, Place
from bot.review.proposing import Why
from bot.review.queue import DECIDED, State
from bot.web.console.desk.asking import cursor_of, read_cursor

PATH = "/console/review"
LANGUAGES = ("zh", "en")


class ReviewAsked(BaseModel):
    """`after` is where the page before ended, as `cursor` wrote it."""

    model_config = ConfigDict(frozen=True)

    show: str = ""
    why: str = ""
    intent: str = ""
    language: str = ""
    after: str = ""

    @property
    def chosen(self) -> str:
        return "decided" if self.show == "decided" else "open"

    @property
    def states(self) -> tuple[State, ...]:
        return DECIDED if self.chosen == "decided" else (State.open,)

    @property
    def filters(self) -> dict[str, str]:
        """Those that narrow the list."""
        known = {
            "why": self.why if self.why in set(Why) else "",
            "intent": without_controls(self.intent)[:64],
            "language": self.language if self.language in LANGUAGES else "",
        }
        return {name: value for name, value in known.items() if value}

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(**self.filters)

    @property
    def place(self) -> Place | None:
        """None for the beginning."""
        match read_cursor(self.after) if self.after else None:
            case [str(at), str(conversation), int(seq)] if 0 < seq < 2**31:
                try:
                    return datetime.fromisoformat(at).astimezone(UTC), without_controls(conversation), seq
                except (ValueError, OverflowError):
                    return None
        return None

    @property
    def query(self) -> str:
        """What follows the path in the address of this page."""
        return self.address.removeprefix(PATH)

    @property
    def address(self) -> str:
        """Of this page."""
        return self.leading(after=self.after)

    def leading(self, **changes: str) -> str:
        """With these changes; of the first page, unless `after` is among them."""
        show = self.chosen if self.chosen == "decided" else ""
        values = {"show": show, **self.filters, **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{PATH}?{query}" if query else PATH


def cursor(place: Place) -> str:
    at, conversation, seq = place
    return cursor_of([at.isoformat(), conversation, seq])


ReviewAskedHere = Annotated[ReviewAsked, Query()]
