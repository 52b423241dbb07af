"""Request Tracker 5 over its REST2 API, written against 5.0.3 and tried with it.

A ticket carries our key in a custom field, a message in its subject, which RT keeps as the transaction's
`Data`; both are written in the same database transaction as what they name. Status and priority carry none:
our user's transactions since the last push tell whether they were set.

What was merged into another ticket answers as that one from then on, and what is done to it is told of that
one; so is the link that says it was merged, told of both.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from escalation.backends.errors import (
    BackendError,
    DoneTwice,
    NotDone,
    NotSetUp,
    Refused,
    TooMuch,
    Unanswered,
)
from escalation.backends.http import Answer, Api, loaded
from escalation.backends.plain_text import plain_text
from escalation.backends.reading import named, read_each
from escalation.backends.types import (
    Author,
    Changes,
    Done,
    File,
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

FIELD = "HuiyiKey"
FINISHED_AFTER = timedelta(seconds=60)
"""What RT has not committed by then it will not: its web servers end a request long before."""
PAGE = 100
OVERLAP = 50
"""Transactions that are looked at again: one may be committed after another that began later."""
LONGEST_TEXT = 100_000
MOST_BYTES = 10 * 1024 * 1024
"""RT's own $MaxAttachmentSize, unless somebody set another: what is larger it may cut."""

