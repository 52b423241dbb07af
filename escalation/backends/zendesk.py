"""Zendesk Support over its Ticketing API v2, by developer.zendesk.com/api-reference/ticketing.

A new ticket carries our key as `external_id` and, for a repeat within two hours, as `Idempotency-Key`; each
update carries it in its audit's custom metadata, written with the update itself.

Files are uploaded first and go along by their tokens (tickets/ticket-attachments): one that is uploaded twice
is attached once, as Zendesk drops what no comment has taken after an hour.

A merge closes the ticket that goes into the other; both get an update of the via type "merge"
(reference-guides/via-types). That the closed one's audit names the other as `via.source.from.ticket_id`, with
the `rel` "merge", is what clients read, no page says so: where it does not, a merge is no more than a closed
ticket. What a merge writes on the other is told as a note: it speaks of numbers that customers do not have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from escalation.backends.errors import DoneTwice, FilesNotTaken, NotSetUp, Refused, TooLong, Unanswered
from escalation.backends.files import files_of
from escalation.backends.http import Api, judged, loaded
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

KEY = "huiyi_key"
FINISHED_AFTER = timedelta(seconds=60)
MOST_BYTES = 20 * 1024 * 1024
"""Zendesk takes 50 MB a file; more than this takes longer than anybody waits for it."""
PAGES = (1000, 100, 10)
"""Updates that are asked for at once: its own default and most, then fewer where those are too long to read.
Fewer at first would not do: after more than a page in one second the next begins where this one did."""
NOT_YET = timedelta(seconds=61)
"""Exports begin at a time that is more than a minute ago."""

_STATUS = {
    "new": "new",
    "open": "open",
    "reopened": "open",
    "pending": "pending",
    "on_hold": "hold",
    "resolved": "solved",
    "closed": "solved",
}
_OURS = {
    "new": "new",
    "open": "open",
    "pending": "pending",
    "hold": "on_hold",
    "solved": "resolved",
    "closed": "closed",
}
_PRIORITY = {"P0": "urgent", "P1": "high", "P2": "normal", "P3": "low"}
_BACK = {there: ours for ours, there in _PRIORITY.items()}


@dataclass(frozen=True, slots=True)
class Zendesk:
    api: Api

    @property
    def most_bytes(self) -> int:
        return MOST_BYTES

    def find(self, push: Push) -> Done | None:
        if isinstance(push, Opening):
            return self._find_ticket(push)
        after, places = int(push.mark or 0), sorted({push.outside_id, push.place})
        audits = [
            one
            for place in places
            for one in self._audits(place)
            if int(one["id"]) > after and _key_of(one) == push.key
        ]
        if len(audits) > 1:
            raise DoneTwice(push.key, [str(one["id"]) for one in audits])
        return Done(push.outside_id, str(audits[0]["id"])) if audits else None

    def carry_out(self, push: Push) -> Done:
        if isinstance(push, Opening):
            ticket = self._opened(push, self._upload(push))
            answer = self.api.write(
                "POST", "/tickets.json", {"ticket": ticket}, {"Idempotency-Key": push.key}
            )
        else:
            path = f"/tickets/{push.place}.json"
            answer = self.api.write("PUT", path, {"ticket": _updated(push, self._upload(push))})
        whole = loaded(answer)
        twin = str(whole["ticket"]["id"]) if isinstance(push, Opening) else push.outside_id
        return Done(twin, str(whole.get("audit", {}).get("id", 0)))

    def proof(self, push: Push) -> timedelta:
        return FINISHED_AFTER

    def begin(self, now: datetime) -> str:
        return str(int((now - NOT_YET).timestamp()))

    def changes(self, cursor: str, ledger: Ledger, now: datetime) -> Changes:
        start = min(int(cursor), int((now - NOT_YET).timestamp()))
        page = self._export(start)
        me = self.api.read("/users/me.json")["user"]["id"]
        people: dict[int, Author] = {}
        events = [one for one in page["ticket_events"] if named(one, "updater_id") != str(me)]
        followed: set[str] = set()
        found = tuple(
            read_each(
                events,
                lambda one: self._changes(one, ledger, people, followed),
                lambda one: (named(one, "id"), named(one, "ticket_id")),
            )
        )
        end = page.get("end_time") or start
        return Changes(found, str(end), more=not page.get("end_of_stream", True) and end > start)

    def _export(self, start: int, sizes: Sequence[int] = PAGES) -> Any:
        path, include = "/incremental/ticket_events.json", "comment_events"
        try:
            return self.api.read(path, start_time=start, include=include, per_page=sizes[0])
        except TooLong:
            if not sizes[1:]:
                raise
            return self._export(start, sizes[1:])

    def check(self) -> None:
        if not self.api.read("/users/me.json")["user"].get("id"):
            raise NotSetUp("Zendesk does not know the user; give its e-mail address as the option user")

    def fetch(self, file: OutsideFile, most: int) -> bytes:
        """Its address is Zendesk's own or leads to where the file is kept, on another host."""
        answer = self.api.fetch(file.place, most)
        if leads_to := answer.headers.get("location"):
            answer = self.api.fetch(urljoin(file.place, leads_to), most)
        return judged(answer).body

    def outside_status(self, status: str) -> str:
        return _STATUS[status]

    def our_status(self, status: str) -> str | None:
        return _OURS.get(status)

    def outside_priority(self, priority: str) -> str:
        return _PRIORITY[priority]

    def our_priority(self, priority: str) -> str | None:
        return _BACK.get(priority)

    def _find_ticket(self, push: Opening) -> Done | None:
        listed = self.api.read("/tickets.json", external_id=push.key)["tickets"]
        found = [str(one["id"]) for one in listed if one.get("external_id") == push.key]
        if len(found) > 1:
            raise DoneTwice(push.key, found)
        return Done(found[0], "0") if found else None

    def _upload(self, push: Push) -> dict[str, Any]:
        """What a comment says of the push's files."""
        tokens = []
        for file in files_of(push):
            path = f"/uploads.json?{urlencode({'filename': file.name})}"
            try:
                answer = loaded(self.api.upload(path, file.content, file.media_type))
            except NotSetUp as refusal:  # where the account is at fault, the comment says so too
                raise Refused(str(refusal)) from refusal
            except Unanswered as problem:
                raise FilesNotTaken(str(problem)) from problem
            tokens.append(answer["upload"]["token"])
        return {"uploads": tokens} if tokens else {}

    def _opened(self, push: Opening, uploads: Mapping[str, Any]) -> dict[str, Any]:
        ticket: dict[str, Any] = {
            "subject": push.subject,
            "comment": {"body": introduced(push), "public": True, **uploads},
            "external_id": push.key,
            "priority": _PRIORITY[push.priority],
            "metadata": {"custom": {KEY: push.key}},
        }
        if push.customer and push.customer.email:
            ticket["requester"] = {"name": push.customer.name, "email": push.customer.email}
        return ticket

    def _audits(self, ticket: str) -> Iterator[dict[str, Any]]:
        after = ""
        while True:
            query: dict[str, str | int] = {"page[size]": 100} | ({"page[after]": after} if after else {})
            page = self.api.read(f"/tickets/{ticket}/audits.json", **query)
            yield from page["audits"]
            if not page.get("meta", {}).get("has_more"):
                return
            after = page["meta"]["after_cursor"]

    def _changes(
        self, event: Mapping[str, Any], ledger: Ledger, people: dict[int, Author], followed: set[str]
    ) -> Iterator[OutsideChange]:
        """`followed` are the tickets that ours were merged into on this page."""
        ticket, by_merge = str(event["ticket_id"]), _is_merge(event.get("via"))
        at = datetime.fromtimestamp(event["timestamp"], UTC)
        if by_merge and (ticket in followed or ledger.is_ours(ticket)):
            id = f"{event['id']}:merge"
            if ticket not in followed and not ledger.is_new(ticket, id):
                return  # followed already; that it was closed is part of it
            if (into := self._into(ticket, str(event["id"]))) is not None:
                followed.add(into)
                yield OutsideMerge(id, ticket, self._person(event.get("updater_id"), people), into, at)
                return
        for child in event.get("child_events", ()):
            id = str(child["id"])
            kind = child.get("event_type") or child.get("type")
            what = next((name for name in ("status", "priority") if name in child), None)
            known = ticket not in followed and not ledger.is_new(ticket, id)
            if (kind != "Comment" and what is None) or known:
                continue
            author = self._person(child.get("author_id") or event.get("updater_id"), people)
            if kind == "Comment":
                public = bool(child["public"]) and author.known and not by_merge
                yield OutsideMessage(id, ticket, author, child["body"], public, at, _files(child))
            elif kind == "Change" and what is not None:
                yield OutsideValue(id, ticket, author, what, str(child[what]), at)

    def _into(self, ticket: str, audit: str) -> str | None:
        """What the ticket was merged into by that update; None where another was merged into it."""
        for one in self._audits(ticket):
            if str(one["id"]) == audit:
                source = (one.get("via") or {}).get("source") or {}
                found = (source.get("from") or {}).get("ticket_id")
                return str(found) if source.get("rel") == "merge" and found else None
        return None

    def _person(self, id: int | None, known: dict[int, Author]) -> Author:
        """Triggers and automations have no id, or one below zero."""
        if id is None or id < 0:
            return Author("Zendesk", False)
        if id not in known:
            try:
                user = self.api.read(f"/users/{id}.json")["user"]
            except (NotSetUp, Refused):
                known[id] = Author(f"Zendesk {id}", False, known=False)
            else:
                known[id] = Author(user["name"], user.get("role") == "end-user")
        return known[id]


def _updated(push: Saying | Setting, uploads: Mapping[str, Any]) -> dict[str, Any]:
    ticket: dict[str, Any] = {"metadata": {"custom": {KEY: push.key}}}
    if isinstance(push, Saying):
        return ticket | {"comment": {"body": push.text, "public": push.public, **uploads}}
    if push.status is not None:
        ticket["status"] = _STATUS[push.status]
    if push.priority is not None:
        ticket["priority"] = _PRIORITY[push.priority]
    return ticket


def _files(comment: Mapping[str, Any]) -> tuple[OutsideFile, ...]:
    return tuple(
        OutsideFile(str(one["file_name"]), one.get("size"), str(one["content_url"]))
        for one in comment.get("attachments") or ()
        if not one.get("deleted")
    )


def _is_merge(via: Any) -> bool:
    """As exports have it: by its name, its number or as an object."""
    channel = via.get("channel") if isinstance(via, Mapping) else via
    return str(channel).lower() in ("merge", "19")


def _key_of(audit: Mapping[str, Any]) -> str | None:
    metadata = audit.get("metadata") or {}
    found = (metadata.get("custom") or {}).get(KEY)
    return found if isinstance(found, str) else None
