"""Whom to ask now. Nobody is asked about the same ticket twice, nor often about anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from escalation.crm.models import Contact
from escalation.surveys.models import Survey
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.models import Ticket

SETTLED = timedelta(minutes=10)
"""After this a solved ticket was not solved by mistake."""
FORGOTTEN = timedelta(days=3)
"""After this nobody remembers what the ticket was about."""
PAUSE = timedelta(days=7)
"""Between two questions to one person."""
QUARTER = timedelta(days=91)
BATCH = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """When a person was last asked anything, and for their NPS."""

    anything: datetime | None
    nps: datetime | None


def may_ask_csat(asked: Asked, now: datetime) -> tuple[bool, str]:
    """The ticket itself was looked at before."""
    if asked.anything is not None and now - asked.anything < PAUSE:
        return False, f"asked something on {asked.anything:%Y-%m-%d} already"
    return True, "a ticket was solved"


def may_ask_nps(asked: Asked, now: datetime) -> tuple[bool, str]:
    if asked.nps is not None and now - asked.nps < QUARTER:
        return False, f"asked for the NPS on {asked.nps:%Y-%m-%d}, not a quarter ago"
    if asked.anything is not None and now - asked.anything < PAUSE:
        return False, f"asked something on {asked.anything:%Y-%m-%d} already"
    return True, "not asked within a quarter"


def solved_unasked(
    session: Session, tenant_id: str, now: datetime, ticket_id: str | None = None
) -> list[Ticket]:
    """Tickets that stayed solved and nobody was asked about, of customers who may be asked now, the oldest
    first; of merged ones the root. Of `ticket_id` alone where it is given."""
    asked = exists().where(
        Survey.tenant_id == tenant_id, Survey.ticket_id == Ticket.id, Survey.kind == "csat"
    )
    solved = select(Ticket).where(
        Ticket.tenant_id == tenant_id,
        Ticket.status.in_(SOLVED),
        Ticket.resolved_at.between(now - FORGOTTEN, now - SETTLED),
        Ticket.first_responded_at.is_not(None),  # nobody answered: there is nothing to be satisfied with
        Ticket.merged_into.is_(None),
        Ticket.conversation_id.is_not(None),
        ~asked,
        ~was_asked(tenant_id, Ticket.contact_key, now - PAUSE),
    )
    if ticket_id is not None:
        solved = solved.where(Ticket.id == ticket_id)
    return list(session.scalars(solved.order_by(Ticket.resolved_at).limit(BATCH)))


def was_asked(
    tenant_id: str, person: InstrumentedAttribute[str | None], since: datetime, kind: str | None = None
) -> ColumnElement[bool]:
    """Since then, anything or that kind: a condition on `person`, a column of the query. They are left out
    there, for a batch of those who may not be asked would stand before the others for days."""
    mine = Survey.tenant_id == tenant_id, Survey.contact_key == person, Survey.asked_at > since
    return exists().where(*mine, *([Survey.kind == kind] if kind else ()))


def may_ask_now(session: Session, survey: Survey, now: datetime) -> bool:
    """Whether it is still so, now that the person is kept from others (`lock_person`)."""
    asked = last_asked(session, survey.tenant_id, survey.contact_key)
    if survey.kind == "nps":
        return may_ask_nps(asked, now)[0]
    unasked = solved_unasked(session, survey.tenant_id, now, survey.ticket_id)
    return bool(unasked) and may_ask_csat(asked, now)[0]


def lock_person(session: Session, tenant_id: str, contact_key: str | None) -> None:
    """Whoever asks them something waits for whoever is asking."""
    mine = select(Contact.key).where(Contact.tenant_id == tenant_id, Contact.key == contact_key)
    session.execute(mine.with_for_update())


def last_asked(session: Session, tenant_id: str, contact_key: str | None) -> Asked:
    """A visitor without a name was never asked."""
    if contact_key is None:
        return Asked(None, None)
    mine = select(func.max(Survey.asked_at)).where(
        Survey.tenant_id == tenant_id, Survey.contact_key == contact_key
    )
    return Asked(session.scalar(mine), session.scalar(mine.where(Survey.kind == "nps")))
