"""A ticket opened by hand, at the console or through the API. It is numbered, read, promised and looked at by
the rules as what the bot and mails open; only its first words are not the customer's: a note for colleagues,
or what is written to the customer by mail.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.clock import new_id
from bot.conversations import add_word, change_conversation
from bot.desk.mentioning import tell_mentioned
from bot.desk.places import find_place
from bot.desk.ticket_frames import changing_tickets
from bot.errors import CustomerUnreachable, Malformed, MessageRejected, NotReady
from bot.hub import Hub
from bot.idempotency import find_made, keep_made
from bot.inbox import Arrival
from bot.intake import WEB
from bot.mail.addresses import EMAIL
from bot.mail.opening import hold_by_mail
from bot.message_text import clean_text, without_controls
from bot.owner_change import lock
from bot.ownership import publish_message, write_as_agent
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.tenants import TenantDirectory, TenantInfo
from escalation.crm.accounts import find_contact, find_plan
from escalation.crm.addresses import find_by_address
from escalation.crm.models import Contact
from escalation.routing.action_check import is_email
from escalation.routing.priority import SURE, Priority, determine_priority
from escalation.routing.urgency import Reading
from escalation.routing.view import PRIORITIES
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, begin_ticket, ticket_label
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import CUSTOMER, Said, add_entry
from escalation.ticketing.work import Deed, change_status, clean_module, new_tags, note, reply
from nlu.language import detect
from nlu.types import ParseResult, Vector

BY_HAND = "by_hand"
"""The trouble of a ticket whose text names none, and where a ticket comes from that came by no other way."""
CONSOLE = "console"
CAME = ("phone", "in_person")
"""How a trouble may have come to the person who opens its ticket."""
LONGEST_SUBJECT, LONGEST_NAME = 300, 100
SET = Words("由人指定", "set by hand")


class Understanding(Protocol):
    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult: ...

    def read_urgency(self, text: str, vector: Vector | None) -> Reading | None: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose it is says `contact`, a customer's key, or the e-mail `address`, of a customer or of somebody
    with that `name` whom nobody knows yet; neither: nobody is known. `audience` is CUSTOMER for what is sent
    to them, else empty. Without a `priority` the desk decides. `mentions` are the ids of agents that the note
    names, `channel` is one of CAME, where somebody says so."""

    subject: str
    text: str
    contact: str | None = None
    address: str = ""
    name: str = ""
    audience: str = ""
    priority: str | None = None
    tags: tuple[str, ...] = ()
    module: str | None = None
    language: str | None = None
    mentions: tuple[str, ...] = ()
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """`place` is the conversation in which the customer is answered, None where they cannot be."""

    ticket: Ticket
    place: str | None
    duplicate: bool


@dataclass(frozen=True, slots=True)
class _Whom:
    """`address` is where they are written to, "" where nowhere."""

    contact: Contact | None
    address: str
    name: str