_STATUS = {
    "new": "new",
    "open": "open",
    "reopened": "open",
    "pending": "stalled",
    "on_hold": "stalled",
    "resolved": "resolved",
    "closed": "resolved",
}
_OURS = {
    "new": "new",
    "open": "open",
    "stalled": "pending",
    "resolved": "resolved",
    "rejected": "closed",
    "deleted": "closed",
}
_PRIORITY = {"P0": 100, "P1": 75, "P2": 50, "P3": 25}
_ROBOTS = ("RT_System",)
_KINDS = " OR ".join(f"Type = '{kind}'" for kind in ("Correspond", "Comment", "Status", "Set"))
_MERGES = "(Type = 'AddLink' AND Field = 'MergedInto')"
_TICKET = re.compile(r"/ticket/([0-9]+)$")


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """`user` is the login that the API's token belongs to; nobody else works with it."""

    api: Api
    queue: str
    user: str

    @property
    def most_bytes(self) -> int:
        return MOST_BYTES

    def find(self, push: Push) -> Done | None:
        if isinstance(push, Opening):
            return self._find_ticket(push)
        if isinstance(push, Saying):
            kind = "Correspond" if push.public else "Comment"
            found = [one for one in self._own(push, f"Type = '{kind}'") if _names(one, push.reference)]
            if len(found) > 1:
                raise DoneTwice(push.key, [str(one["id"]) for one in found])
        else:
            found = [one for one in self._own(push, "Type != 'Comment'") if _sets(one, push)]
        return Done(push.outside_id, str(found[-1]["id"])) if found else None

    def carry_out(self, push: Push) -> Done:
        if isinstance(push, Opening):
            return self._open(push)
        if isinstance(push, Saying):
            return self._say(push)
        return self._set(push)

    def proof(self, push: Push) -> timedelta:
        return FINISHED_AFTER

    def begin(self, now: datetime) -> str:
        last = self._transactions("id > 0", order="DESC", per_page=1)
        return str(last[0]["id"]) if last else "0"

    def changes(self, cursor: str, ledger: Ledger, now: datetime) -> Changes:
        read = self._transactions(f"id > {max(0, int(cursor) - OVERLAP)}", order="ASC", per_page=PAGE)
        people: dict[str, Author] = {}
        followed: set[str] = set()
        found = tuple(
            read_each(
                read,
                lambda one: self._changes(one, ledger, people, followed),
                lambda one: (named(one, "id"), named(one, "ObjectId")),
            )
        )
        head = max([int(cursor), *(int(one["id"]) for one in read)])
        return Changes(found, str(head), more=len(read) == PAGE and head > int(cursor))

    def check(self) -> None:
        try:
            queue = self.api.read(f"/queue/{quote(self.queue, safe='')}")
        except Refused as refusal:
            raise NotSetUp(
                f"queue {self.queue} cannot be read: {refusal}; give its name and the user SeeQueue"
            ) from refusal
        fields = [one.get("name") for one in queue.get("TicketCustomFields", [])]
        if FIELD not in fields:
            raise NotSetUp(
                f"queue {self.queue} has the custom fields {fields} for {self.user}, expected {FIELD} among "
                "them: create it for tickets (one value, any text), apply it to the queue and give the user "
                "SeeCustomField, ModifyCustomField and SetInitialCustomField"
            )

    def outside_status(self, status: str) -> str:
        return _STATUS[status]

    def our_status(self, status: str) -> str | None:
        return _OURS.get(status)

    def outside_priority(self, priority: str) -> str:
        return str(_PRIORITY[priority])

    def our_priority(self, priority: str) -> str | None:
        """The nearest; RT counts from 0 to 100 and further."""
        if not priority.isdecimal():
            return None
        return min(_PRIORITY, key=lambda ours: abs(_PRIORITY[ours] - int(priority)))

    def _find_ticket(self, push: Opening) -> Done | None:
        # Without a word of EffectiveId RT passes over what was merged meanwhile.
        query = f"'CF.{{{FIELD}}}' = '{push.key}' AND EffectiveId > 0"
        found = [str(one["id"]) for one in self.api.read("/tickets", query=query)["items"]]
        if len(found) > 1:
            raise DoneTwice(push.key, found)
        return Done(found[0], "0") if found else None

    def _open(self, push: Opening) -> Done:
        self.check()
        ticket: dict[str, Any] = {
            "Queue": self.queue,
            "Subject": _line(push.subject),
            "Content": introduced(push),
            "ContentType": "text/plain",
            "Priority": _PRIORITY[push.priority],
            "CustomFields": {FIELD: push.key},
            **_attached(push.files),
        }
        if push.customer and push.customer.email:
            ticket["Requestor"] = push.customer.email
        return Done(str(loaded(self.api.write("POST", "/ticket", ticket))["id"]), "0")

    def _say(self, push: Saying) -> Done:
        way = "correspond" if push.public else "comment"
        message = {
            "Subject": f"{_line(push.subject)[:120]} {_tag(push.reference)}",
            "Content": push.text,
            "ContentType": "text/plain",
            **_attached(push.files),
        }
        answer = self.api.write("POST", f"/ticket/{push.outside_id}/{way}", message)
        return Done(push.outside_id, answer.headers.get("location", "").rpartition("/")[2] or push.mark)

    def _set(self, push: Setting) -> Done:
        """RT answers 200 to what it does not do: whether it did is read afterwards."""
        values: dict[str, Any] = {}
        if push.status is not None:
            values["Status"] = _STATUS[push.status]
        if push.priority is not None:
            values["Priority"] = _PRIORITY[push.priority]
        if self._has(push.outside_id, values):
            return Done(push.outside_id, push.mark)
        answer = self.api.write("PUT", f"/ticket/{push.outside_id}", values)
        try:
            done = self.find(push)
        except NotDone as problem:
            raise Unanswered(str(problem)) from problem
        if done is None:
            raise Refused(f"RT did not set {values}: {_told(answer)}")
        return done

    def _has(self, ticket: str, values: Mapping[str, Any]) -> bool:
        held = self.api.read(f"/ticket/{ticket}")
        return all(str(held.get(name)) == str(value) for name, value in values.items())

    def _own(self, push: Saying | Setting, which: str) -> list[dict[str, Any]]:
        """Our user's transactions of the ticket since the push's mark, oldest first.

        What was merged into another ticket goes on there.
        """
        effective = self.api.read(f"/ticket/{push.outside_id}")["EffectiveId"]["id"]
        places = sorted({int(push.outside_id), int(push.place), int(effective)})
        where = f"({' OR '.join(f'ObjectId = {place}' for place in places)}) AND {which}"
        found: list[dict[str, Any]] = []
        after = int(push.mark or 0)
        while page := self._transactions(
            f"id > {after} AND Creator = '{self.user}' AND {where}", order="ASC"
        ):
            found += page
            after = int(page[-1]["id"])
        return found

    def _transactions(self, query: str, *, order: str, per_page: int = PAGE) -> list[dict[str, Any]]:
        """Of messages, values and merges: where a page also held what our user may not see, RT would leave
        that out after counting, and a page that is not full would mean nothing."""
        answer = self.api.read(
            "/transactions",
            query=f"ObjectType = 'RT::Ticket' AND ({_KINDS} OR {_MERGES}) AND {query}",
            fields="Type,Data,Creator,Field,NewValue,ObjectId,Created",
            orderby="id",
            order=order,
            per_page=per_page,
        )
        items: list[dict[str, Any]] = answer["items"]
        return items

    def _changes(
        self, one: Mapping[str, Any], ledger: Ledger, people: dict[str, Author], followed: set[str]
    ) -> Iterator[OutsideChange]:
        """None or one; `followed` are the tickets that ours were merged into before it."""
        id, ticket, login = str(one["id"]), str(one["ObjectId"]), str(one["Creator"]["id"])
        if login == self.user or not (ticket in followed or ledger.is_new(ticket, id)):
            return
        at = _moment(one)
        if one["Type"] in ("Correspond", "Comment"):
            author = self._person(login, people)
            public = one["Type"] == "Correspond" and author.known
            yield self._message(id, ticket, author, public, at)
            return
        author = Author(login, False) if login in _ROBOTS else self._person(login, people)
        if one["Type"] == "AddLink":
            if (into := _target(one)) is not None:
                followed.add(into)
                yield OutsideMerge(id, ticket, author, into, at)
        elif one["Type"] == "Status" or one["Field"] == "Priority":
            what = "status" if one["Type"] == "Status" else "priority"
            yield OutsideValue(id, ticket, author, what, str(one["NewValue"]), at)

    def _person(self, login: str, known: dict[str, Author]) -> Author:
        """Whoever has no rights of their own there is somebody who asked for help."""
        if login not in known:
            try:
                user = self.api.read(f"/user/{quote(login, safe='')}")
            except (NotSetUp, Refused):
                known[login] = Author(login, False, known=False)
            else:
                known[login] = Author(user.get("RealName") or login, not int(user.get("Privileged") or 0))
        return known[login]

    def _message(self, id: str, ticket: str, author: Author, public: bool, at: datetime) -> OutsideMessage:
        """Its parts are attachments of the transaction: the text, of HTML its words, and files."""
        parts = self.api.read(
            f"/transaction/{id}/attachments", fields="ContentType,Filename,ContentLength", per_page=PAGE
        )["items"]
        texts = {one["ContentType"]: one["id"] for one in reversed(parts) if not one.get("Filename")}
        files = tuple(
            OutsideFile(one.get("Filename") or "", int(one["ContentLength"]), str(one["id"]))
            for one in parts
            if one.get("Filename") or (int(one["ContentLength"]) and not _is_text(one["ContentType"]))
        )
        return OutsideMessage(id, ticket, author, self._text(texts), public, at, files)

    def _text(self, parts: Mapping[str, Any]) -> str:
        for kind in ("text/plain", "text/html"):
            if kind in parts:
                content = self.api.read(f"/attachment/{parts[kind]}")["Content"] or ""
                text = base64.b64decode(content).decode("utf-8", "replace")[:LONGEST_TEXT]
                return (plain_text(text) if kind == "text/html" else text).strip()
        return ""

    def fetch(self, file: OutsideFile, most: int) -> bytes:
        whole = loaded(self.api.fetch(f"{self.api.url}/attachment/{file.place}", most * 3 // 2 + 64 * 1024))
        content = base64.b64decode(whole["Content"] or "")
        if len(content) > most:
            raise TooMuch(f"{file.name} is {len(content)} bytes")
        return content


def _is_text(kind: str) -> bool:
    return kind.startswith(("text/", "multipart/"))


def _attached(files: tuple[File, ...]) -> dict[str, Any]:
    """With the message, in its database transaction. RT takes names as bytes and breaks at anything else: a
    character is one byte of UTF-8."""
    given = [
        {
            "FileName": file.name.encode().decode("latin-1"),
            "FileType": file.media_type,
            "FileContent": _base64(file.content),
        }
        for file in files
    ]
    return {"Attachments": given} if given else {}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _names(transaction: Mapping[str, Any], reference: str) -> bool:
    return str(transaction["Data"]).strip().endswith(_tag(reference))


def _sets(transaction: Mapping[str, Any], push: Setting) -> bool:
    if push.status is not None:
        return transaction["Type"] == "Status" and str(transaction["NewValue"]) == _STATUS[push.status]
    wanted = str(_PRIORITY[push.priority or "P3"])
    return transaction["Field"] == "Priority" and str(transaction["NewValue"]) == wanted


def _moment(transaction: Mapping[str, Any]) -> datetime:
    """RT tells the second; within it the ids say what came first."""
    within = timedelta(microseconds=int(transaction["id"]) % 1_000_000)
    return datetime.fromisoformat(transaction["Created"]) + within


def _target(merge: Mapping[str, Any]) -> str | None:
    """ "fsck.com-rt://example.com/ticket/88" is 88; None on the ticket that took the other in."""
    found = _TICKET.search(str(merge["NewValue"]))
    return found[1] if found and found[1] != str(merge["ObjectId"]) else None


def _tag(reference: str) -> str:
    return f"[{reference}]"


def _line(subject: str) -> str:
    return " ".join(subject.split()) or "-"


def _told(answer: Answer) -> str:
    try:
        return "; ".join(map(str, loaded(answer)))
    except BackendError:
        return "no reason was given"
