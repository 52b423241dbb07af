"""Whose an e-mail address is, as the desk knows it. It is a way to write to them and no proof that they
wrote."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from escalation.crm.models import Contact, ContactAddress


def find_by_address(session: Session, tenant_id: str, address: str) -> Contact | None:
    """Whom an agent knew by it, else the only contact that has it. `address` is in lower case."""
    kept = session.get(ContactAddress, (tenant_id, address))
    if kept is not None:
        return session.get(Contact, (tenant_id, kept.contact_key))
    theirs = select(Contact).where(Contact.tenant_id == tenant_id, func.lower(Contact.email) == address)
    found = session.scalars(theirs.limit(2)).all()
    return found[0] if len(found) == 1 else None


def keep_address(session: Session, contact: Contact, address: str, *, by: str, now: datetime) -> None:
    """In place of whoever was known by it."""
    session.merge(
        ContactAddress(
            tenant_id=contact.tenant_id, address=address, contact_key=contact.key, by=by, created_at=now
        )
    )


def forget_address(session: Session, tenant_id: str, address: str) -> None:
    theirs = ContactAddress.tenant_id == tenant_id, ContactAddress.address == address
    session.execute(delete(ContactAddress).where(*theirs))


def forget_addresses_of(session: Session, tenant_id: str, contact_key: str) -> None:
    theirs = ContactAddress.tenant_id == tenant_id, ContactAddress.contact_key == contact_key
    session.execute(delete(ContactAddress).where(*theirs))