class Openings:
    def __init__(
        self,
        database: Database,
        hub: Hub,
        tenants: TenantDirectory,
        understanding: Understanding,
        text_limit: int,
    ) -> None:
        self._database = database
        self._hub = hub
        self._tenants = tenants
        self._understanding = understanding
        self._text_limit = text_limit

    def open(self, who: Principal, wish: Wish, key: str, now: datetime) -> Opened:
        """Twice under one `key` is once. Malformed names the field that does not fit; TicketFull; a
        CustomerUnreachable where the first words are to be sent and there is no way to."""
        wish = self._clean(wish)
        tenant = self._tenants.get(who.tenant_id)
        parsed = self._read(tenant, f"{wish.subject}\n{wish.text}", now)
        try:
            return self._open(who, tenant, wish, parsed, key, now)
        except IntegrityError:  # asked for at the same moment under the same key
            with self._database.reading(tenant.id) as session:
                known = _find_repeat(session, who, key, _digest(wish))
            if known is None:
                raise
            return known

    def _clean(self, wish: Wish) -> Wish:
        try:
            subject = " ".join(clean_text(wish.subject, LONGEST_SUBJECT).split())
        except MessageRejected as wrong:
            expected = f"expected 1 to {LONGEST_SUBJECT} characters"
            raise Malformed("subject", f"{wrong}; {expected}") from None
        if wish.contact and wish.address:
            raise Malformed(
                "contact", "got a contact and an e-mail address; name the customer by one of them"
            )
        address = wish.address.strip().lower()
        if address and (not is_email(address) or len(address) > 320):
            raise Malformed("email", f"got {address[:80]!r}; expected an address such as li@qinglan.example")
        if address in {one for tenant in self._tenants.all() for one in tenant.support_addresses}:
            raise Malformed("email", f"{address} is an address of the desk itself; expected a customer's")
        if wish.priority is not None and wish.priority not in PRIORITIES:
            raise Malformed(
                "priority", f"got {wish.priority[:20]!r}; expected {', '.join(PRIORITIES)} or none"
            )
        if wish.channel is not None and wish.channel not in CAME:
            raise Malformed("channel", f"got {wish.channel[:20]!r}; expected {', '.join(CAME)} or none")
        return replace(
            wish,
            subject=subject,
            text=clean_text(wish.text, self._text_limit),
            address=address,
            name=" ".join(without_controls(wish.name).split())[:LONGEST_NAME],
            tags=tuple(new_tags(wish.tags)),
            module=clean_module(without_controls(wish.module or "")),
        )

    def _read(self, tenant: TenantInfo, text: str, now: datetime) -> ParseResult | None:
        """Outside the transaction, as a turn's message is. None while the models load: nobody has to wait for
        them with a caller on the phone, and wording tells how urgent it is as well."""
        try:
            return self._understanding.parse(
                text, tenant_id=tenant.id, now=tenant.now(now), timezone=tenant.timezone
            )
        except NotReady:
            return None

    def _open(
        self,
        who: Principal,
        tenant: TenantInfo,
        wish: Wish,
        parsed: ParseResult | None,
        key: str,
        now: datetime,
    ) -> Opened:
        said: tuple[dict[str, Any], dict[str, Any]] | None = None
        with changing_tickets(self._database, self._hub, tenant.id) as session:
            digest = _digest(wish)
            if known := _find_repeat(session, who, key, digest):
                return known
            whom = _find_whom(session, wish)
            language = _language(wish, whom, parsed)
            if wish.audience == CUSTOMER and not (whom.address and tenant.support_addresses):
                raise CustomerUnreachable(has_address=bool(whom.address))
            place = _hold(session, tenant, wish, whom, language, now)
            deed = Deed(f"{who.kind}:{who.id}", tenant.now(now))
            told = self._tell(session, who, wish, whom, parsed, place, language)
            ticket = begin_ticket(session, tenant.id, told, new_id=new_id, deed=deed)
            if place is not None:
                change_conversation(session, place, ticket_id=ticket_label(ticket))
            if wish.audience == CUSTOMER and place is not None:
                said = _write(session, who, place, wish.text, key, now)
                _enter(session, who, ticket, deed, wish.text, Said(place, said[0]["seq"]))
            else:
                note(session, ticket, deed, name=who.name or "", text=wish.text, mentions=wish.mentions)
            keep_made(session, _scope(who), key, ticket.id, now, digest)
            opened = Opened(ticket, find_place(session, ticket), duplicate=False)
        if said:
            publish_message(self._hub, *said)
        else:
            tell_mentioned(
                self._hub, tenant.id, who.name or "", wish.mentions, ticket=ticket.number, conversation=None
            )
        return opened

    def _tell(
        self,
        session: TenantSession,
        who: Principal,
        wish: Wish,
        whom: _Whom,
        parsed: ParseResult | None,
        place: str | None,
        language: str,
    ) -> NewTicket:
        contact_key = whom.contact.key if whom.contact else None
        plan = find_plan(session, session.require_tenant(), contact_key)
        sure = parsed is not None and parsed.intent.confidence >= SURE
        by_mail = wish.audience == CUSTOMER and place is not None
        return NewTicket(
            conversation_id=place,
            contact_key=contact_key,
            channel=wish.channel or (EMAIL if by_mail else "api" if who.kind == "api" else CONSOLE),
            language=language,
            tier=plan,
            intent=parsed.intent.name if parsed is not None and sure else BY_HAND,
            module=wish.module,
            subject=wish.subject,
            text=wish.text,
            priority=self._priority(wish, parsed, plan),
            tags=wish.tags,
        )

    def _priority(self, wish: Wish, parsed: ParseResult | None, plan: str | None) -> Priority:
        if wish.priority is not None:
            return Priority(wish.priority, (SET,))
        text = f"{wish.subject}\n{wish.text}"
        if parsed is None:
            return determine_priority(BY_HAND, text, plan=plan)
        return determine_priority(
            parsed.intent.name,
            text,
            plan=plan,
            entities={one.entity: one.value for one in parsed.entities},
            confidence=parsed.intent.confidence,
            reading=self._understanding.read_urgency(text, parsed.vector),
        )


