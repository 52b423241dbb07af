"""An action that is an HTTP call, as actions.yml describes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions.effect import Call
from bot.actions.hosts import AllowedHosts
from bot.actions.http_client import HttpAnswer, send
from bot.actions.signature import HEADER, sign
from bot.actions.templates import fill_body, fill_header, fill_text, fill_url
from bot.outbox import Undeliverable
from dialogs.types import BotResponse
from nlu.types import Language


@dataclass(frozen=True, slots=True)
class HttpAction:
    """`url`, `headers`, `body` and `say` are templates. Calls are signed by `secret`, if any."""

    name: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Any
    secret: bytes | None = field(repr=False)
    say: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class HttpActions:
    """Performs those of actions.yml."""

    known: Mapping[str, HttpAction]
    hosts: AllowedHosts
    timeout_s: float
    clock: Callable[[], datetime]

    def perform(self, call: Call) -> tuple[BotResponse, ...]:
        action = self.known.get(call.action.name)
        if action is None:
            known = ", ".join(sorted(self.known)) or "none"
            raise Undeliverable(f"no HTTP action {call.action.name}; actions.yml has: {known}")
        values = {
            "slots": call.action.slots,
            "customer": call.customer,
            "tenant": call.tenant,
            "key": call.key,
            "conversation": call.conversation,
            "language": call.language.value,
        }
        answer = self._send(action, call, values)
        return (BotResponse(fill_text(action.say[call.language], {**values, **_said(action, call, answer)})),)

    def _send(self, action: HttpAction, call: Call, values: Mapping[str, Any]) -> HttpAnswer:
        url = fill_url(action.url, values)
        target = self.hosts.find(url)
        if target is None:
            raise Undeliverable(f"{url} is of a host that HUIYI_ACTION_HOSTS does not list")
        filled = fill_body(action.body, values)
        body = b"" if filled is None else json.dumps(filled, ensure_ascii=False).encode()
        headers = {"Accept": "application/json", "Idempotency-Key": call.key}
        headers |= {"Content-Type": "application/json"} if body else {}
        headers |= {name: fill_header(value, values) for name, value in action.headers.items()}
        if action.secret is not None:
            headers[HEADER] = sign(body, action.secret, at=int(self.clock().timestamp()))
        return send(action.method, target, headers=headers, body=body, timeout_s=self.timeout_s)


def _said(action: HttpAction, call: Call, answer: HttpAnswer) -> Mapping[str, Any]:
    """The answer's JSON, where what is told needs it."""
    if "{answer" not in action.say[call.language]:
        return {}
    try:
        return {"answer": json.loads(answer.body)}
    except ValueError:
        shown = answer.body[:80].decode("utf-8", "replace")
        raise Undeliverable(
            f"{action.name} answered {answer.status} with what is no JSON: {shown!r}"
        ) from None
