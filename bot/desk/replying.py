"""An agent answers a ticket: the answer is said in its conversation where there is one, once and for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.conversations import change_conversation
from bot.desk.passing_on import answer_all, lock_answered
from bot.desk.reaching import check_reached, open_way
from bot.desk.ticket_frames import changing_tickets
from bot.errors import NotFound, ReplyHeld
from bot.handoff_ticket import stop_waiting
from bot.hub import Hub
from bot.idempotency import find_made, keep_made
from bot.inbox import Arrival
from bot.intake import WEB
from bot.owner_change import Change, lock, publish_change
from bot.ownership import publish_message, take, write_as_agent
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.tenants import TenantDirectory
from escalation.duplicates.incidents import resolve_gathered
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, change_status

COLLEAGUES = (
    "ticket.agent_replied", "ticket.noted", "ticket.status_changed", "ticket.assigned", "ticket.merged",
)  # fmt: skip
"""What of a colleague's doings an answer must not go past unseen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`begun` is how far the ticket's log went when the agent began to write, `seen` what they had on the
    screen when they sent it. `then` is the status to set, "" for none. `client_id` tells a repeat."""

    number: int
    text: str
    client_id: str
    begun: int
    seen: int
    then: str = ""
    take: bool = False
    """Also from a colleague who has the conversation."""


class Answers:
    def __init__(self, database: Database, hub: Hub, tenants: TenantDirectory) -> None:
        self._database = database
        self._hub = hub
        self._tenants = tenants

    def send(self, agent: Principal, answer: Answer, now: datetime) -> Ticket:
        """ReplyHeld where somebody else was faster, CustomerUnreachable where it would reach nobody. Twice is
        once."""
        tenant = self._tenants.get(agent.tenant_id)
        change: Change | None = None
        said: tuple[dict[str, Any], dict[str, Any]] | None = None
        with changing_tickets(self._database, self._hub, agent.tenant_id) as session:
            ticket = _get(session, answer.number)
            place = open_way(session, tenant, ticket, now)
            if answer.then in SOLVED:
                stop_waiting(session, ticket)
            conversation = lock(session, place) if place else None  # before the ticket, as turns do
            ticket = lock_answered(session, ticket)
            if is_repeat(session, f"ticket:{answer.number}", answer.client_id, now):
                return ticket
            owner = conversation["agent_name"] if conversation and conversation["agent_id"] else None
            if conversation and conversation["agent_id"] == agent.id:
                owner = None
            self._check(session, ticket, agent, answer, owner)
            check_reached(session, tenant, ticket)
            if conversation and place:
                if conversation["agent_id"] != agent.id:
                    change = take(session, agent, conversation, now)
                    conversation = lock(session, place)
                arrival = Arrival(
                    place, WEB, f"{place}:{answer.client_id}", answer.text, client_id=answer.client_id
                )
                said = write_as_agent(session, agent, conversation, arrival, now)
                # What the customer says to that is this ticket's, whichever the conversation was about.
                change_conversation(session, place, ticket_id=f"#{answer.number}")
            self._record(session, ticket, agent, answer, said, now)
        if change:
            publish_change(self._hub, agent.tenant_id, change)
        if said:
            publish_message(self._hub, *said)
        return ticket

    def _check(
        self, session: TenantSession, ticket: Ticket, agent: Principal, answer: Answer, owner: str | None
    ) -> None:
        if owner is not None and not answer.take:
            raise ReplyHeld(ticket.events, owner)
        if stands_against(read_events(session, ticket), answer, agent.id):
            raise ReplyHeld(ticket.events, owner)

    def _record(
        self,
        session: TenantSession,
        ticket: Ticket,
        agent: Principal,
        answer: Answer,
        said: tuple[dict[str, Any], dict[str, Any]] | None,
        now: datetime,
    ) -> None:
        deed = Deed(f"agent:{agent.id}", self._tenants.get(agent.tenant_id).now(now))
        where = Said(said[0]["conversation_id"], said[0]["seq"]) if said else None
        answer_all(session, ticket, deed, name=agent.name or "", text=answer.text, said=where, now=now)
        if answer.then:
            change_status(session, ticket, deed, answer.then)
        if answer.then in SOLVED:
            resolve_gathered(session, ticket, deed, why=f"#{ticket.number}")


def stands_against(events: Sequence[TicketEvent], answer: Answer, agent_id: str) -> list[TicketEvent]:
    """What colleagues did since the answer was begun, and the customer's words that they had not seen."""
    mine = f"agent:{agent_id}"
    since = [event for event in events[answer.begun :] if event.type in COLLEAGUES]
    theirs = [event for event in since if event.by.startswith("agent:") and event.by != mine]
    theirs = [event for event in theirs if event.data.get("to") != "open"]  # as a reply does by itself
    return theirs + [event for event in events[answer.seen :] if event.type == "ticket.customer_wrote"]


def _get(session: TenantSession, number: int) -> Ticket:
    """NotFound where there is no such ticket."""
    found = select(Ticket).where(Ticket.number == number)
    ticket = session.scalars(found).first() if 0 < number < 2**31 else None
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def is_repeat(session: TenantSession, scope: str, key: str, now: datetime) -> bool:
    """Whether it was done before under that key; from now on it was."""
    if find_made(session, scope, key) is not None:
        return True
    keep_made(session, scope, key, scope, now)
    return False