def _find_whom(session: TenantSession, wish: Wish) -> _Whom:
    tenant_id = session.require_tenant()
    contact = find_by_address(session, tenant_id, wish.address) if wish.address else None
    if wish.contact:
        contact = find_contact(session, tenant_id, wish.contact)
        if contact is None:
            raise Malformed("contact", f"no customer has the key {wish.contact[:64]!r}; expected one who has")
    own = contact.email.strip().lower() if contact else ""
    address = wish.address or (own if is_email(own) else "")
    return _Whom(contact, address, contact.name if contact else wish.name)


def _language(wish: Wish, whom: _Whom, parsed: ParseResult | None) -> str:
    own = whom.contact.language if whom.contact else None
    told = parsed.language.value if parsed else detect(f"{wish.subject}\n{wish.text}").value
    return wish.language or (own if own in ("zh", "en") else told)


def _hold(
    session: TenantSession, tenant: TenantInfo, wish: Wish, whom: _Whom, language: str, now: datetime
) -> str | None:
    """The conversation by mail in which they are answered, as soon as the desk has an address to write from;
    None where they have none."""
    if not whom.address:
        return None
    place = new_id("c_")
    hold_by_mail(
        session,
        place,
        address=whom.address,
        name=whom.name[:LONGEST_NAME],
        ours=next(iter(tenant.support_addresses), ""),
        subject=wish.subject,
        language=language,
        customer_key=whom.contact.key if whom.contact else None,
        now=now,
    )
    return place


def _write(
    session: TenantSession, who: Principal, place: str, text: str, key: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first message, which is mailed like any other; the agent has the conversation then. An API key is
    no person: its message is the service's own."""
    conversation = lock(session, place)
    if who.kind != "agent":
        return add_word(session, conversation, text, author="system", now=now, client_id=key)
    change_conversation(
        session, place, owner="agent", agent_id=who.id, agent_name=who.name, fence=1, owned_since=now
    )
    arrival = Arrival(place, WEB, f"{place}:{key}", text, client_id=key)
    return write_as_agent(session, who, lock(session, place), arrival, now)


def _enter(session: TenantSession, who: Principal, ticket: Ticket, deed: Deed, text: str, said: Said) -> None:
    """A person's word is the first response, a machine's is not: it waits for what the customer answers."""
    if who.kind == "agent":
        reply(session, ticket, deed, name=who.name or "", text=text, said=said)
    else:
        add_entry(
            session, ticket, author=who.name or "API", audience=CUSTOMER, text=text, now=deed.now, said=said
        )
        change_status(session, ticket, deed, "pending", why="the customer was written to")


def _digest(wish: Wish) -> str:
    return hashlib.sha256(json.dumps(asdict(wish), sort_keys=True).encode()).hexdigest()


def _find_repeat(session: TenantSession, who: Principal, key: str, digest: str) -> Opened | None:
    """IdempotencyConflict where something else was asked for under the key."""
    known = find_made(session, _scope(who), key, digest)
    if known is None:
        return None
    ticket = session.scalars(select(Ticket).where(Ticket.id == known)).one()
    return Opened(ticket, find_place(session, ticket), duplicate=True)


def _scope(who: Principal) -> str:
    return f"tickets:{who.kind}:{who.id}"
