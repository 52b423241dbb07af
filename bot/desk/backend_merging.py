"""A merge that somebody made in the outside system is made here too, where both are ours; it can be undone as
the desk's own are. A ticket that went into one of nobody's here follows that one's news."""

from datetime import datetime

from sqlalchemy import or_, select

from bot.desk.backend_links import FAILED, IN_STEP, find_link, lock_link, push_again
from bot.desk.backend_words import word
from bot.persistence.tenancy import TenantSession
from escalation.backends.models import OutsideSystem, OutsideTicket
from escalation.backends.types import OutsideMerge
from escalation.duplicates.merging import lock_tree, merge
from escalation.errors import MergeRefused
from escalation.ticketing.desk import find_root, ticket_label
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, note


def follow_merge(
    session: TenantSession,
    system: OutsideSystem,
    link: OutsideTicket,
    change: OutsideMerge,
    by: str,
    *,
    at: datetime,
    now: datetime,
) -> tuple[Ticket, int]:
    """`at` is by the tenant's clock. Returns the link's ticket, locked, and how many events it had before."""
    target = find_link(session, system, change.into)
    lock_link(session, link.ticket_id)
    _let_follow(session, system, change)
    if link.state == FAILED:  # it may have been because of the merge: closed tickets take nothing
        link.state, link.sent_at, link.problem, link.problem_at = IN_STEP, None, None, None
        push_again(session, link.ticket_id, now)
    ids = [one.ticket_id for one in (link, target) if one is not None]
    locked = lock_tree(session, link.tenant_id, ids)
    ticket, into = locked[link.ticket_id], locked[target.ticket_id] if target else None
    deed = Deed(by, max(at, *(one.updated_at for one in locked.values())))
    before = ticket.events
    if into is None or into.id == ticket.id:
        told = word("follows", ticket.language, name=change.author.name, into=change.into)
        note(session, ticket, deed, name="system", text=told)
    elif find_root(session, ticket).id != find_root(session, into).id:
        _merge(session, ticket, into, deed, change)
    return ticket, before


def _merge(session: TenantSession, ticket: Ticket, into: Ticket, deed: Deed, change: OutsideMerge) -> None:
    try:
        merge(session, ticket, into, deed)
    except MergeRefused as refused:
        told = word(
            "not_merged",
            ticket.language,
            name=change.author.name,
            into=change.into,
            ticket=ticket_label(into),
            why=refused.why.in_language(ticket.language),
        )
        note(session, ticket, deed, name="system", text=told)


def _let_follow(session: TenantSession, system: OutsideSystem, change: OutsideMerge) -> None:
    """With those that had gone into it before."""
    going = select(OutsideTicket).where(
        OutsideTicket.system == system.name,
        or_(
            OutsideTicket.outside_id == change.outside_id,
            OutsideTicket.follows == change.outside_id,
        ),
    )
    for one in session.scalars(going):
        one.follows, one.follows_since = change.into, change.at
