"""Leads: one a conversation, growing as the customer says more."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.crm.models import Lead


def add_lead(
    session: Session,
    *,
    tenant_id: str,
    lead_id: str,
    conversation_id: str,
    contact_key: str | None,
    intent: str,
    plan: str | None,
    seats: int | None,
    company: str | None,
    contact: str | None,
    note: str,
    now: datetime,
) -> Lead:
    """Makes the conversation's lead, or adds what is new to the one it has."""
    lead = session.scalars(
        select(Lead).where(Lead.tenant_id == tenant_id, Lead.conversation_id == conversation_id)
    ).first()
    if lead is None:
        lead = Lead(
            tenant_id=tenant_id,
            id=lead_id,
            conversation_id=conversation_id,
            contact_key=contact_key,
            intent=intent,
            plan=plan,
            seats=seats,
            company=company,
            contact=contact,
            note=note,
            created_at=now,
        )
        session.add(lead)
        return lead
    lead.plan = plan or lead.plan
    lead.seats = seats or lead.seats
    lead.company = company or lead.company
    lead.contact = contact or lead.contact
    lead.note = f"{lead.note}\n{note}"[:2000]
    return lead
