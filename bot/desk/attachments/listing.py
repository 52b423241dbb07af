"""The files of a story: of a ticket, of what was merged into it, and of all conversations that tell it."""

from sqlalchemy import or_, select

from bot.desk.places import told_in
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from escalation.duplicates.incidents import whom_to_tell
from escalation.ticketing.attachments import Attachment, Place, list_attachments
from escalation.ticketing.models import Ticket


def list_files(session: TenantSession, place: Place, *, internal: bool) -> list[Attachment]:
    """Oldest first, whoever's they are; those of internal notes only where they are asked for."""
    tenant_id = session.require_tenant()
    ticket = session.get(Ticket, (tenant_id, place.ticket_id)) if place.ticket_id else None
    tickets = whom_to_tell(session, ticket) if ticket else []
    here = select(Conversation.id).where(or_(told_in(*tickets), Conversation.id == place.conversation_id))
    return list_attachments(
        session,
        tenant_id,
        tickets=[one.id for one in tickets],
        conversations=session.scalars(here).all(),
        internal=internal,
    )
