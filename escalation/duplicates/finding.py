"""A ticket's duplicates among the open ones: suggested to agents; merged unasked for one customer alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.duplicates.likeness import Likeness, Weights, compare, nearness
from escalation.duplicates.merging import lock_tree, merge
from escalation.duplicates.models import TicketVector
from escalation.duplicates.told import Told
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed

WITHIN = timedelta(days=30)
MOST = 2000
"""Open tickets that are looked at, the newest."""

NEAREST = 200
"""Of those, as many by their vectors are compared closely, beside the customer's own."""


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
    session: Session, ticket: Ticket, *, weights: Weights, now: datetime
) -> Sequence[Duplicate]:
    """The surest first; none for a ticket whose telling is not kept yet."""
    row = session.get(TicketVector, (ticket.tenant_id, ticket.id))
    if row is None:
        return []
    told = _told(row)
    found = []
    for other, their in _candidates(session, ticket, row, weights, now):
        likeness = compare(told, their, weights)
        if likeness.duplicate:
            same = ticket.contact_key is not None and ticket.contact_key == other.contact_key
            found.append(Duplicate(other, likeness, same))
    return sorted(found, key=lambda one: (-one.likeness.score, -one.ticket.number))


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
    session: Session, ticket: Ticket, row: TicketVector, weights: Weights, now: datetime
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
    told = [(other, _told(its, only=row.embedder)) for other, its in rows]
    if len(told) <= NEAREST:
        return told
    mine = _told(row)
    near = np.array([nearness(mine, their, weights.means) for _, their in told])
    chosen = set(np.argsort(-near)[:NEAREST].tolist())
    return [
        one
        for place, one in enumerate(told)
        if place in chosen or (ticket.contact_key and one[0].contact_key == ticket.contact_key)
    ]


def _told(row: TicketVector, *, only: str | None = None) -> Told:
    """Without its vector where another embedder than `only` made it."""
    vector = None
    if row.vector is not None and only in (None, row.embedder):
        vector = np.frombuffer(row.vector, dtype="<f4")
    return Told(row.text, row.language, frozenset((kind, value) for kind, value in row.entities), vector)
