"""Tells open consoles that a ticket is not what it was. After the commit, like every frame."""

from bot.hub import Hub, Topic, frame
from escalation.ticketing.models import Ticket


def publish_ticket(hub: Hub, ticket: Ticket) -> None:
    """To the tenant's feed and to whoever has the ticket open; `events` says how far its log goes."""
    one = frame("ticket", ticket=ticket.number, events=ticket.events, status=ticket.status)
    hub.publish(Topic(ticket.tenant_id), one)
    hub.publish(Topic(ticket.tenant_id, ticket=ticket.number), one)
