"""Where a ticket stands."""

from dialogs.actions import tickets
from dialogs.flows.lookup import lookup_flow
from escalation.ticketing.desk import ticket_label

FLOW = lookup_flow(
    "ticket_status",
    "ticket_id",
    list_all=tickets.list_tickets,
    id_of=ticket_label,
    refer=tickets.refer,
    show=tickets.show_choices,
    tell=tickets.tell_ticket,
    focus="ticket",
)
