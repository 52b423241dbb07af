"""Zendesk Support as its documentation describes the parts that are used here; nobody asked a real one.

Idempotency-Key as in "Idempotency" of developer.zendesk.com/api-reference/ticketing/introduction, the rest by
its pages on tickets, ticket audits, users and incremental exports. Closed tickets take no updates. A merge is
what "Merge Tickets into Target Ticket" and the via object reference say, and what clients read of audits: the
one that goes is closed with `from.ticket_id`, the other gets a comment with `from.ticket_ids`. Files by
tickets/ticket-attachments: an upload has a token, and a file's address leads to where it is kept.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.faulty_server import Reply

ME, AGENT, REQUESTER = 900, 901, 950


@dataclass
class FakeZendesk:
    url: str = ""
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    audits: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    refuses_files: bool = False
    keeps_files_at: str = ""
    gone: set[str] = field(default_factory=set)
    """Ids of users that were deleted for good."""
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.asked.append((method, path, headers))
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        told = json.loads(body) if body and not path.startswith("/api/v2/uploads") else {}
        steps = parts.path.removeprefix("/api/v2/").removesuffix(".json").split("/")
        match (method, steps):
            case ("POST", ["uploads"]):
                if self.refuses_files:
                    return _json({"error": "AttachmentUnprocessable"}, 422)
                token = f"token-{len(self.uploads)}"
                self.uploads[token] = query["filename"], body
                return _json({"upload": {"token": token}}, 201)
            case ("GET", ["", "attachments", token]):
                assert "authorization" in headers
                return Reply(302, b"", {"Location": f"{self.keeps_files_at}/kept/{token}"})
            case ("GET", ["", "kept", token]):
                return Reply(200, self.uploads[token][1])
            case ("POST", ["tickets"]):
                return self.create(told["ticket"], headers.get("idempotency-key"))
            case ("PUT", ["tickets", id]) if int(id) in self.tickets:
                if self.tickets[int(id)]["status"] == "closed":
                    told_why = "closed prevents ticket update"
                    return _json({"error": "RecordInvalid", "description": told_why}, 422)
                return self.update(int(id), told["ticket"], ME)
            case ("GET", ["tickets"]):
                wanted = query["external_id"]
                found = [one for one in self.tickets.values() if one["external_id"] == wanted]
                return _json({"tickets": found, "count": len(found)})
            case ("GET", ["tickets", id, "audits"]):
                return self.list_audits(int(id), query)
            case ("GET", ["incremental", "ticket_events"]):
                start = int(query["start_time"])
                found = [one for one in self.events if one["timestamp"] >= start]
                page = found[: int(query["per_page"])]
                end = max([start, *(one["timestamp"] for one in page)])
                return _json({"ticket_events": page, "end_time": end, "end_of_stream": page == found})
            case ("GET", ["users", id]) if id not in self.gone:
                return _json({"user": _user(ME if id == "me" else int(id))})
        return _json({"error": "RecordNotFound"}, 404)

    def create(self, ticket: dict[str, Any], key: str | None) -> Reply:
        if key in self.keys:
            id = self.keys[key]
            return _json({"ticket": self.tickets[id], "audit": self.audits[0]}, 201, lookup="hit")
        id = len(self.tickets) + 1
        fields = {"external_id": None, "priority": None, "status": "new", **ticket}
        self.tickets[id] = {**fields, "id": id}
        if key is not None:
            self.keys[key] = id
        audit = self.add_audit(id, ticket, ME)
        return _json({"ticket": self.tickets[id], "audit": audit}, 201, lookup="miss")

    def update(self, id: int, ticket: dict[str, Any], by: int, at: int = 0) -> Reply:
        self.tickets[id] |= {name: ticket[name] for name in ("status", "priority") if name in ticket}
        audit = self.add_audit(id, ticket, by, at)
        return _json({"ticket": self.tickets[id], "audit": audit})

    def add_audit(
        self, id: int, ticket: dict[str, Any], by: int, at: int = 0, merge: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        number = 1000 + 10 * len(self.audits)
        children: list[dict[str, Any]] = []
        if comment := ticket.get("comment"):
            files = [self.shown(token) for token in comment.get("uploads", ())]
            head = {"id": number + 1, "event_type": "Comment", "type": "Comment", "author_id": by}
            children.append({**head, **comment, "attachments": files})
        for place, name in enumerate(("status", "priority"), 2):
            if name in ticket:
                children.append({"id": number + place, "event_type": "Change", name: ticket[name]})
        metadata = ticket.get("metadata", {})
        via = {"channel": "merge" if merge else "web", "source": {"from": merge or {}, "to": {}}}
        via["source"] |= {"rel": "merge" if merge else None}
        audit = {"id": number, "ticket_id": id, "metadata": metadata, "events": children, "author_id": by}
        self.audits.append(audit | {"via": via})
        event = {"id": number, "ticket_id": id, "timestamp": at, "updater_id": by, "child_events": children}
        self.events.append(event | {"via": "Merge" if merge else "Web form"})
        return audit

    def shown(self, token: str) -> dict[str, Any]:
        name, content = self.uploads[token]
        url = f"{self.url}/attachments/{token}"
        return {"id": 1, "file_name": name, "content_url": url, "size": len(content), "deleted": False}

    def merge(self, ticket: str, into: str, at: int) -> None:
        """By an agent there."""
        gone, kept = int(ticket), int(into)
        self.tickets[gone]["status"] = "closed"
        said = {"body": f"This request was closed and merged into request #{kept}", "public": True}
        self.add_audit(gone, {"comment": said, "status": "closed"}, AGENT, at, {"ticket_id": kept})
        said = {"body": f"Request #{gone} was closed and merged into this request.", "public": True}
        self.add_audit(kept, {"comment": said}, AGENT, at, {"ticket_ids": [gone]})

    def add_foreign(self, at: int) -> str:
        """A ticket that we know nothing of, with a word to its own customer."""
        id = len(self.tickets) + 1
        self.tickets[id] = {"id": id, "external_id": None, "priority": None, "status": "open"}
        self.reply(str(id), "Dear Mallory", at)
        return str(id)

    def list_audits(self, id: int, query: Mapping[str, str]) -> Reply:
        """Two a page, whatever was asked for, so that pages are turned."""
        mine = [one for one in self.audits if one["ticket_id"] == id]
        start = int(query.get("page[after]", 0))
        more = start + 2 < len(mine)
        return _json(
            {"audits": mine[start : start + 2], "meta": {"has_more": more, "after_cursor": str(start + 2)}}
        )

    # What the rig asks of every system.
    def opened(self, key: str) -> list[str]:
        return [str(id) for id, one in self.tickets.items() if one["external_id"] == key]

    def messages(self, ticket: str) -> list[str]:
        """Texts of what came after the opening."""
        mine = [one for one in self.audits if one["ticket_id"] == int(ticket)][1:]
        return [child["body"] for one in mine for child in one["events"] if child["event_type"] == "Comment"]

    def status(self, ticket: str) -> str:
        return str(self.tickets[int(ticket)]["status"])

    def had(self, ticket: str) -> list[tuple[str, bytes]]:
        mine = [child for one in self.audits if one["ticket_id"] == int(ticket) for child in one["events"]]
        return [self.uploads[token] for child in mine for token in child.get("uploads", ())]

    def reply(
        self,
        ticket: str,
        text: str,
        at: int,
        files: Sequence[tuple[str, bytes]] = (),
        *,
        public: bool = True,
        by: str = "Agent",
    ) -> None:
        """An agent there answers."""
        tokens = [f"token-{len(self.uploads) + place}" for place in range(len(files))]
        self.uploads |= dict(zip(tokens, files, strict=True))
        comment = {"body": text, "public": public, "uploads": tokens}
        self.update(int(ticket), {"comment": comment}, AGENT if by == "Agent" else REQUESTER, at)

    def resolve(self, ticket: str, at: int) -> None:
        self.update(int(ticket), {"status": "solved"}, AGENT, at)


def _user(id: int) -> dict[str, Any]:
    names = {ME: "Huiyi", AGENT: "Alice"}
    return {"id": id, "name": names.get(id, "Qinglan"), "role": "agent" if id in names else "end-user"}


def _json(body: Any, status: int = 200, *, lookup: str | None = None) -> Reply:
    headers = {"Content-Type": "application/json"}
    if lookup is not None:
        headers["x-idempotency-lookup"] = lookup
    return Reply(status, json.dumps(body).encode(), headers)
