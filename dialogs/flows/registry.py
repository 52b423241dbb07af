"""All that the bot can carry through, by intent. An intent that is in no list is answered from knowledge."""

from collections.abc import Callable, Mapping

from dialogs.actions.people import INTENT
from dialogs.charts import Chart
from dialogs.draft import Draft
from dialogs.flows import (
    check_bill,
    knowledge_answer,
    order_status,
    report_bug,
    request_refund,
    sales,
    ticket_status,
)
from dialogs.flows.flow import Flow
from dialogs.flows.small_talk import INTENTS
from dialogs.flows.troubles import take_trouble

FLOWS: Mapping[str, Flow] = {
    "order_status": order_status.FLOW,
    "check_bill": check_bill.FLOW,
    "ticket_status": ticket_status.FLOW,
    "request_refund": request_refund.FLOW,
    "report_bug": report_bug.FLOW,
}

ONE_STEP: Mapping[str, Callable[[Draft], None]] = {
    "outage": lambda draft: take_trouble(draft, "outage"),
    "complaint": lambda draft: take_trouble(draft, "complaint"),
    "privacy_request": lambda draft: take_trouble(draft, "privacy_request"),
    "contact_sales": sales.contact_sales,
    "pricing_question": sales.price,
}

CARRIED_OUT = frozenset({*FLOWS, *ONE_STEP, *INTENTS, INTENT, "out_of_scope"})
"""Intents that something is done about; all others are answered from the knowledge base."""


def find_chart(flow: str) -> Chart | None:
    """The chart a stored frame stands in; None for a flow that is no more."""
    if flow == knowledge_answer.NAME:
        return knowledge_answer.CHART
    return FLOWS[flow].chart if flow in FLOWS else None
