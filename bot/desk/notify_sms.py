"""Hands an SMS to the gateway that the installation has set: one signed POST of {"to", "text"}."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.actions.hosts import Target
from bot.desk.notify_webhook import delivery_id, post_signed
from bot.outbox import Effect, Undeliverable


@dataclass(frozen=True, slots=True)
class SmsHandler:
    """Delivers "notify.sms" {to, text}. Without a `gateway` it ends, visibly, at once."""

    gateway: Target | None
    secret: bytes
    clock: Callable[[], datetime]

    def __call__(self, effect: Effect) -> None:
        if self.gateway is None:
            raise Undeliverable("not configured: set HUIYI_SMS_URL and HUIYI_SMS_SECRET to send SMS")
        message = {"id": delivery_id(effect), "to": effect.payload["to"], "text": effect.payload["text"]}
        body = json.dumps(message, ensure_ascii=False).encode()
        post_signed(self.gateway, body, self.secret, id=message["id"], at=self.clock())
