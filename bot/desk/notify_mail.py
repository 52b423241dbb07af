"""Sends notices by mail: text and HTML of the same words, under a Message-ID that is the same at each try."""

import hashlib
import html
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, getaddresses, parseaddr
from urllib.parse import unquote, urlsplit

from bot.errors import SettingsWrong
from bot.outbox import Effect, Undeliverable
from escalation.routing.action_check import is_email

TIMEOUT_S = 15.0
LONGEST_SUBJECT = 300
PORTS = {"smtp": 25, "submission": 587, "smtps": 465}
_LINK = re.compile(r"https?://[^\s<>\"'（）()，。；]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class MailServer:
    """ "smtp" begins in the clear, "submission" insists on STARTTLS, "smtps" is TLS from the start."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailHandler:
    """Delivers "notify.mail" {to, subject, text}, and {thread} (a ticket's id) and {files} at times.
    Without a `server` it ends, visibly, at once."""

    server: MailServer | None
    sender: str
    clock: Callable[[], datetime]

    def __call__(self, effect: Effect) -> None:
        server, to = check_way(self.server, str(effect.payload["to"]))
        send_mail(server, build_mail(effect, self.sender, self.clock()), self.sender, to)


def check_way(server: MailServer | None, to: str) -> tuple[MailServer, str]:
    """Undeliverable where mail has no way out, or no address."""
    if server is None:
        raise Undeliverable("not configured: set HUIYI_SMTP_URL and HUIYI_MAIL_FROM to send mail")
    if not is_email(to):
        raise Undeliverable(f"got the address {to[:80]!r}, expected one such as ning@lanyun.example")
    return server, to


def send_mail(server: MailServer, message: EmailMessage, sender: str, to: str) -> None:
    """Undeliverable where the server will not have it; other errors may pass."""
    try:
        _send(server, message, sender, to)
    except smtplib.SMTPRecipientsRefused as refused:
        _judge(*next(iter(refused.recipients.values())))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPAuthenticationError) as refused:
        _judge(refused.smtp_code, refused.smtp_error)
    except smtplib.SMTPNotSupportedError as refused:
        raise Undeliverable(f"{server.host}: {refused}") from None


def read_mail_server(url: str) -> MailServer:
    """ "submission://user:password@mail.example.com"; a character such as @ in it is written %40."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise SettingsWrong(
            "HUIYI_SMTP_URL does not fit, expected submission://user:password@mail.example.com "
            "(or smtps://, or smtp:// without encryption)"
        )
    user, password = (unquote(one) if one else None for one in (parts.username, parts.password))
    return MailServer(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def check_sender(sender: str) -> str:
    """ "Lanyun <support@lanyun.example>" or the address alone."""
    addresses = getaddresses([sender])
    name, address = addresses[0] if len(addresses) == 1 else ("", "")
    if not is_email(address) or _CONTROLS.search(sender) or "\n" in sender:
        raise SettingsWrong(
            f"HUIYI_MAIL_FROM is {sender[:80]!r}, expected an address such as Lanyun <support@lanyun.example>"
        )
    return formataddr((name, address)) if name else address


def build_mail(effect: Effect, sender: str, now: datetime) -> EmailMessage:
    """What one ticket's notices have in common is their thread: they answer a message that nobody sent."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    subject, text = str(effect.payload["subject"]), str(effect.payload["text"])
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = str(effect.payload["to"])
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(effect.key, domain)
    if thread := effect.payload.get("thread"):
        root = message_id(f"ticket:{thread}", domain)
        message["In-Reply-To"] = root
        message["References"] = root
    # An answering machine on the other side keeps quiet, and ours does not answer its own notices.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    plain = plain_text(text)
    message.set_content(plain)
    message.add_alternative(as_html(plain), subtype="html")
    for file in effect.payload.get("files", ()):
        message.add_attachment(file["text"], subtype="csv", filename=file["name"])
    return message


def plain_text(text: str) -> str:
    return _CONTROLS.sub("", text)


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """For a header."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:longest]


def message_id(key: str, domain: str) -> str:
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def as_html(text: str) -> str:
    """The text as it is, links to click on, nothing else: no picture, no style, nothing that loads."""
    done, parts = 0, []
    for link in _LINK.finditer(text):
        parts.append(html.escape(text[done : link.start()]))
        shown = html.escape(link[0])
        parts.append(f'<a href="{shown}">{shown}</a>')
        done = link.end()
    body = "".join([*parts, html.escape(text[done:])]).replace("\n", "<br>\n")
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>{body}</body></html>\n'


def _send(server: MailServer, message: EmailMessage, sender: str, to: str) -> None:
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    with client:
        if server.scheme == "submission":
            client.starttls(context=context)
        if server.user is not None:
            client.login(server.user, server.password or "")
        sender = parseaddr(sender)[1]
        if (sender + to).isascii():
            client.sendmail(sender, [to], message.as_bytes())  # the other would write ">From" for "From"
        else:
            client.send_message(message, from_addr=sender, to_addrs=[to])


def _judge(code: int, said: bytes | str) -> None:
    """4xx may be otherwise next time, 5xx will not."""
    shown = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if 400 <= code < 500:
        raise ConnectionError(f"the mail server said {code}: {shown[:200]}") from None
    raise Undeliverable(f"the mail server refused with {code}: {shown[:200]}") from None
