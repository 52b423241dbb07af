"""Calls somebody's URL about a ticket, signed with the tenant's secret."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.actions.hosts import AllowedHosts, Target, target_of
from bot.actions.http_client import send
from bot.outbox import Effect, Undeliverable
from escalation.backends.signing import PREFIX, signed_headers

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class WebhookHandler:
    """Delivers "notify.webhook" {url, body}. A URL of this network is called only where `hosts` lists it."""

    hosts: AllowedHosts
    secret_of: Callable[[str], bytes]
    clock: Callable[[], datetime]

    def __call__(self, effect: Effect) -> None:
        body = json.dumps(effect.payload["body"], ensure_ascii=False).encode()
        target = self._target(str(effect.payload["url"]))
        post_signed(target, body, self.secret_of(effect.tenant_id), id=delivery_id(effect), at=self.clock())

    def _target(self, url: str) -> Target:
        try:
            return self.hosts.find(url) or target_of(url, private_too=False)
        except ValueError as wrong:
            raise Undeliverable(str(wrong)) from None


def post_signed(target: Target, body: bytes, secret: bytes, *, id: str, at: datetime) -> None:
    """A JSON body, signed as Standard Webhooks has it; `id` is the same at each try."""
    headers = {"Content-Type": "application/json", **signed_headers(body, secret, id=id, at=at)}
    send("POST", target, headers=headers, body=body, timeout_s=TIMEOUT_S)


def tenant_secret(session_secret: bytes, tenant_id: str) -> bytes:
    """Each tenant's own, made from the installation's: every process has the same, and none keeps it."""
    return hmac.new(session_secret, f"webhook:{tenant_id}".encode(), hashlib.sha256).digest()


def shown_secret(secret: bytes) -> str:
    """As receivers' libraries take it: "whsec_…"."""
    return PREFIX + base64.b64encode(secret).decode()


def delivery_id(effect: Effect) -> str:
    """For a header: the key itself may hold any character."""
    return f"msg_{hashlib.sha256(effect.key.encode()).hexdigest()[:32]}"
