"""Opening tickets, joining the one that is open, finding them. The same trouble told twice is one ticket."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from escalation.crm.models import Contact
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.lifecycle import OPEN, SOLVED
from escalation.ticketing.log import columns_of, record
from escalation.ticketing.models import Ticket, TicketCounter
from escalation.ticketing.state import TicketState
from escalation.ticketing.thread import Said
from escalation.ticketing.work import (
    LONGEST_REASON,
    Deed,
    change_module,
    change_priority,
    change_status,
    customer_writes,
    link,
    new_tags,
    note,
)

AS_SOLVED = Words("与它所跟进的 {ticket} 相同", "as {ticket}, which it follows up")


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A trouble as it is told. `text` becomes the customer's entry in the thread, `tier` is their plan.
    `goes_on_from` are the intents of what was solved that it may be the same as, where that was told in this
    conversation or is the ticket `spoken_of` last there. `customer_key` is whose it is by the desk's word,
    where they did not sign in as `contact_key`: the ticket is theirs, but joins nothing that they told
    elsewhere.
    """

    conversation_id: str | None
    contact_key: str | None
    channel: str
    language: str
    tier: str | None
    intent: str
    module: str | None
    subject: str
    text: str
    priority: Priority
    goes_on_from: tuple[str, ...] = ()
    spoken_of: str | None = None
    customer_key: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedTicket:
    """`ticket` is the customer's own, also where it goes on in another's."""

    ticket: Ticket
    joined: bool


def ticket_label(ticket: Ticket) -> str:
    """As people say it: "#3313"."""
    return f"#{ticket.number}"


def open_or_join_ticket(
    session: Session,
    tenant_id: str,
    told: NewTicket,
    *,
    new_id: Callable[[], str],
    deed: Deed,
    reopen_within: timedelta = timedelta(0),
) -> OpenedTicket:
    """A joined ticket keeps the more urgent priority. What it was merged into is the one that is joined. What
    was solved longer than `reopen_within` ago is not opened again: the new ticket follows it up."""
    _one_at_a_time(session, tenant_id, told.contact_key)
    same, solved = _find_same_trouble(session, tenant_id, told), None
    if same is None and (solved := _find_solved_trouble(session, tenant_id, told)) is not None:
        over = is_long_solved(find_root(session, solved), reopen_within, deed.now)
        same = None if over else solved
    if same is None:
        ticket = open_ticket(session, tenant_id, told, new_id=new_id, deed=deed)
        if solved is not None:
            link(session, ticket, deed, solved, "follow_up")
        return OpenedTicket(ticket, joined=False)
    ticket = find_root(session, same)
    if told.priority.level < ticket.priority:
        change_priority(session, ticket, deed, told.priority.level, reason=told.priority.reason)
    if told.module and not ticket.module:
        change_module(session, ticket, deed, told.module)
    customer_writes(session, ticket, Deed("customer", deed.now), told.text)
    return OpenedTicket(_last_own(session, same, told.contact_key), joined=True)


def open_ticket(
    session: Session,
    tenant_id: str,
    told: NewTicket,
    *,
    new_id: Callable[[], str],
    deed: Deed,
    said: Said | None = None,
) -> Ticket:
    """`said` is where the customer's text stands, where that is known."""
    ticket = begin_ticket(session, tenant_id, told, new_id=new_id, deed=deed)
    customer_writes(session, ticket, Deed("customer", deed.now), told.text, said)
    return ticket


def begin_ticket(
    session: Session, tenant_id: str, told: NewTicket, *, new_id: Callable[[], str], deed: Deed
) -> Ticket:
    """Numbered, with its clocks; the text that it begins with is still to be said on it. TicketFull for tags
    that do not fit."""
    contact_key, tags = told.contact_key or told.customer_key, new_tags(told.tags)
    ticket = blank_ticket(
        tenant_id,
        new_id(),
        _next_number(session, tenant_id),
        contact_key=contact_key,
        conversation_id=told.conversation_id,
        intent=told.intent,
        module=told.module,
        subject=told.subject,
        now=deed.now,
    )
    session.add(ticket)
    session.flush()
    record(
        session,
        ticket,
        deed.event(
            "ticket.opened",
            priority=told.priority.level,
            reason=told.priority.reason.cut(LONGEST_REASON)._asdict(),
            channel=told.channel,
            tier=told.tier,
            intent=told.intent,
            language=told.language,
            contact=contact_key,
            module=told.module,
            tags=tags,
        ),
    )
    return ticket


