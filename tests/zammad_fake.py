"""Zammad as docs.zammad.org/en/latest/api describes the parts that are used here; nobody asked a real one.

A merge is what its source does (Ticket#merge_to of zammad/zammad): the articles move with their ids, a public
note "merged" and the state "merged" stay, and the other is the parent. Links are by api/ticket/links, files
by api/ticket/articles, which shows them of one article only.

Its search answers from an index, which takes a ticket in when `index_now` is called, or at once by default.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.faulty_server import Reply


@dataclass
class FakeZammad:
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)
    indexed: set[int] = field(default_factory=set)
    files: dict[int, bytes] = field(default_factory=dict)
    refuses_files: bool = False
    broken: bool = False
    parents: dict[int, int] = field(default_factory=dict)
    lags: bool = False

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        told = json.loads(body) if body else {}
        if self.refuses_files and (told.get("attachments") or told.get("article", {}).get("attachments")):
            return _json({"error": "Invalid attachment"}, 422)
        match (method, parts.path.removeprefix("/api/v1/").split("/")):
            case ("POST", ["tickets"]):
                return _json(self.create(told), 201)
            case ("PUT", ["tickets", id]) if int(id) in self.tickets:
                return _json(self.update(int(id), told, "huiyi@example.com"))
            case ("POST", ["ticket_articles"]):
                return _json(self.add_article(told["ticket_id"], told, "huiyi@example.com"), 201)
            case ("GET", ["tickets"]):
                return _json(list(self.tickets.values())[: int(query["per_page"])])
            case ("GET", ["tickets", "search"]):
                return _json(self.search(query))
            case ("GET", ["tickets", id]) if int(id) in self.tickets:
                mine = [one["id"] for one in self.articles if one["ticket_id"] == int(id)]
                return _json({**self.tickets[int(id)], "article_ids": mine[::-1]})
            case ("GET", ["links"]):
                return _json({"links": self.links(int(query["link_object_value"])), "assets": {}})
            case ("GET", ["ticket_articles", "by_ticket", id]):
                mine = [one for one in self.articles if one["ticket_id"] == int(id)]
                return _json([{name: one[name] for name in one if name != "attachments"} for one in mine])
            case ("GET", ["ticket_articles", id]):
                return _json(next(one for one in self.articles if one["id"] == int(id)))
            case ("GET", ["ticket_attachment", *_]) if self.broken:
                return Reply(503, b"out of order")
            case ("GET", ["ticket_attachment", ticket, article, file]) if int(file) in self.files:
                found = next(one for one in self.articles if one["id"] == int(article))
                if found["ticket_id"] == int(ticket):
                    return Reply(200, self.files[int(file)])
        return _json({"error": "Couldn't find the record"}, 404)

    def create(self, told: dict[str, Any]) -> dict[str, Any]:
        id = len(self.tickets) + 1
        kept = {"id": id, "state": "new", "priority": told["priority"], "title": told["title"]}
        self.tickets[id] = kept | {"updated_by": "huiyi@example.com", "updated_at": _stamp(0)}
        if not self.lags:
            self.indexed.add(id)
        self.add_article(id, told["article"], "huiyi@example.com")
        return self.tickets[id]

    def update(self, id: int, told: dict[str, Any], by: str, at: float = 0) -> dict[str, Any]:
        ticket = self.tickets[id]
        ticket |= {name: told[name] for name in ("state", "priority") if name in told}
        ticket |= {"updated_by": by, "updated_at": _stamp(at)}
        if "article" in told:
            self.add_article(id, told["article"], by, at)
        return ticket

    def add_article(self, ticket: int, told: dict[str, Any], by: str, at: float = 0) -> dict[str, Any]:
        kept = [self.keep(one) for one in told.pop("attachments", ())]
        head = {"id": 100 + len(self.articles), "ticket_id": ticket, "from": by, "sender": "Agent"}
        article = {**head, "created_at": _stamp(at), **told, "attachments": kept}
        self.articles.append(article)
        self.tickets[ticket]["updated_at"] = _stamp(at)
        return article

    def keep(self, told: dict[str, Any]) -> dict[str, Any]:
        id = 500 + len(self.files)
        self.files[id] = base64.b64decode(told["data"])
        return {"id": id, "filename": told["filename"], "preferences": {"Mime-Type": told["mime-type"]}}

    def links(self, ticket: int) -> list[dict[str, Any]]:
        found = [("parent", self.parents[ticket])] if ticket in self.parents else []
        found += [("child", child) for child, parent in self.parents.items() if parent == ticket]
        return [
            {"link_type": kind, "link_object": "Ticket", "link_object_value": other} for kind, other in found
        ]

    def merge(self, ticket: str, into: str, at: int) -> None:
        """By an agent there."""
        for article in self.articles:
            if article["ticket_id"] == int(ticket):
                article["ticket_id"] = int(into)
        note = {"subject": None, "body": "merged", "content_type": "text/plain", "internal": False}
        self.add_article(int(ticket), note, "Alice <alice@example.com>", at)
        self.parents[int(ticket)] = int(into)
        self.update(int(ticket), {"state": "merged"}, "alice@example.com", at)
        self.tickets[int(into)]["updated_at"] = _stamp(at)

    def add_foreign(self, at: int) -> str:
        """A ticket that we know nothing of, with a word to its own customer."""
        id = len(self.tickets) + 1
        self.tickets[id] = {"id": id, "state": "open", "priority": "2 normal", "title": "another's"}
        self.tickets[id] |= {"updated_by": "alice@example.com", "updated_at": _stamp(at)}
        self.indexed.add(id)
        self.reply(str(id), "Dear Mallory", at)
        return str(id)

    def search(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        asked = query["query"]
        tickets = [self.tickets[id] for id in sorted(self.indexed)]
        if asked.startswith("article.subject:"):
            words = asked.removeprefix("article.subject:").strip('"')
            named = {one["ticket_id"] for one in self.articles if words in (one["subject"] or "")}
            return [one for one in tickets if one["id"] in named]
        since = asked.removeprefix("updated_at:[").split(" TO ")[0]
        found = [one for one in tickets if one["updated_at"] >= since]
        page, size = int(query["page"]), int(query["per_page"])
        return found[(page - 1) * size : page * size]

    def index_now(self) -> None:
        self.indexed = set(self.tickets)

    # What the rig asks of every system.
    def opened(self, key: str) -> list[str]:
        return [str(one["ticket_id"]) for one in self.articles if (one["subject"] or "").endswith(f" {key}")]

    def messages(self, ticket: str) -> list[str]:
        mine = [one for one in self.articles if one["ticket_id"] == int(ticket)]
        return [one["body"] for one in mine if not self.opens(one)]

    def opens(self, article: dict[str, Any]) -> bool:
        return str(article["subject"]).endswith(":1")

    def status(self, ticket: str) -> str:
        return str(self.tickets[int(ticket)]["state"])

    def had(self, ticket: str) -> list[tuple[str, bytes]]:
        mine = [one for one in self.articles if one["ticket_id"] == int(ticket)]
        return [(file["filename"], self.files[file["id"]]) for one in mine for file in one["attachments"]]

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
        given = [
            {"filename": name, "data": base64.b64encode(content), "mime-type": "x/y"}
            for name, content in files
        ]
        told: dict[str, Any] = {"subject": "", "body": f"<p>{text}</p>", "content_type": "text/html"}
        told |= {"internal": not public, "sender": by, "attachments": given}
        self.add_article(int(ticket), told, "Alice <alice@example.com>", at)

    def resolve(self, ticket: str, at: int) -> None:
        self.update(int(ticket), {"state": "closed"}, "alice@example.com", at)


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
