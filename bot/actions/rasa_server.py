"""Actions on a remote action server."""

import json
from dataclasses import dataclass
from typing import Any

from bot.actions.effect import Call
from bot.actions.hosts import target_of
from bot.actions.http_client import TryAgain, send


@dataclass(frozen=True, slots=True)
class RasaServer:
    """`endpoint` is its webhook, http://actions:5055/webhook. The operator named it: any address will do."""

    endpoint: str
    timeout_s: float

    def run(self, call: Call, body: dict[str, Any]) -> Any:
        """The answer's JSON. Raises as `send`."""
        answer = send(
            "POST",
            target_of(self.endpoint, private_too=True),
            headers={"Content-Type": "application/json", "Idempotency-Key": call.key},
            body=json.dumps(body, ensure_ascii=False).encode(),
            timeout_s=self.timeout_s,
        )
        try:
            return json.loads(answer.body)
        except ValueError:
            raise TryAgain(f"the action server answered with what is no JSON: {answer.body[:80]!r}") from None
