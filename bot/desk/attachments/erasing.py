"""Takes the files of a ticket or of a customer away."""

from sqlalchemy import select

from bot.desk.attachments.store import AttachmentStore
from bot.models import Conversation
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


def erase_of_contact(database: Database, store: AttachmentStore, tenant_id: str, contact_key: str) -> int:
    """Of all the customer's tickets and conversations, whoever sent them; returns how many went."""
    tickets = select(Ticket.id).where(Ticket.contact_key == contact_key)
    conversations = select(Conversation.id).where(Conversation.contact_key == contact_key)
    with database.uow(tenant_id) as session:
        ids = erase_attachments(
            session,
            tenant_id,
            tickets=session.scalars(tickets).all(),
            conversations=session.scalars(conversations).all(),
        )
    store.remove(tenant_id, ids)
    return len(ids)
