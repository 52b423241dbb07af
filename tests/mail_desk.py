"""A service that customers write mails to and that answers by mail: both over real SMTP on this machine."""

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.listening_socket import bind
from bot.mail.listening import MailListener
from bot.mail.tls import read_mail_tls
from bot.models import Conversation, InboxItem, Message
from bot.persistence.database import Database
from bot.principal import Principal
from bot.tenants import store_tenant
from tests.mail_server import MailBox, mail_server
from tests.scripted import NOW, Scripted, build_scripted

SUPPORT, RIVAL = "support@lanyun.example", "help@rival.example"
LI = "li@qinglan.example"
NING = Principal("agent", "demo", "a_1", "周宁")


@dataclass
class MailDesk:
    """`out` is where its mails arrive. Nothing happens by itself but that mail is taken."""

    scripted: Scripted
    listener: MailListener
    out: MailBox
    count: int = 0

    @property
    def database(self) -> Database:
        return self.scripted.service.database

    def compose(self, text: str, *, subject: str = "", sender: str = LI, **headers: str) -> EmailMessage:
        """Headers by their names with _ for -."""
        self.count += 1
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Li Wei <{sender}>", SUPPORT
        mail["Subject"], mail["Message-ID"] = subject, f"<{self.count}@qinglan.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return mail

    def answer_to(self, mail: EmailMessage, text: str, **more: str) -> EmailMessage:
        """As mail programs do it."""
        quoted = "\n".join(f"> {line}" for line in mail.get_body(("plain",)).get_content().splitlines())
        return self.compose(
            f"{text}\n\nOn Tue, Lanyun wrote:\n{quoted}\n",
            subject=mail["Subject"],
            In_Reply_To=mail["Message-ID"],
            References=mail["Message-ID"],
            **more,
        )

    def post(self, mail: EmailMessage | bytes, *, sender: str = LI, to: str = SUPPORT) -> None:
        """Raises what the server says against it."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        with self.connect() as client:
            client.sendmail(sender, [to], raw)

    @contextmanager
    def connect(self) -> Iterator[smtplib.SMTP]:
        host, _, port = self.listener.place.rpartition(":")
        with smtplib.SMTP(host, int(port), timeout=20) as client:
            yield client

    def write(self, text: str, **more: Any) -> EmailMessage:
        """The mail, posted and with its turn."""
        mail = self.compose(text, **more)
        self.post(mail)
        self.work()
        return mail

    def work(self) -> None:
        """All turns that are due, and the mails that come of them."""
        with self.database.reading("demo") as session:
            waiting = session.scalars(select(InboxItem.conversation_id).where(InboxItem.state == "pending"))
            found = set(waiting)
        for one in found:
            self.scripted.service.processor.answer("demo", one)
        self.deliver()

    def deliver(self) -> None:
        """Notices that are said in a conversation are mailed in the round after."""
        for _ in range(2):
            self.scripted.service.sweeper.sweep(datetime.now(UTC))

    def received(self, count: int) -> list[EmailMessage]:
        """What came out, once there are so many."""
        until = time.monotonic() + 10
        while len(self.out.messages) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.out.messages) == count
        return self.out.messages

    def conversations(self) -> list[Conversation]:
        with self.database.reading("demo") as session:
            return list(session.scalars(select(Conversation).order_by(Conversation.created_at)))

    def said(self, conversation_id: str | None = None) -> list[tuple[str, str]]:
        """In the only conversation, or in that one."""
        if conversation_id is None:
            (conversation_id,) = [one.id for one in self.conversations()]
        mine = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
        with self.database.reading("demo") as session:
            return [(one.author, one.text) for one in session.scalars(mine)]


@contextmanager
def mail_desk(database: Database, home: Path, **settings: Any) -> Iterator[MailDesk]:
    with mail_server() as out:
        way = {"smtp_url": f"smtp://127.0.0.1:{out.port}", "mail_from": "Lanyun <notices@lanyun.example>"}
        scripted = build_scripted(database, home, **(way | settings))
        with database.control() as session:
            store_tenant(session, replace(scripted.demo, support_addresses=(SUPPORT,)), now=NOW)
            store_tenant(session, replace(scripted.other, support_addresses=(RIVAL,)), now=NOW)
        service = scripted.service
        tls, limit = read_mail_tls(service.settings), service.settings.mail_limit
        listener = MailListener(bind("127.0.0.1", 0), service.postbox, limit, tls)
        listener.start()
        try:
            yield MailDesk(scripted, listener, out)
        finally:
            listener.stop()
            service.stop()


def body_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
