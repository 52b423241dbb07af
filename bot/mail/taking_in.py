"""Takes a mail in: when `take` returns it is stored, once, and whoever sent it may forget it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.clock import new_id
from bot.conversations import lock_conversation
from bot.desk.attachments.access import Thread, access_place
from bot.desk.attachments.errors import AttachmentRejected
from bot.desk.attachments.keeping import Limits, Sender, keep
from bot.desk.attachments.store import AttachmentStore
from bot.desk.attachments.telling import Telling
from bot.errors import TextEmpty
from bot.hub import Hub
from bot.inbox import Accepted, Arrival, accept
from bot.intake import Intake
from bot.logging import get_logger
from bot.mail.addresses import EMAIL
from bot.mail.courtesies import without_courtesies
from bot.mail.errors import MailRefused
from bot.mail.opening import hold_by_mail, visitor_of
from bot.mail.reading import MOST_IDS, IncomingMail, MailFile, bare_subject, read_mail, says_nothing
from bot.mail.silence import too_many, why_silent
from bot.mail.thread_ids import find_conversation_id
from bot.mail.vouching import is_vouched
from bot.mail.words import word
from bot.message_text import clean_text, without_controls
from bot.models import InboxItem, MailThread, Message, TurnRecord
from bot.owner_change import Change, lock, publish_change, say
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.sensitive_numbers import hide_numbers
from bot.tenants import TenantInfo
from bot.traces import find_silence, silent_trace
from escalation.crm.addresses import find_by_address
from escalation.routing.action_check import is_email
from escalation.ticketing.thread import CUSTOMER
from nlu.language import detect

WHOLE = "mail.txt"


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` is "" for a bounce. `recipient` is one of the tenant's support addresses, in lower case."""

    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`silent` says why the bot does not answer; None where it does, or a person has the conversation."""

    conversation_id: str
    duplicate: bool
    silent: str | None


@dataclass(frozen=True, slots=True)
class MailIntake:
    """`secret` marks our own Message-IDs, `own_addresses` are all that we write from. `server` is the name
    that our mail server puts on its findings about who wrote, where those are to be believed."""

    database: Database
    intake: Intake
    hub: Hub
    store: AttachmentStore
    limits: Limits
    text_limit: int
    secret: bytes
    own_addresses: Callable[[], frozenset[str]]
    server: str | None = None

    def take(self, tenant: TenantInfo, envelope: Envelope, raw: bytes, now: datetime) -> Taken:
        """MailRefused where another try would not change it. The same mail again adds what an earlier try had
        not come to, and nothing twice."""
        mail = read_mail(raw, tenant.language)
        sender = mail.sender or (envelope.sender.lower() if is_email(envelope.sender) else "")
        if not sender:
            raise MailRefused("550 5.6.0 it names nobody as its sender")
        found = _Found(tenant, envelope, mail, sender, _name_of(mail, sender, raw), now)
        told = self._store(found)
        said = [one for file in found.files(told, self.text_limit) if (one := self._keep(found, told, file))]
        refused = [one for one in said if isinstance(one, AttachmentRejected)]
        if refused:
            self._name_refused(found, told, refused)
        for accepted in (told.accepted, *said):
            if isinstance(accepted, Accepted):
                self.intake.announce(tenant.id, told.conversation_id, accepted)
        get_logger("mail").info(
            "mail_taken", tenant=tenant.id, conversation=told.conversation_id, repeat=told.duplicate,
            files=len(said) - len(refused), refused=len(refused), not_answered=told.silent,
        )  # fmt: skip
        return Taken(told.conversation_id, told.duplicate, told.silent)

    def _store(self, found: "_Found") -> "_Told":
        try:
            with self.database.uow(found.tenant.id) as session:
                return self._find_told(session, found) or self._tell(session, found)
        except IntegrityError:  # the same mail came in beside this one
            with self.database.reading(found.tenant.id) as session:
                told = self._find_told(session, found)
            if told is None:
                raise
            return told

    def _find_told(self, session: TenantSession, found: "_Found") -> "_Told | None":
        kept = session.get(InboxItem, (found.tenant.id, EMAIL, found.name))
        if kept is None:
            return None
        accepted = Accepted({"seq": kept.seq}, True, kept.state != "pending", None)
        turn = session.get(TurnRecord, (found.tenant.id, kept.conversation_id, kept.seq))
        silent = find_silence(turn.trace) if turn is not None else None
        return _Told(kept.conversation_id, accepted, silent, opened=kept.seq == 1, at=kept.received_at)

    def _tell(self, session: TenantSession, found: "_Found") -> "_Told":
        mail, tenant = found.mail, found.tenant
        conversation_id = self._find_conversation(session, found)
        opened = conversation_id is None
        if conversation_id is None:
            conversation_id = self._open(session, found)
        conversation = lock(session, conversation_id)
        silent = self._why_silent(session, found, with_person=conversation["owner"] == "agent")
        text = _shown(found.words(opened=opened), self.text_limit)
        arrival = Arrival(
            conversation_id, EMAIL, found.name, text or word("no_words", conversation["language"])
        )
        if text is None:
            arrival = replace(arrival, kind="wordless")
        answered = silent is None and text is not None
        accepted = accept(session, found.principal, arrival, found.now, answered=answered)
        self._follow(session, conversation_id, mail)
        if silent is not None:
            session.add(
                TurnRecord(
                    tenant_id=tenant.id,
                    conversation_id=conversation_id,
                    seq=accepted.message["seq"],
                    trace=silent_trace(silent),
                    created_at=found.now,
                )
            )
        return _Told(conversation_id, accepted, silent, opened=opened, at=found.now)

    def _find_conversation(self, session: TenantSession, found: "_Found") -> str | None:
        """The one that it answers, where it comes from whom that is held with."""
        for message_id in found.mail.refers_to:
            known = find_conversation_id(self.secret, found.tenant.id, message_id)
            thread = session.get(MailThread, (found.tenant.id, known)) if known else None
            if thread is not None and thread.address == found.sender:
                return thread.conversation_id
        return None

    def _open(self, session: TenantSession, found: "_Found") -> str:
        mail, conversation_id = found.mail, new_id("c_")
        vouched = is_vouched(mail.headers.get("authentication-results", ""), found.sender, self.server)
        customer = find_by_address(session, found.tenant.id, found.sender) if vouched else None
        hold_by_mail(
            session,
            conversation_id,
            address=found.sender,
            name=mail.name,
            ours=found.envelope.recipient,
            subject=bare_subject(mail.subject),
            language=detect(f"{mail.subject}\n{mail.text}").value,
            customer_key=customer.key if customer else None,
            now=found.now,
        )
        return conversation_id

    def _follow(self, session: TenantSession, conversation_id: str, mail: IncomingMail) -> None:
        """What the next mail to them answers."""
        thread = session.get_one(MailThread, (session.require_tenant(), conversation_id))
        if mail.message_id:
            thread.ids = [*reversed(mail.refers_to)][-MOST_IDS:]
            thread.last_id = mail.message_id

    def _why_silent(self, session: TenantSession, found: "_Found", *, with_person: bool) -> str | None:
        came_back = find_conversation_id(self.secret, found.tenant.id, found.mail.message_id) is not None
        why = why_silent(
            found.mail,
            found.sender,
            bounce=not found.envelope.sender,
            ours=self.own_addresses(),
            came_back=came_back,
        )
        if why is not None or with_person:
            return why
        lately = (
            select(func.count())
            .select_from(InboxItem)
            .join(MailThread, MailThread.conversation_id == InboxItem.conversation_id)
            .where(
                MailThread.address == found.sender,
                InboxItem.channel == EMAIL,
                InboxItem.received_at > found.now - timedelta(hours=1),
            )
        )
        return too_many(1 + (session.scalar(lately) or 0))

    def _keep(self, found: "_Found", told: "_Told", file: MailFile) -> Accepted | AttachmentRejected | None:
        """As the widget does it: the same checks, and once for each file of a conversation."""
        draft = None
        try:
            self.limits.check_size(len(file.content))
            draft = self.store.draft(found.tenant.id)
            draft.write(file.content)
            with self.database.reading(found.tenant.id) as session:
                place = access_place(session, found.principal, Thread(told.conversation_id, None))
            kept = keep(
                self.database,
                self.store,
                draft,
                tenant_id=found.tenant.id,
                place=place,
                sender=Sender("customer", CUSTOMER),
                name=file.name,
                limits=self.limits,
                now=found.tenant.now(found.now),
                telling=Telling(
                    found.principal, told.conversation_id, None, told.at, answered=told.silent is None
                ),
            )
        except AttachmentRejected as refused:
            return refused
        finally:
            if draft is not None:
                draft.discard()
        return kept.said

    def _name_refused(self, found: "_Found", told: "_Told", refused: Sequence[AttachmentRejected]) -> None:
        with self.database.uow(found.tenant.id) as session:
            change = _say_refused(
                session, told.conversation_id, f"refused:{found.name[:40]}", refused, found.now
            )
        if change is not None:
            publish_change(self.hub, found.tenant.id, change)


@dataclass(frozen=True, slots=True)
class _Found:
    """A mail, whose it is and what the inbox calls it."""

    tenant: TenantInfo
    envelope: Envelope
    mail: IncomingMail
    sender: str
    name: str
    now: datetime

    @property
    def principal(self) -> Principal:
        return Principal("visitor", self.tenant.id, visitor_of(self.sender))

    def words(self, *, opened: bool) -> str:
        """What stands in the conversation; with the subject first where it begins here."""
        said, subject = without_courtesies(self.mail.text), bare_subject(self.mail.subject)
        if not opened and says_nothing(said):
            return ""
        if opened and subject and subject not in said:
            said = f"{subject}\n\n{said}"
        return without_controls(said)

    def files(self, told: "_Told", text_limit: int) -> tuple[MailFile, ...]:
        """With the whole mail, where more was quoted or written than stands in the conversation."""
        mail = self.mail
        whole = mail.whole if told.opened else ""
        if not whole and len(self.words(opened=told.opened)) > text_limit:
            whole = mail.text
        return (*mail.files, *([MailFile(WHOLE, hide_numbers(whole).encode())] if whole else ()))


@dataclass(frozen=True, slots=True)
class _Told:
    conversation_id: str
    accepted: Accepted
    silent: str | None
    opened: bool
    at: datetime

    @property
    def duplicate(self) -> bool:
        return self.accepted.duplicate


def _name_of(mail: IncomingMail, sender: str, raw: bytes) -> str:
    """By ID and sender, as a stranger's mail under the same ID is another; without an ID by its bytes."""
    if mail.message_id:
        return f"id:{hashlib.sha256(f'{sender} {mail.message_id}'.encode()).hexdigest()}"
    return f"raw:{hashlib.sha256(raw).hexdigest()}"


def _shown(words: str, limit: int) -> str | None:
    """None where there is nothing to see."""
    try:
        text = clean_text(words[:limit], limit)
    except TextEmpty:
        return None
    return text if len(words) <= limit else f"{text[: limit - 1]}…"


def _say_refused(
    session: TenantSession,
    conversation_id: str,
    mark: str,
    refused: Sequence[AttachmentRejected],
    now: datetime,
) -> Change | None:
    """None where an earlier try has said it."""
    conversation: Any = lock_conversation(session, conversation_id)
    said = select(Message.seq).where(Message.conversation_id == conversation_id, Message.client_id == mark)
    if session.scalars(said).first() is not None:
        return None
    language = conversation["language"]
    told = [one.in_language(language) for one in refused]
    lines = [word("refused_line", language, problem=str(one), hint=one.hint) for one in told]
    return say(session, conversation, "\n".join([word("refused", language), *lines]), now, client_id=mark)
