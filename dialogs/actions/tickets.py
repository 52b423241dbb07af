"""Tickets: opening one for a trouble, and finding the customer's own."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from sqlalchemy.orm import Session

from dialogs.actions.customer import find_ticket_plan
from dialogs.draft import Draft
from dialogs.formats import format_moment
from dialogs.references import TICKET, Candidate, Reference, resolve
from dialogs.types import TicketRef
from escalation.routing.priority import Priority, determine_priority
from escalation.routing.urgency import Reading
from escalation.ticketing import desk
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed

SUBJECT_LENGTH = 80
TROUBLES = ("report_bug", "outage", "complaint", "talk_to_human")
"""Intents of tickets that "it still does not work" may be about, whichever of them it is taken for."""


def open_ticket(
    draft: Draft,
    intent: str,
    text: str,
    *,
    module: str | None = None,
    subject: str | None = None,
    reopens: bool = False,
) -> TicketRef:
    """Opens a ticket for the trouble, or adds to the one that is open for it. The subject is the text's
    beginning unless given. What `reopens` may be the same trouble as one that was solved."""
    world = draft.world
    module = module or _module_before(draft, intent)
    priority = determine_priority(
        intent,
        text,
        plan=find_ticket_plan(draft),
        entities={entity.entity: entity.value for entity in draft.message.entities},
        reading=read_urgency(draft, text),
    )
    told = tell(draft, intent, text, subject=subject_of(subject or text), module=module, priority=priority)
    if reopens:
        others = TROUBLES if draft.reading.not_over else ()
        told = replace(told, goes_on_from=(intent, *others), spoken_of=draft.tracker.focus.get("ticket"))
    opened = desk.open_or_join_ticket(
        world.session,
        world.tenant_id,
        told,
        new_id=world.new_id,
        deed=Deed("bot", draft.utc),
        reopen_within=world.reopen_within,
    )
    draft.ticket = refer_to(world.session, opened.ticket, joined=opened.joined)
    draft.record("focus.set", kind="ticket", id=draft.ticket.ticket_id)
    draft.record("focus.set", kind="trouble", id=intent)
    draft.act(f"ticket:{intent}")
    draft.because(f"ticket {draft.ticket.ticket_id} {'joined' if opened.joined else 'opened'}")
    draft.because(f"priority {opened.ticket.priority}: {opened.ticket.priority_reason}")
    return draft.ticket


def _module_before(draft: Draft, intent: str) -> str | None:
    """Of the trouble told before in this conversation: "still not working" names no module."""
    focus = draft.tracker.focus
    if focus.get("trouble") != intent:
        return None
    told = (ticket for ticket in list_tickets(draft) if desk.ticket_label(ticket) == focus.get("ticket"))
    return next((ticket.module for ticket in told), None)


def read_urgency(draft: Draft, text: str) -> Reading | None:
    """The message's own vector is there already."""
    own = draft.message.vector if text == draft.message.text else None
    return draft.world.read_urgency(text, own)


def tell(
    draft: Draft, intent: str, text: str, *, subject: str, priority: Priority, module: str | None = None
) -> desk.NewTicket:
    """The trouble as the customer of this conversation tells it."""
    return desk.NewTicket(
        conversation_id=draft.world.conversation_id,
        contact_key=draft.world.contact_key,
        channel=draft.world.channel,
        language=draft.language.value,
        tier=find_ticket_plan(draft),
        intent=intent,
        module=module,
        subject=subject,
        text=text,
        priority=priority,
        customer_key=draft.world.customer_key,
    )


def refer_to(session: Session, ticket: Ticket, *, joined: bool) -> TicketRef:
    return TicketRef(
        ticket_id=desk.ticket_label(ticket),
        intent=ticket.intent,
        priority=ticket.priority,
        status=desk.find_root(session, ticket, locked=False).status,
        module=ticket.module,
        joined=joined,
    )


def subject_of(text: str) -> str:
    """One line, cut at a word where there are words."""
    line = " ".join(text.split())
    if len(line) <= SUBJECT_LENGTH:
        return line
    return re.sub(r"\s\S*$", "", line[:SUBJECT_LENGTH]) + "…"


def list_tickets(draft: Draft) -> list[Ticket]:
    """Newest first; none for a visitor."""
    world, key = draft.world, draft.world.contact_key
    if key is None:
        return []
    return draft.once("tickets", lambda: desk.list_tickets(world.session, world.tenant_id, key))


def refer(draft: Draft, *, current: str | None, asked: bool) -> Reference:
    candidates = [
        Candidate(desk.ticket_label(ticket), words=tuple(_words(ticket.subject)))
        for ticket in list_tickets(draft)
    ]
    return resolve(
        draft.message.text,
        draft.message.entities,
        candidates,
        TICKET,
        listed=draft.tracker.listed,
        current=current,
        asked=asked,
    )


def show_choices(draft: Draft, tickets: Sequence[Ticket]) -> str:
    draft.record("choices.listed", ids=[desk.ticket_label(ticket) for ticket in tickets])
    return "\n".join(
        f"{place}. {ticket_line(draft, ticket)}" for place, ticket in enumerate(tickets, start=1)
    )


def status_of(draft: Draft, ticket: Ticket) -> str:
    """Of what was merged into another ticket, that one's."""
    return desk.find_root(draft.world.session, ticket, locked=False).status


def tell_ticket(draft: Draft, ticket: Ticket) -> None:
    """By its own name, with how it stands where it goes on: that may be another customer's ticket."""
    draft.ticket = refer_to(draft.world.session, ticket, joined=True)
    draft.record("focus.set", kind="ticket", id=draft.ticket.ticket_id)
    at = desk.find_root(draft.world.session, ticket, locked=False).updated_at
    updated = at if at.tzinfo else at.replace(tzinfo=UTC)
    draft.say(
        "ticket.status",
        ticket=ticket_line(draft, ticket),
        status=draft.term("ticket_status", draft.ticket.status),
        updated=format_moment(updated, draft.language, now=draft.now),
    )


def ticket_line(draft: Draft, ticket: Ticket) -> str:
    return draft.word("ticket.line", ticket_id=desk.ticket_label(ticket), subject=ticket.subject)


def _words(subject: str) -> list[str]:
    """What a ticket may be called by: its longer Latin words, and pairs of Chinese characters."""
    lowered = subject.lower()
    words = re.findall(r"[a-z]{4,}", lowered)
    for run in re.findall(r"[\u3400-\u9fff]{2,}", lowered):
        words += [run[at : at + 2] for at in range(len(run) - 1)]
    return words
