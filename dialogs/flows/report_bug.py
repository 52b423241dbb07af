"""One thing behaves wrongly: a ticket, after at most one question where nothing concrete was said."""

import re

from dialogs import lexicon
from dialogs.actions.tickets import open_ticket
from dialogs.charts import Facts, task_chart
from dialogs.draft import Draft
from dialogs.flows.flow import Flow, Told

NAME = "report_bug"
TROUBLES = frozenset(
    {"report_bug", "outage", "slow_performance", "mobile_app_issue", "notification_issue", "login_problem"}
    | {"two_factor_issue", "permission_denied", "payment_failed"}
)
_SLOT_OF = {"product_module": "module", "platform": "platform"}


def read(draft: Draft) -> Told:
    told = {slot: value for kind, slot in _SLOT_OF.items() if (value := draft.entity(kind))}
    asked = draft.tracker.frame is not None and draft.frame.flow == NAME and "asked" in draft.frame.notes
    text = draft.message.text.strip()
    if asked or not draft.reading.bare_trouble:
        told["description"] = text
        if steps := _steps(text):
            told["steps"] = steps
    return Told(told)


def _steps(text: str) -> str | None:
    """From where the message tells how to make it happen."""
    match = re.search(r"(?:复现)?步骤|复现|steps?\b|reproduce", text, re.IGNORECASE)
    if match:
        return text[match.start() :].strip()
    return text if lexicon.says("steps", lexicon.plain(text)) else None


def check(draft: Draft) -> Facts:
    return Facts(frozenset() if "description" in draft.frame.slots else frozenset({"description"}))


def ask(draft: Draft, slot: str) -> None:
    draft.record("flow.noted", flow=NAME, note="asked", value=True)
    draft.say("report_bug.ask")


def carry_out(draft: Draft) -> None:
    slots = draft.frame.slots
    ticket = open_ticket(draft, NAME, slots["description"], module=slots.get("module"))
    where = draft.term("module", ticket.module) if ticket.module else ""
    if ticket.joined:
        draft.say("report_bug.joined", ticket_id=ticket.ticket_id)
    elif where:
        draft.say("report_bug.opened_module", ticket_id=ticket.ticket_id, module=where)
    else:
        draft.say("report_bug.opened", ticket_id=ticket.ticket_id)


FLOW = Flow(
    name=NAME,
    chart=task_chart(NAME, asks=("description",), confirms=False),
    read=read,
    check=check,
    ask=ask,
    carry_out=carry_out,
    asks=("description",),
    free_text=frozenset({"description"}),
    absorbs=TROUBLES,
)
