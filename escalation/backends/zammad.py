"""Zammad over its REST API v1, by its documentation (docs.zammad.org/en/latest/api).

It has no field of ours and no idempotency key, so that each push is an article whose subject carries our key:
an opening's first one, a message itself, a note beside a change. Articles are listed by ticket, which tells
for certain; tickets are searched through an index that may lag, so that a ticket which is not found may be
there: what was sent without an answer and does not turn up is for a person to look at.

A ticket that was merged into another has the state "merged" and the other as its one parent, by which it is
followed (api/ticket/states, api/ticket/links). Its articles are the other's from then on, under the ids that
they had: those that were not known are told as notes there, as nobody said them to that one's customer.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from escalation.backends.errors import DoneTwice, TooLong, Unclear
from escalation.backends.files import files_of
from escalation.backends.http import Api, judged, loaded
from escalation.backends.plain_text import plain_text
from escalation.backends.reading import named, read_each
from escalation.backends.types import (
    Author,
    Changes,
    Done,
    Ledger,
    Opening,
    OutsideChange,
    OutsideFile,
    OutsideMerge,
    OutsideMessage,
    OutsideValue,
    Push,
    Saying,
    Setting,
)
from escalation.backends.words import introduced

FINISHED_AFTER = timedelta(seconds=60)
LAG = timedelta(minutes=10)
"""How far back each look goes again, for what the index took in late."""
REMINDED_AFTER = timedelta(days=7)
"""A state that waits must say until when."""
PAGE = 100
MOST_BYTES = 10 * 1024 * 1024
"""In base64 within one JSON body; what a server takes of those is not documented."""
OURS = "huiyi:"
MERGED = "merged"

_STATUS = {
    "new": "new",
    "open": "open",
    "reopened": "open",
    "pending": "pending reminder",
    "on_hold": "pending reminder",
    "resolved": "closed",
    "closed": "closed",
}
_BACK = {
    "new": "new",
    "open": "open",
    "pending reminder": "pending",
    "pending close": "pending",
    "closed": "resolved",
    "merged": "closed",
}
_PRIORITY = {"P0": "3 high", "P1": "3 high", "P2": "2 normal", "P3": "1 low"}
_PRIORITY_BACK = {"3 high": "P1", "2 normal": "P2", "1 low": "P3"}


@dataclass(frozen=True, slots=True)
class Zammad:
    """`customer` is the e-mail address that stands for visitors: a ticket there needs a customer."""

    api: Api
    group: str
    customer: str
    clock: Callable[[], datetime]

    @property
    def most_bytes(self) -> int:
        return MOST_BYTES

    def find(self, push: Push) -> Done | None:
        if isinstance(push, Opening):
            return self._find_ticket(push)
        places = sorted({push.outside_id, push.place})
        found = [one for place in places for one in self.articles(place) if _carries(one, push.key)]
        if len(found) > 1:
            raise DoneTwice(push.key, [str(one["id"]) for one in found])
        return Done(push.outside_id, str(found[0]["id"])) if found else None

    def carry_out(self, push: Push) -> Done:
        if isinstance(push, Opening):
            return self._open(push)
        article = _article(push)
        if isinstance(push, Saying):
            sent = {"ticket_id": int(push.place), **article}
            answer = self.api.write("POST", "/ticket_articles", sent)
            return Done(push.outside_id, str(loaded(answer)["id"]))
        values: dict[str, Any] = {"article": article}
        if push.status is not None:
            values |= self._state(push.status)
        if push.priority is not None:
            values["priority"] = _PRIORITY[push.priority]
        loaded(self.api.write("PUT", f"/tickets/{push.place}", values))
        return Done(push.outside_id, push.mark)

    def proof(self, push: Push) -> timedelta | None:
        return None if isinstance(push, Opening) else FINISHED_AFTER

    def begin(self, now: datetime) -> str:
        return now.isoformat(timespec="seconds")

    def changes(self, cursor: str, ledger: Ledger, now: datetime) -> Changes:
        looked = datetime.fromisoformat(cursor)
        since = (looked - LAG).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        tickets: list[dict[str, Any]] = []
        page = 1
        while len(tickets) == (page - 1) * PAGE:
            tickets += _listed(
                self.api.read(
                    "/tickets/search",
                    query=f"updated_at:[{since} TO *]",
                    sort_by="updated_at",
                    order_by="asc",
                    expand="true",
                    per_page=PAGE,
                    limit=PAGE,
                    page=page,
                )
            )
            page += 1
        look = _Look(self, ledger, looked - FINISHED_AFTER, tuple(tickets))
        found = tuple(read_each(tickets, look.changes, _unread))
        return Changes(found, self.begin(now))

    def check(self) -> None:
        self.api.read("/tickets", per_page=1, page=1)

    def fetch(self, file: OutsideFile, most: int) -> bytes:
        return judged(self.api.fetch(f"{self.api.url}{file.place}", most)).body

    def outside_status(self, status: str) -> str:
        return _STATUS[status]

    def our_status(self, status: str) -> str | None:
        return _BACK.get(status)

    def outside_priority(self, priority: str) -> str:
        return _PRIORITY[priority]

    def our_priority(self, priority: str) -> str | None:
        return _PRIORITY_BACK.get(priority)

    def _find_ticket(self, push: Opening) -> Done | None:
        query = f'article.subject:"{push.key}"'
        listed = _listed(self.api.read("/tickets/search", query=query, limit=10, expand="true"))
        found: list[Done] = []
        for ticket in listed:
            articles = self.articles(str(ticket["id"]))
            first = min((int(one["id"]) for one in articles), default=0)
            for article in (one for one in articles if _carries(one, push.key)):
                if int(article["id"]) != first:
                    raise Unclear(
                        f"what opened it is in ticket {ticket['id']}, which is older: were they merged?"
                    )
                found.append(Done(str(ticket["id"]), str(article["id"])))
        if len(found) > 1:
            raise DoneTwice(push.key, [one.outside_id for one in found])
        return found[0] if found else None

    def _open(self, push: Opening) -> Done:
        email = push.customer.email if push.customer and push.customer.email else self.customer
        ticket = {
            "title": push.subject,
            "group": self.group,
            "customer_id": f"guess:{email}",
            "priority": _PRIORITY[push.priority],
            "article": _article(push),
        }
        return Done(str(loaded(self.api.write("POST", "/tickets", ticket))["id"]), "0")

    def _state(self, status: str) -> dict[str, Any]:
        state = {"state": _STATUS[status]}
        if status in ("pending", "on_hold"):
            until = self.clock() + REMINDED_AFTER
            state["pending_time"] = until.strftime("%Y-%m-%dT%H:%M:%SZ")
        return state

    def articles(self, ticket: str) -> list[dict[str, Any]]:
        """One by one where they are too long together."""
        try:
            return self.listed(ticket)
        except TooLong:
            return [self.article(id) for id in self.article_ids(ticket)]

    def listed(self, ticket: str) -> list[dict[str, Any]]:
        articles: list[dict[str, Any]] = self.api.read(f"/ticket_articles/by_ticket/{ticket}", expand="true")
        return articles

    def article_ids(self, ticket: str) -> list[str]:
        """Oldest first."""
        return [str(id) for id in sorted(self.api.read(f"/tickets/{ticket}", expand="true")["article_ids"])]

    def article(self, id: str) -> dict[str, Any]:
        article: dict[str, Any] = self.api.read(f"/ticket_articles/{id}", expand="true")
        return article

    def parent(self, ticket: str) -> str | None:
        """What a merged ticket went into; None where that cannot be told."""
        links = self.api.read("/links", link_object="Ticket", link_object_value=ticket)["links"]
        parents = [str(one["link_object_value"]) for one in links if one["link_type"] == "parent"]
        return parents[0] if len(parents) == 1 else None


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at what changed. What was there `before` then, an earlier look has seen. Of an article between
    then and a merge nobody can tell which of the two tickets it was of: it is told."""

    zammad: Zammad
    ledger: Ledger
    before: datetime
    tickets: Sequence[Mapping[str, Any]]

    def changes(self, ticket: Mapping[str, Any]) -> Iterator[OutsideChange]:
        """A ticket tells only how it stands: a state that comes again is the same change."""
        here, at = str(ticket["id"]), datetime.fromisoformat(ticket["updated_at"])
        by = Author(str(ticket.get("updated_by") or "Zammad"), False)
        values = {"status": str(ticket["state"]), "priority": str(ticket["priority"])}
        merge = f"{here}:{MERGED}"
        if values["status"] == MERGED and self.ledger.is_ours(here):
            into = self.zammad.parent(here) if self.ledger.is_new(here, merge) else None
            if into is not None:
                yield OutsideMerge(merge, here, by, into, min(at, self.before))
            if into is not None or not self.ledger.is_new(here, merge):
                values = {}
        for what, value in values.items():
            id = f"{here}:{'state' if what == 'status' else what}:{value}:{ticket['updated_at']}"
            if self.ledger.is_new(here, id):
                yield OutsideValue(id, here, by, what, value, at)
        if self.ledger.is_ours(here):
            yield from self._messages(here, merged=ticket["state"] == MERGED)

    def _messages(self, here: str, *, merged: bool) -> Iterator[OutsideChange]:
        try:
            yield from read_each(
                self.zammad.listed(here),
                lambda one: self._message(here, one, merged=merged),
                lambda one: (named(one, "id"), here),
            )
        except TooLong:
            yield from read_each(
                [id for id in self.zammad.article_ids(here) if self.ledger.is_new(here, id)],
                lambda id: self._message(here, self.zammad.article(id), merged=merged),
                lambda id: (id, here),
            )

    def _message(self, here: str, article: Mapping[str, Any], *, merged: bool) -> Iterator[OutsideMessage]:
        """None or one. What Zammad itself says to the customer, that their mail came say, is nobody's answer
        (api/ticket/articles, sender): a note."""
        id, body = str(article["id"]), article["body"]
        if _is_ours(article) or not self.ledger.is_new(here, id):
            return
        if merged and body.strip() == MERGED:  # the note that every merge leaves
            return
        author = Author(_name(article), article.get("sender") == "Customer")
        text = plain_text(body) if article.get("content_type") == "text/html" else body
        at = datetime.fromisoformat(article["created_at"])
        public = not article["internal"] and article.get("sender") != "System"
        public = public and not (at < self.before and self._took_in(here))
        yield OutsideMessage(id, here, author, text, public, at, self._files(here, article))

    def _files(self, here: str, article: Mapping[str, Any]) -> tuple[OutsideFile, ...]:
        """Lists may leave them out; an article by itself has them."""
        id = article["id"]
        whole = article if "attachments" in article else self.zammad.api.read(f"/ticket_articles/{id}")
        return tuple(
            OutsideFile(
                str(one["filename"]),
                int(one["size"]) if str(one.get("size", "")).isdecimal() else None,
                f"/ticket_attachment/{here}/{id}/{one['id']}",
            )
            for one in whole.get("attachments") or ()
        )

    def _took_in(self, here: str) -> bool:
        """Whether another was merged into it lately."""
        merged = (str(one["id"]) for one in self.tickets if one["state"] == MERGED)
        return any(self.zammad.parent(one) == here for one in merged)


