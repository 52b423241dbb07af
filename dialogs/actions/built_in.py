"""The actions a flow's file may name; they write through the session, in the turn's transaction."""

from collections.abc import Mapping

from dialogs.actions import order_changes, refunds
from dialogs.actions.outcome import BuiltIn, Outcome, Slots
from dialogs.actions.tickets import open_ticket
from dialogs.draft import Draft
from dialogs.flow.spec import Action
from dialogs.types import TicketRef


def _report(draft: Draft, flow: str, slots: Slots) -> Outcome:
    """A ticket for a trouble, in the customer's words."""
    text = slots.get("description") or draft.message.text
    ticket = open_ticket(draft, flow, text, module=slots.get("module"), reopens=True)
    module = draft.term("module", ticket.module) if ticket.module else ""
    return Outcome(_joined(ticket), {"ticket_id": ticket.ticket_id, "module": module})


def _request(draft: Draft, flow: str, slots: Slots) -> Outcome:
    """A ticket for what people carry out, with everything that was agreed."""
    lines = [draft.term("flow", flow), *(f"{name}: {value}" for name, value in slots.items())]
    ticket = open_ticket(draft, flow, "\n".join(lines), subject=_subject(draft, flow, slots))
    return Outcome(_joined(ticket), {"ticket_id": ticket.ticket_id})


def _joined(ticket: TicketRef) -> str:
    return "joined" if ticket.joined else "done"


def _subject(draft: Draft, flow: str, slots: Slots) -> str:
    told = ", ".join(str(value) for value in slots.values())
    return f"{draft.term('flow', flow)}: {told}" if told else draft.term("flow", flow)


ACTIONS: Mapping[str, BuiltIn] = {
    "file_refund": BuiltIn(
        refunds.carry_out, values=("amount",), preview=refunds.preview, previews=("amount",)
    ),
    "cancel_order": BuiltIn(order_changes.cancel),
    "change_order": BuiltIn(
        order_changes.change,
        outcomes=("done", "passed_on"),
        values=("new_amount", "ticket_id"),
        preview=order_changes.preview,
        previews=("new_amount",),
        comes_with={"done": ("seats",), "passed_on": ("description",)},
    ),
    "open_ticket": BuiltIn(
        _report, outcomes=("done", "joined"), values=("ticket_id", "module"), demands_yes=False
    ),
    "request": BuiltIn(_request, outcomes=("done", "joined"), values=("ticket_id",)),
}


def demands_yes(action: Action) -> bool:
    """Whether it may only run after a yes: all do that change something, and nobody knows what another
    system does."""
    return action.kind != "built_in" or ACTIONS[action.name].demands_yes