def is_long_solved(ticket: Ticket, reopen_within: timedelta, now: datetime) -> bool:
    """So long that what is said of it now is a ticket of its own."""
    return ticket.resolved_at is not None and now - ticket.resolved_at > reopen_within


def follow_up(
    session: Session, solved: Ticket, text: str, said: Said, *, new_id: Callable[[], str], now: datetime
) -> Ticket:
    """A ticket of the same trouble as one solved too long ago to be opened again; both are linked."""
    told = NewTicket(
        conversation_id=said.conversation_id,
        contact_key=solved.contact_key,
        channel=solved.channel,
        language=solved.language,
        tier=solved.tier,
        intent=solved.intent,
        module=solved.module,
        subject=solved.subject,
        text=text,
        priority=Priority(solved.priority, (AS_SOLVED.fill(ticket=ticket_label(solved)),)),
    )
    deed = Deed("system", now)
    ticket = open_ticket(session, solved.tenant_id, told, new_id=new_id, deed=deed, said=said)
    link(session, ticket, deed, solved, "follow_up")
    return ticket


def blank_ticket(
    tenant_id: str,
    ticket_id: str,
    number: int,
    *,
    contact_key: str | None,
    conversation_id: str | None,
    intent: str,
    module: str | None,
    subject: str,
    now: datetime,
) -> Ticket:
    """Before anything happened to it."""
    return Ticket(
        tenant_id=tenant_id,
        id=ticket_id,
        number=number,
        conversation_id=conversation_id,
        intent=intent,
        subject=subject[:300],
        promised_at=None,
        events=0,
        due_at=None,
        created_at=now,
        updated_at=now,
        **columns_of(TicketState(contact_key=contact_key, module=module)),
    )


def resolve_ticket(session: Session, ticket: Ticket, deed: Deed, *, name: str, note_text: str) -> bool:
    """With an internal note that says so; False where it was not open any more."""
    if ticket.status not in OPEN:
        return False
    change_status(session, ticket, deed, "resolved")
    note(session, ticket, deed, name=name, text=note_text)
    return True


def find_ticket(session: Session, tenant_id: str, contact_key: str, number: int) -> Ticket | None:
    """The contact's own ticket of that number."""
    return session.scalars(
        select(Ticket).where(
            Ticket.tenant_id == tenant_id, Ticket.number == number, Ticket.contact_key == contact_key
        )
    ).first()


def find_labelled(session: Session, tenant_id: str, label: str) -> Ticket | None:
    """Whoever's it is; for the desk itself."""
    number = int(label.removeprefix("#"))
    return session.scalars(
        select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.number == number)
    ).first()


def list_tickets(session: Session, tenant_id: str, contact_key: str) -> list[Ticket]:
    """The contact's tickets, newest first."""
    mine = select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.contact_key == contact_key)
    return list(session.scalars(mine.order_by(Ticket.number.desc())))


def open_tickets_of(session: Session, tenant_id: str, conversations: Collection[str]) -> dict[str, list[str]]:
    """By conversation, as people say them: "#3313". Conversations without one are left out."""
    found: dict[str, list[str]] = {}
    query = select(Ticket).where(
        Ticket.tenant_id == tenant_id,
        Ticket.conversation_id.in_(conversations),
        Ticket.status.in_(OPEN),
        Ticket.merged_into.is_(None),
    )
    for ticket in session.scalars(query.order_by(Ticket.number)):
        found.setdefault(ticket.conversation_id or "", []).append(ticket_label(ticket))
    return found


