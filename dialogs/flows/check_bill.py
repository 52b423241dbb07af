"""What a bill says; a month names one as well as its id."""

from dialogs.actions import bills
from dialogs.flows.lookup import lookup_flow

FLOW = lookup_flow(
    "check_bill",
    "invoice_id",
    list_all=bills.list_bills,
    id_of=lambda bill: bill.invoice_id,
    refer=bills.refer,
    show=bills.show_choices,
    tell=bills.tell_bill,
    focus="bill",
    also_asks=("period",),
    slots_of=lambda bill: {"period": bill.period},
)
