"""Takes the files of a ticket away."""

from sqlalchemy import select

from bot.desk.attachments.store import AttachmentStore
from bot.persistence.database import Database
from escalation.ticketing.attachments import erase_attachments
from escalation.ticketing.models import Ticket


def erase_of_ticket(database: Database, store: AttachmentStore, tenant_id: str, ticket_id: str) -> int:
    """Its own files and those of its conversation; returns how many went. Its log still names them."""
    mine = Ticket.id == ticket_id
    with database.uow(tenant_id) as session:
        conversation = session.scalar(select(Ticket.conversation_id).where(mine))
        ids = erase_attachments(
            session,
            tenant_id,
            tickets=[ticket_id],
            conversations=[conversation] if conversation else [],
        )
    store.remove(tenant_id, ids)
    return len(ids)
