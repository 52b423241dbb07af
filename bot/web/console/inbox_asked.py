"""What the list of conversations is asked for, as addresses say it. Words that are not ours ask nothing."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from bot.web.console.desk.asking import LONGEST_SEARCH
from bot.web.console.inbox_views import View


class InboxAsked(BaseModel):
    """`filter` is a view; `after` is where the page before ended, as `listing` wrote it."""

    model_config = ConfigDict(frozen=True)

    filter: str = ""
    q: str = ""
    after: str = ""

    @property
    def chosen(self) -> View:
        return View(self.filter) if self.filter in set(View) else View.all

    @property
    def search(self) -> str:
        return self.q.strip()[:LONGEST_SEARCH]

    @property
    def stands_still(self) -> bool:
        """An older page and what a search found are read in peace: news stand on the first page of a view."""
        return bool(self.search or self.after)

    @property
    def address(self) -> str:
        """The query string of this page."""
        return self.leading(filter=self.chosen.value, after=self.after)

    def leading(self, **changes: str) -> str:
        """The query string with these changes; of the first page, unless `after` is among them."""
        values = {"filter": self.chosen.value, "q": self.search, **changes}
        return urlencode({name: value for name, value in values.items() if value})


InboxAskedHere = Annotated[InboxAsked, Query()]
