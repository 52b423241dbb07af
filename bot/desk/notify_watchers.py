"""Who watches a ticket hears at the console of what the customer writes and of what becomes of it."""

from bot.desk.notify_effects import Sender
from escalation.routing.words import Words
from escalation.ticketing.events import TicketEvent
from escalation.workflow.looking import is_opening_message
from escalation.workflow.template import Template

WROTE = Template(
    Words("客户来信", "The customer writes"),
    Words("{{ticket}} 客户来信：{{subject}}", "{{ticket}}, the customer writes: {{subject}}"),
    Words("{{message}}", "{{message}}"),
)
MOVED = Template(
    Words("状态变化", "The status changes"),
    Words("{{ticket}} 现在是“{{status}}”", '{{ticket}} is now "{{status}}"'),
    Words("{{subject}}", "{{subject}}"),
)


def find_news(event: TicketEvent) -> Template | None:
    """None where it is none to a watcher; that a customer's message opens the ticket goes without saying."""
    if event.type == "ticket.customer_wrote" and not is_opening_message(event):
        return WROTE
    return MOVED if event.type == "ticket.status_changed" and event.by != "customer" else None


def tell_watchers(sender: Sender, event: TicketEvent) -> None:
    """But for whoever did it."""
    if news := find_news(event):
        sender.to_watchers(news, but=event.by.removeprefix("agent:"))
