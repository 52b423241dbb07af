"""Listens for mail by SMTP. 250 is said once it is stored; 4xx asks the sender to try again.

The company's mail server forwards to it; it relays nothing and knows no addresses but the tenants' own.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmtpd.smtp import SMTP, TLSSetupException
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import BotError
from bot.logging import get_logger
from bot.mail.errors import MailRefused
from bot.mail.taking_in import Envelope, MailIntake
from bot.mail.tls import MailTLS
from bot.persistence.database import Database
from bot.tenants import TenantDirectory, TenantInfo, list_tenants

MOST_CONNECTIONS = 10
"""Each may hold a mail in memory."""
MOST_READ = 2
"""At once: what is read of a mail takes several times its size."""
MOST_RECIPIENTS = 100
LONGEST_LINE = 64 * 1024
"""Many programs write longer ones than the thousand bytes that they may."""
PATIENCE_S = 300.0
UNKNOWN = "550 5.1.1 no such support address"
LATER = "451 4.3.0 cannot be stored now, try again"
TAKEN = "250 2.0.0 stored"


@dataclass(frozen=True, slots=True)
class Postbox:
    """What is said to a mail, whoever hands it over."""

    mail: MailIntake
    database: Database
    tenants: TenantDirectory
    clock: Callable[[], datetime]

    def find_tenant(self, address: str) -> TenantInfo | None:
        """Looks into the database too: a new address works at once."""
        known = self.tenants.find_by_address(address)
        if known is None:
            with self.database.reading(None) as session:
                self.tenants.replace(list_tenants(session))
            known = self.tenants.find_by_address(address)
        return known

    def answer_recipient(self, address: str) -> str:
        try:
            return "250 2.1.5 OK" if self.find_tenant(address) else UNKNOWN
        except (BotError, SQLAlchemyError) as away:
            return self._later(away)

    def answer_mail(self, sender: str, recipients: list[str], raw: bytes) -> str:
        """For each tenant once; after a failure the sender tries all of them again, and repeats are known."""
        try:
            for tenant, address in self._places(recipients).values():
                self.mail.take(tenant, Envelope(sender, address), raw, self.clock())
        except MailRefused as refused:
            get_logger("mail").warning("mail_refused", why=refused.reply)
            return refused.reply
        except (BotError, SQLAlchemyError) as away:
            return self._later(away)
        return TAKEN

    def _places(self, recipients: list[str]) -> dict[str, tuple[TenantInfo, str]]:
        places: dict[str, tuple[TenantInfo, str]] = {}
        for address in recipients:
            if tenant := self.find_tenant(address):
                places.setdefault(tenant.id, (tenant, address.lower()))
        if not places:
            raise MailRefused(UNKNOWN)
        return places

    def _later(self, away: Exception) -> str:
        get_logger("mail").warning("mail_postponed", error=type(away).__name__, why=str(away)[:200])
        return LATER


class MailListener:
    """A thread with its own loop: a mail of many megabytes is read line by line, and chats do not wait."""

    def __init__(
        self, listener: socket.socket, postbox: Postbox, size_limit: int, tls: MailTLS | None
    ) -> None:
        self._socket = listener
        self._postbox = postbox
        self._limit = size_limit
        self._tls = tls
        self._connections = 0
        self._reading = asyncio.Semaphore(MOST_READ)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listens = threading.Event()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="mail", daemon=True)

    @property
    def place(self) -> str:
        host, port, *_ = self._socket.getsockname()
        return f"{host}:{port}"

    def start(self) -> None:
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's, which tells every command
        self._thread.start()
        self._listens.wait(10.0)

    def stop(self) -> None:
        """A mail whose sender has no answer yet is sent again."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(10.0)
        self._socket.close()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await self._loop.create_server(self._connect, sock=self._socket)
        self._listens.set()
        async with server:
            await self._stopping.wait()

    def _connect(self) -> asyncio.Protocol:
        if self._connections >= MOST_CONNECTIONS:
            return _Busy()
        self._connections += 1
        return _Session(_Hooks(self._postbox, self._reading), self._limit, self._tls, self._disconnect)

    def _disconnect(self) -> None:
        self._connections -= 1


class _Session(SMTP):
    line_length_limit = LONGEST_LINE

    def __init__(
        self, hooks: "_Hooks", size_limit: int, tls: MailTLS | None, gone: Callable[[], None]
    ) -> None:
        super().__init__(
            hooks,
            data_size_limit=size_limit,
            enable_SMTPUTF8=True,
            hostname="huiyi",
            ident="Huiyi",
            tls_context=tls.context() if tls else None,
            require_starttls=tls is not None and tls.required,
            timeout=PATIENCE_S,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )
        self._gone = gone

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        gone, self._gone = self._gone, lambda: None
        gone()


class _Busy(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(b"421 4.3.2 too many connections, try again\r\n")  # type: ignore[attr-defined]
        transport.close()


# Without slots: with them Python 3.11.2 leaves an attribute that cannot be read, and aiosmtpd reads all.
@dataclass(frozen=True)
class _Hooks:
    """aiosmtpd calls these by their names."""

    postbox: Postbox
    reading: asyncio.Semaphore

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, offers: list[str]
    ) -> list[str]:
        """Without AUTH, which aiosmtpd offers under TLS."""
        session.host_name = hostname
        return [offer for offer in offers if not offer.startswith("250-AUTH")]

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        reply = await asyncio.to_thread(self.postbox.answer_recipient, address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        async with self.reading:
            return await asyncio.to_thread(
                self.postbox.answer_mail, sender, envelope.rcpt_tos, bytes(envelope.content)
            )

    async def handle_exception(self, error: Exception) -> str:
        """A defect of ours is no reason to lose a mail."""
        if isinstance(error, TLSSetupException):
            get_logger("mail").warning("mail_tls_failed", why=repr(error.__cause__))
        else:
            get_logger("mail").error("mail_failed", error=type(error).__name__, exc_info=error)
        return LATER
