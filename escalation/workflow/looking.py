"""A ticket as rules see it at one of its events: the same whenever they look, however late that is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.crm.models import Contact
from escalation.routing.view import TicketView
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.state import TicketState, advance

SAID = ("ticket.customer_wrote", "ticket.agent_replied", "ticket.noted")
PUBLIC = ("ticket.customer_wrote", "ticket.agent_replied")
BRINGS_STATUS = ("ticket.opened", "ticket.status_changed")
LONGEST_TEXT = 10_000


class Hours(Protocol):
    def is_open(self, now: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What no event changes. `company` is that of the contact `contact_key`, whose ticket it is now; `texts`
    are the thread's, by position."""

    intent: str
    subject: str
    company: str | None
    texts: Mapping[int, str]
    contact_key: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """An event, the state after it, and what the ticket's events up to it say beside that.

    `since` is when it came into its status, by event `stretch`; `public` the position of the last message
    that the customer can see.
    """

    position: int
    event: TicketEvent
    state: TicketState
    since: datetime
    stretch: int
    public: int | None

    @property
    def said(self) -> int | None:
        """The message that it is about."""
        return self.event.data["message"] if self.event.type in SAID else self.public


def follow(events: Iterable[TicketEvent]) -> Moment | None:
    """The last of a ticket's events, which are all up to it; None where there are none."""
    moment = None
    for event in events:
        moment = step(moment, event)
    return moment


def step(before: Moment | None, event: TicketEvent) -> Moment:
    """The event that comes after `before`."""
    position = before.position + 1 if before else 1
    starts = before is None or event.type in BRINGS_STATUS
    return Moment(
        position=position,
        event=event,
        state=advance(before.state if before else TicketState(), event),
        since=event.at if before is None or starts else before.since,
        stretch=position if before is None or starts else before.stretch,
        public=event.data["message"] if event.type in PUBLIC else before.public if before else None,
    )


def read_facts(session: Session, ticket: Ticket, positions: Collection[int] | None = None) -> Facts:
    """With the thread's texts at `positions`, or all."""
    session.flush()
    contact = session.get(Contact, (ticket.tenant_id, ticket.contact_key)) if ticket.contact_key else None
    thread = select(TicketMessage.position, TicketMessage.text).where(
        TicketMessage.tenant_id == ticket.tenant_id, TicketMessage.ticket_id == ticket.id
    )
    if positions is not None:
        thread = thread.where(TicketMessage.position.in_(positions))
    texts = {position: text[:LONGEST_TEXT] for position, text in session.execute(thread)}
    company = contact.company if contact else None
    return Facts(ticket.intent, ticket.subject, company, texts, ticket.contact_key)


def view_at(facts: Facts, moment: Moment, hours: Hours) -> TicketView:
    event, state = moment.event, moment.state
    text = facts.texts.get(moment.said or 1, "")
    return TicketView(
        priority=state.priority,
        status=state.status,
        channel=state.channel,
        language=state.language,
        intent=facts.intent,
        subject=facts.subject,
        text=text,
        tier=state.tier,
        module=state.module,
        team=state.team,
        queue=state.queue,
        agent_id=state.agent_id,
        company=facts.company if state.contact_key == facts.contact_key else None,
        tags=state.tags,
        fields=state.fields,
        incident=state.incident,
        open_hours=hours.is_open(event.at),
        minutes_in_status=max(0, int((event.at - moment.since).total_seconds() // 60)),
        reopened=state.reopened,
        by=event.by.partition(":")[0],
        clock=event.data.get("clock"),
        status_before=event.data.get("from") if event.type == "ticket.status_changed" else None,
        score=event.data.get("score") if event.type == "survey.answered" else None,
        merged=state.merged_into is not None,
    )


def is_opening_message(event: TicketEvent) -> bool:
    """The message that a ticket was opened with: rules look at both together, on "ticket.opened"."""
    return event.type == "ticket.customer_wrote" and event.data["message"] == 1