def _find_same_trouble(session: Session, tenant_id: str, told: NewTicket) -> Ticket | None:
    """The open ticket of this trouble: told in this conversation, or by this contact in an earlier one.

    Two bug reports are two troubles where both name a module and the modules differ. What is merged into
    another ticket is open for as long as that one is.
    """
    is_open = or_(Ticket.status.in_(OPEN), Ticket.merged_into.is_not(None))
    whose = Ticket.conversation_id == told.conversation_id
    if told.contact_key is not None:
        whose = or_(whose, Ticket.contact_key == told.contact_key)
    candidates = session.scalars(
        select(Ticket)
        .where(Ticket.tenant_id == tenant_id, Ticket.intent == told.intent, is_open, whose)
        .order_by(Ticket.number.desc())
        .with_for_update()
    )
    for ticket in candidates:
        here = ticket.conversation_id == told.conversation_id
        same_trouble = _same_module(told, ticket) and (
            here or told.intent != "report_bug" or told.module is not None
        )
        if same_trouble and find_root(session, ticket).status in OPEN:
            return ticket
    return None


def _find_solved_trouble(session: Session, tenant_id: str, told: NewTicket) -> Ticket | None:
    """The last solved one of this conversation that what is told may go on from, locked."""
    if told.conversation_id is None or not told.goes_on_from:
        return None
    here = Ticket.conversation_id == told.conversation_id
    if told.spoken_of is not None and told.contact_key is not None:
        number = int(told.spoken_of.removeprefix("#"))
        here = or_(here, and_(Ticket.number == number, Ticket.contact_key == told.contact_key))
    candidates = session.scalars(
        select(Ticket)
        .where(Ticket.tenant_id == tenant_id, here, Ticket.intent.in_(told.goes_on_from))
        .order_by(Ticket.number.desc())
        .with_for_update()
    )
    for ticket in candidates:
        if _same_module(told, ticket) and find_root(session, ticket).status in SOLVED:
            return ticket
    return None


def _same_module(told: NewTicket, ticket: Ticket) -> bool:
    """Unless both name one and it is another."""
    return not (told.module and ticket.module) or told.module == ticket.module


def _one_at_a_time(session: Session, tenant_id: str, contact_key: str | None) -> None:
    """Two conversations of one customer that tell the same trouble at one instant open one ticket."""
    if contact_key is not None:
        mine = select(Contact.key).where(Contact.tenant_id == tenant_id, Contact.key == contact_key)
        session.execute(mine.with_for_update())


def find_root(session: Session, ticket: Ticket, *, locked: bool = True) -> Ticket:
    """The ticket that it was merged into in the end, whose status is its own; itself where it was not."""
    while ticket.merged_into is not None:
        ticket = _get_parent(session, ticket, locked=locked)
    return ticket


def _get_parent(session: Session, ticket: Ticket, *, locked: bool) -> Ticket:
    key = (Ticket.tenant_id == ticket.tenant_id, Ticket.id == ticket.merged_into)
    found = select(Ticket).where(*key)
    return session.scalars(found.with_for_update() if locked else found).one()


def _last_own(session: Session, ticket: Ticket, contact_key: str | None) -> Ticket:
    """The last on the way to its root that is the same customer's, as they signed in: another's number is not
    told to them, nor is a customer's to whom the desk only thinks that it is them."""
    own = ticket
    while ticket.merged_into is not None:
        ticket = _get_parent(session, ticket, locked=True)
        if contact_key is not None and ticket.contact_key == contact_key:
            own = ticket
    return own


def _next_number(session: Session, tenant_id: str) -> int:
    """Dense per tenant; the counter's row lock orders tickets opened at the same instant."""
    advanced = session.execute(
        update(TicketCounter)
        .where(TicketCounter.tenant_id == tenant_id)
        .values(last_number=TicketCounter.last_number + 1)
        .returning(TicketCounter.last_number)
    ).scalar_one_or_none()
    if advanced is None:
        highest = session.scalar(select(func.max(Ticket.number)).where(Ticket.tenant_id == tenant_id)) or 0
        session.add(TicketCounter(tenant_id=tenant_id, last_number=highest + 1))
        session.flush()
        return highest + 1
    return advanced
