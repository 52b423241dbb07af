"""Somebody's receiver of Standard Webhooks, which drops what comes twice, as the standard asks it to."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from escalation.backends.signing import is_signed, read_secret
from tests.faulty_server import Reply


@dataclass
class FakeReceiver:
    secret: str
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuses_files: bool = False
    names: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        if not is_signed(body, headers, read_secret(self.secret), now=datetime.now(UTC)):
            return Reply(400, b"the signature does not hold")
        if self.refuses_files and json.loads(body)["data"].get("files"):
            return Reply(413, b"too large")
        id = headers["webhook-id"]
        if id not in self.taken:
            self.taken[id] = json.loads(body)
            if self.taken[id]["type"] == "ticket.opened":
                self.names[id] = f"T-{len(self.names) + 1}"
        return Reply(200, json.dumps({"id": self.names.get(id)}).encode())

    # What the rig asks of every system.
    def opened(self, key: str) -> list[str]:
        return [self.names[key]] if key in self.names else []

    def messages(self, ticket: str) -> list[str]:
        mine = [one for one in self.taken.values() if one["data"].get("ticket") == ticket]
        return [one["data"]["text"] for one in mine if one["type"] == "ticket.message_added"]

    def had(self, ticket: str) -> list[tuple[str, bytes]]:
        mine = [
            one for id, one in self.taken.items() if ticket in (one["data"].get("ticket"), self.names.get(id))
        ]
        files = [file for one in mine for file in one["data"].get("files", ())]
        return [(file["name"], base64.b64decode(file["content"])) for file in files]

    def status(self, ticket: str) -> str:
        mine = [one for one in self.taken.values() if one["data"].get("ticket") == ticket]
        values = [one["data"]["value"] for one in mine if one["type"] == "ticket.status_changed"]
        return str(values[-1]) if values else "new"