def _unread(ticket: Mapping[str, Any]) -> tuple[str, str]:
    """As it stands now: it may be read again once it changes."""
    here = named(ticket, "id")
    return f"{here}:unread:{named(ticket, 'updated_at')}", here


def _article(push: Push) -> dict[str, Any]:
    internal = isinstance(push, Setting) or (isinstance(push, Saying) and not push.public)
    given = [
        {
            "filename": file.name,
            "data": base64.b64encode(file.content).decode(),
            "mime-type": file.media_type,
        }
        for file in files_of(push)
    ]
    return {
        "subject": f"{push.reference} {push.key}",
        "body": introduced(push) if isinstance(push, Opening) else push.text,
        "content_type": "text/plain",
        "type": "note",
        "internal": internal,
        **({"attachments": given} if given else {}),
    }


def _carries(article: Mapping[str, Any], key: str) -> bool:
    return str(article.get("subject") or "").split()[-1:] == [key]


def _is_ours(article: Mapping[str, Any]) -> bool:
    last = str(article.get("subject") or "").split()[-1:]
    return bool(last) and last[0].startswith(OURS)


def _listed(answer: Any) -> list[dict[str, Any]]:
    """With `expand` a list; without it, and from some versions, ids with assets beside them."""
    if isinstance(answer, list):
        return answer
    assets = answer.get("assets", {}).get("Ticket", {})
    return [assets.get(str(id), {"id": id}) for id in answer.get("tickets", ())]


def _name(article: Mapping[str, Any]) -> str:
    """ "Bob Smith <bob@example.com>" is Bob Smith."""
    return str(article.get("from") or "Zammad").partition("<")[0].strip(' "') or "Zammad"
