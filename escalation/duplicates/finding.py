"""A ticket's duplicates among the open ones: suggested to agents; merged unasked for one customer alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.duplicates.likeness import Likeness, Weights, compare, nearness
from escalation.duplicates.merging import lock_tree, merge
from escalation.duplicates.models import TicketVector
from escalation.duplicates.reading import Read, load_reading_weights, read_besides
from escalation.duplicates.told import Told
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed

WITHIN = timedelta(days=30)
MOST = 2000
"""Open tickets that are looked at, the newest."""

NEAREST = 200
"""Of those, as many by their vectors are compared closely, beside the customer's own."""

READ = 12
"""Of these, as many are read side by side, 10 to 20 ms each: the customer's own first, then the nearest."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    ticket: Ticket
    likeness: Likeness
    same_customer: bool


def keep_told(session: Session, ticket: Ticket, told: Told, *, embedder: str | None, now: datetime) -> None:
    """Once a ticket. `embedder` names what made the vector."""
    vector = None if told.vector is None or embedder is None else told.vector.astype("<f4").tobytes()
    session.add(
        TicketVector(
            tenant_id=ticket.tenant_id,
            ticket_id=ticket.id,
            text=told.text,
            language=told.language,
            entities=[list(pair) for pair in sorted(told.entities)],
            embedder=embedder if vector else None,
            vector=vector,
            created_at=now,
        )
    )


def find_duplicates(
    session: Session, ticket: Ticket, *, weights: Weights, now: datetime, read: Read | None = None
) -> Sequence[Duplicate]:
    """The surest first; none for a ticket whose telling is not kept yet. Without `read` by concepts alone."""
    row = session.get(TicketVector, (ticket.tenant_id, ticket.id))
    if row is None:
        return []
    return find_duplicates_of(session, ticket, _told(row), row.embedder, weights=weights, now=now, read=read)


def find_duplicates_of(
    session: Session,
    ticket: Ticket,
    told: Told,
    embedder: str | None,
    *,
    weights: Weights,
    now: datetime,
    read: Read | None = None,
) -> Sequence[Duplicate]:
    """As `find_duplicates`, of a ticket whose telling need not be kept."""
    compared = [
        (their, Duplicate(other, compare(told, their, weights), _same_customer(ticket, other)))
        for other, their in _candidates(session, ticket, told, embedder, weights, now)
    ]
    if read is not None:
        compared = _read(told, compared, weights, read)
    found = [one for _, one in compared if one.likeness.duplicate]
    return sorted(found, key=lambda one: (-one.likeness.score, -one.ticket.number))


def _same_customer(ticket: Ticket, other: Ticket) -> bool:
    return ticket.contact_key is not None and ticket.contact_key == other.contact_key


def _read(
    told: Told, compared: Sequence[tuple[Told, Duplicate]], weights: Weights, read: Read
) -> list[tuple[Told, Duplicate]]:
    """Those likeliest to be duplicates, as they are when read; what is not read is none."""

    def first(one: tuple[Told, Duplicate]) -> tuple[bool, float]:
        return not one[1].same_customer, -nearness(told, one[0], weights.means)

    by = load_reading_weights()
    return [
        (their, replace(one, likeness=read_besides(told, their, one.likeness, read, by)))
        for their, one in sorted(compared, key=first)[:READ]
    ]


def merge_certain(session: Session, ticket: Ticket, found: Sequence[Duplicate], deed: Deed) -> Ticket | None:
    """Merges an untouched ticket into its customer's own earlier one that is surely of the same trouble, and
    returns that one. Across customers nothing is merged unasked."""
    sure = [one.ticket for one in found if one.same_customer and one.likeness.certain]
    earlier = min(
        (one for one in sure if one.number < ticket.number), key=lambda one: one.number, default=None
    )
    if earlier is None:
        return None
    locked = lock_tree(session, ticket.tenant_id, (ticket.id, earlier.id))
    source, into = locked[ticket.id], locked[earlier.id]
    untouched = source.status == "new" and source.merged_into is None and not source.incident
    if not untouched or into.merged_into is not None or into.status not in OPEN:
        return None
    merge(session, source, into, deed)
    return into


def _candidates(
    session: Session, ticket: Ticket, told: Told, embedder: str | None, weights: Weights, now: datetime
) -> list[tuple[Ticket, Told]]:
    rows = session.execute(
        select(Ticket, TicketVector)
        .join(
            TicketVector,
            (TicketVector.tenant_id == Ticket.tenant_id) & (TicketVector.ticket_id == Ticket.id),
        )
        .where(
            Ticket.tenant_id == ticket.tenant_id,
            Ticket.id != ticket.id,
            Ticket.status.in_(OPEN),
            Ticket.merged_into.is_(None),
            Ticket.created_at >= now - WITHIN,
        )
        .order_by(Ticket.number.desc())
        .limit(MOST)
    ).all()
    others = [(other, _told(its, only=embedder)) for other, its in rows]
    if len(others) <= NEAREST:
        return others
    near = np.array([nearness(told, their, weights.means) for _, their in others])
    chosen = set(np.argsort(-near)[:NEAREST].tolist())
    return [
        one
        for place, one in enumerate(others)
        if place in chosen or (ticket.contact_key and one[0].contact_key == ticket.contact_key)
    ]


def _told(row: TicketVector, *, only: str | None = None) -> Told:
    """Without its vector where another embedder than `only` made it."""
    vector = None
    if row.vector is not None and only in (None, row.embedder):
        vector = np.frombuffer(row.vector, dtype="<f4")
    return Told(row.text, row.language, frozenset((kind, value) for kind, value in row.entities), vector)
