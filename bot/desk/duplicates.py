"""Looks for the duplicates of tickets that were just opened, and of those whose customer has become another:
keeps what each was told as and, where the tenant wants it, merges what one customer surely told twice. The
rest is for agents.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import exists, select

from bot.desk.telling import tell
from bot.desk.ticket_frames import changing_tickets
from bot.hub import Hub
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.duplicates.finding import (
    Duplicate,
    find_duplicates,
    find_duplicates_of,
    keep_told,
    merge_certain,
)
from escalation.duplicates.likeness import load_weights
from escalation.duplicates.models import TicketVector
from escalation.duplicates.reading import Read
from escalation.duplicates.told import Told
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed
from nlu.types import ParseResult

LATELY = timedelta(days=2)
AT_ONCE = 50
FIRST = 3
"""Entries of the customer that tell the trouble."""


class Parser(Protocol):
    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult: ...


class DuplicateFinder:
    """`embedder` names what makes the parser's vectors; `pairs` gives what reads two tickets side by side."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        parser: Parser,
        embedder: Callable[[], str],
        pairs: Callable[[], Read | None] = lambda: None,
    ) -> None:
        self._database = database
        self._hub = hub
        self._parser = parser
        self._embedder = embedder
        self._pairs = pairs

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Those tickets of one tenant that nobody looked at yet; returns how many. A `TenantJob`."""
        fresh = self._list_fresh(tenant, now)
        again = self._list_again(tenant)
        return sum(self._look_at(tenant, one, now) for one in fresh) + sum(
            self._look_again(tenant, one, now) for one in again
        )

    def _list_fresh(self, tenant: TenantInfo, now: datetime) -> Sequence[str]:
        told = exists().where(TicketVector.tenant_id == Ticket.tenant_id, TicketVector.ticket_id == Ticket.id)
        fresh = select(Ticket.id).where(
            Ticket.status.in_(OPEN), Ticket.created_at >= tenant.now(now) - LATELY, ~told
        )
        with self._database.reading(tenant.id) as session:
            return list(session.scalars(fresh.order_by(Ticket.number).limit(AT_ONCE)))

    def _list_again(self, tenant: TenantInfo) -> Sequence[str]:
        with self._database.reading(tenant.id) as session:
            due = select(TicketVector.ticket_id).where(TicketVector.look_again)
            return list(session.scalars(due.order_by(TicketVector.ticket_id).limit(AT_ONCE)))

    def _look_again(self, tenant: TenantInfo, ticket_id: str, now: datetime) -> bool:
        """What it was told as is known; it has another customer."""
        at = tenant.now(now)
        if tenant.merge_unasked and self._pairs() is not None:
            with self._database.reading(tenant.id) as session:
                self._find_again(session, session.get_one(Ticket, (tenant.id, ticket_id)), at)
        with changing_tickets(self._database, self._hub, tenant.id) as session:
            ticket = next(iter(lock_tickets(session, tenant.id, [ticket_id])), None)
            kept = session.get(TicketVector, (tenant.id, ticket_id))
            if ticket is None or kept is None or not kept.look_again:
                return False
            kept.look_again = False
            if tenant.merge_unasked and ticket.status in OPEN:
                merge_certain(session, ticket, self._find_again(session, ticket, at), Deed("system", at))
        return True

    def _find_again(self, session: TenantSession, ticket: Ticket, at: datetime) -> Sequence[Duplicate]:
        return find_duplicates(session, ticket, weights=load_weights(), now=at, read=self._pairs())

    def _look_at(self, tenant: TenantInfo, ticket_id: str, now: datetime) -> bool:
        """Understood outside the transaction that writes, as a turn's message is."""
        with self._database.reading(tenant.id) as session:
            text = _told_text(session, session.get_one(Ticket, (tenant.id, ticket_id)))
        told = self._read(tenant, text, now)
        at = tenant.now(now)
        if tenant.merge_unasked and self._pairs() is not None:
            # Reading pairs takes longer than others should wait to write; it is remembered.
            with self._database.reading(tenant.id) as session:
                self._find(session, session.get_one(Ticket, (tenant.id, ticket_id)), told, at)
        with changing_tickets(self._database, self._hub, tenant.id) as session:
            ticket = next(iter(lock_tickets(session, tenant.id, [ticket_id])), None)
            if ticket is None or session.get(TicketVector, (tenant.id, ticket_id)) is not None:
                return False
            keep_told(session, ticket, told, embedder=self._embedder(), now=at)
            session.flush()
            if tenant.merge_unasked:
                merge_certain(session, ticket, self._find(session, ticket, told, at), Deed("system", at))
        return True

    def _find(self, session: TenantSession, ticket: Ticket, told: Told, at: datetime) -> Sequence[Duplicate]:
        return find_duplicates_of(
            session, ticket, told, self._embedder(), weights=load_weights(), now=at, read=self._pairs()
        )

    def _read(self, tenant: TenantInfo, text: str, now: datetime) -> Told:
        parsed = self._parser.parse(text, tenant_id=tenant.id, now=tenant.now(now), timezone=tenant.timezone)
        return tell(parsed)


def _told_text(session: TenantSession, ticket: Ticket) -> str:
    """As the customer told it; what was opened by hand, as whoever opened it did."""
    thread = list_thread(session, ticket)
    if said := [entry.text for entry in thread if entry.author == "customer"]:
        return "\n".join(said[:FIRST])
    return "\n".join([ticket.subject, *(entry.text for entry in thread[:1])])
