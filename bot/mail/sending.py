"""Sends what `writing` wrote: at least once, under a Message-ID that is the same at each try."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Any, ClassVar

from bot.desk.attachments.store import AttachmentStore
from bot.desk.notify_mail import MailServer, as_html, check_way, one_line, plain_text, send_mail
from bot.outbox import Effect

REPLY = "mail.reply"
LONGEST_SUBJECT = 200
MOST_BYTES = 20 * 1024 * 1024
"""Of all files of one mail; most servers take no more. The rest is named in its text."""


class _Ids:
    """A header of Message-IDs, one a line. The library would encode a long one, and no thread would hold."""

    max_count: ClassVar[int] = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"], kwds["decoded"] = None, " ".join(value.split())

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"  # type: ignore[attr-defined]


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, _Ids)  # type: ignore[arg-type]
    return registry


@dataclass(frozen=True, slots=True)
class ReplyHandler:
    """Delivers "mail.reply"; without a `server` it ends, visibly, at once."""

    server: MailServer | None
    store: AttachmentStore
    clock: Callable[[], datetime]

    def __call__(self, effect: Effect) -> None:
        server, to = check_way(self.server, str(effect.payload["to"]))
        message = build_reply(effect.payload, self.clock())
        self._attach(effect, message)
        send_mail(server, message, effect.payload["from"], to)

    def _attach(self, effect: Effect, message: EmailMessage) -> None:
        """But what was erased meanwhile."""
        left = MOST_BYTES
        for file in effect.payload["files"]:
            path = self.store.path(effect.tenant_id, file["id"])
            if not path.is_file() or file["size"] > left:
                continue
            left -= file["size"]
            kind, _, subtype = file["media_type"].partition("/")
            message.add_attachment(path.read_bytes(), maintype=kind, subtype=subtype, filename=file["name"])


def build_reply(payload: Mapping[str, Any], now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP.clone(header_factory=_headers(), cte_type="7bit"))
    message["From"] = formataddr((one_line(payload["name"]), payload["from"]))
    message["To"] = payload["to"]
    message["Subject"] = one_line(payload["subject"], LONGEST_SUBJECT)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = payload["message_id"]
    if payload["in_reply_to"]:
        message["In-Reply-To"] = payload["in_reply_to"]
        message["References"] = " ".join(payload["references"])
    if payload["machine"]:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    text = plain_text(payload["text"])
    message.set_content(text)
    message.add_alternative(as_html(text), subtype="html")
    return message
