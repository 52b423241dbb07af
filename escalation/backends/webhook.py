"""Any system that takes a signed webhook: each push is one event, by Standard Webhooks 1.0.

Nothing can be looked up there; the receiver drops what comes twice by its `webhook-id`, which is our key, as
the standard asks it to. What happens there comes in by the same kind of webhook (`read_change`).

Files come along in base64, not as links: they are signed with their message and come once with it, no door to
our files is open to whoever has a link, and the receiver need not be able to call us.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from escalation.backends.errors import Refused
from escalation.backends.http import Request, Transport, judged
from escalation.backends.signing import signed_headers
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
)

MOST_BYTES = 5 * 1024 * 1024
"""Of the files of one event: seven million characters in base64, and many receivers take no more than ten."""
STATUSES = ("new", "open", "pending", "on_hold", "resolved", "closed", "reopened")
PRIORITIES = ("P0", "P1", "P2", "P3")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Tickets have the same statuses and priorities there as here."""

    transport: Transport
    url: str
    secret: bytes = field(repr=False)
    clock: Callable[[], datetime]

    @property
    def most_bytes(self) -> int:
        return MOST_BYTES

    def find(self, push: Push) -> Done | None:
        return None

    def carry_out(self, push: Push) -> Done:
        """The receiver may answer an opening with {"id": …}, by which the ticket is named from then on."""
        now = self.clock()
        body = json.dumps(_event(push, now), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        headers |= signed_headers(body, self.secret, id=push.key, at=now)
        answer = judged(self.transport.send(Request("POST", self.url, headers, body)))
        return Done(_named(answer.body, push), "")

    def proof(self, push: Push) -> timedelta:
        return timedelta(0)

    def begin(self, now: datetime) -> str:
        return ""

    def changes(self, cursor: str, ledger: Ledger, now: datetime) -> Changes:
        return Changes((), cursor)

    def fetch(self, file: OutsideFile, most: int) -> bytes:
        """They came along."""
        raise Refused(f"{file.name} has no content")

    def check(self) -> None:
        pass

    def outside_status(self, status: str) -> str:
        return status

    def our_status(self, status: str) -> str | None:
        return status if status in STATUSES else None

    def outside_priority(self, priority: str) -> str:
        return priority

    def our_priority(self, priority: str) -> str | None:
        return priority if priority in PRIORITIES else None


def read_change(id: str, body: bytes) -> OutsideChange:
    """Of a signed body: {"type", "data"}. Refused says what was got and what was expected.

    - `message.added`: {ticket, author, text, public, customer, files}, these {name, content} in base64
    - `status.changed`, `priority.changed`: {ticket, author, value}
    - `ticket.merged`: {ticket, author, into}
    """
    try:
        whole = json.loads(body)
        type, data = whole["type"], whole["data"]
        ticket, author = str(data["ticket"]), Author(str(data["author"]), bool(data.get("customer", False)))
        if type == "message.added":
            public, files = bool(data.get("public", True)), tuple(map(_file, data.get("files") or ()))
            return OutsideMessage(id, ticket, author, str(data["text"]), public, files=files)
        if type in ("status.changed", "priority.changed"):
            return OutsideValue(id, ticket, author, type.partition(".")[0], str(data["value"]))
        if type == "ticket.merged" and str(data["into"]) != ticket:
            return OutsideMerge(id, ticket, author, str(data["into"])[:64])
    except (ValueError, TypeError, KeyError) as wrong:
        raise Refused(
            f"got a body without {wrong}, expected type and data with ticket, author, and text, value or into"
        ) from None
    if type == "ticket.merged":
        raise Refused(f"got {ticket!r} merged into itself, expected another ticket in into")
    raise Refused(
        f"got the type {type!r}, expected message.added, status.changed, priority.changed or ticket.merged"
    )


def _file(given: Mapping[str, Any]) -> OutsideFile:
    """ValueError for what is no base64."""
    content = base64.b64decode(given["content"], validate=True)
    return OutsideFile(str(given["name"]), len(content), "", content)


def _event(push: Push, now: datetime) -> dict[str, Any]:
    common = {"reference": push.reference}
    if isinstance(push, Opening):
        customer = push.customer
        return _stamped(
            "ticket.opened",
            now,
            common
            | {
                "number": push.number,
                "subject": push.subject,
                "text": push.text,
                "priority": push.priority,
                "language": push.language,
                "customer": customer
                and {"name": customer.name, "email": customer.email, "company": customer.company},
                "files": _given(push.files),
            },
        )
    common["ticket"] = push.place
    if isinstance(push, Saying):
        said = {"text": push.text, "public": push.public, "files": _given(push.files)}
        return _stamped("ticket.message_added", now, common | said)
    what, value = ("status", push.status) if push.status is not None else ("priority", push.priority)
    return _stamped(f"ticket.{what}_changed", now, common | {"value": value})


def _given(files: tuple[File, ...]) -> list[dict[str, Any]]:
    return [
        {
            "id": file.id,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "content": base64.b64encode(file.content).decode(),
        }
        for file in files
    ]


def _stamped(type: str, now: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": type, "timestamp": now.isoformat(), "data": dict(data)}


def _named(body: bytes, push: Push) -> str:
    if not isinstance(push, Opening):
        return push.outside_id
    try:
        return str(json.loads(body)["id"])[:64]
    except (ValueError, TypeError, KeyError):
        return push.key[:64]
