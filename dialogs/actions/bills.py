"""The signed-in customer's bills."""

from collections.abc import Sequence
from typing import Any

from dialogs.draft import Draft
from dialogs.formats import format_amount, format_date, format_period
from dialogs.references import BILL, Candidate, Reference, named_periods, resolve
from escalation.crm import accounts
from escalation.crm.models import Bill


def list_bills(draft: Draft) -> list[Bill]:
    """Newest period first; none for a visitor."""
    world, key = draft.world, draft.world.contact_key
    if key is None:
        return []
    return draft.once("bills", lambda: accounts.list_bills(world.session, world.tenant_id, key))


def refer(draft: Draft, *, current: str | None, asked: bool) -> Reference:
    """Which bill the message means; a month without a bill is as unknown as a wrong number."""
    candidates = [
        Candidate(bill.invoice_id, amount=bill.amount, settled=bill.status == "paid", period=bill.period)
        for bill in list_bills(draft)
    ]
    meant = resolve(
        draft.message.text,
        draft.message.entities,
        candidates,
        BILL,
        listed=draft.tracker.listed,
        current=current,
        asked=asked,
        today=draft.today,
    )
    months = named_periods(draft.message.text, draft.message.entities, draft.today)
    if meant.ids or meant.unknown or not months or months[0] in {bill.period for bill in list_bills(draft)}:
        return meant
    return Reference((), meant.how, unknown=format_period(months[0], draft.language))


def show_choices(draft: Draft, bills: Sequence[Bill]) -> str:
    draft.record("choices.listed", ids=[bill.invoice_id for bill in bills])
    return "\n".join(f"{place}. {bill_line(draft, bill)}" for place, bill in enumerate(bills, start=1))


def tell_bill(draft: Draft, bill: Bill) -> None:
    draft.record("focus.set", kind="bill", id=bill.invoice_id)
    values: dict[str, Any] = {
        "bill": bill_line(draft, bill),
        "status": draft.term("bill_status", bill.status),
    }
    if bill.due_on and bill.status != "paid":
        due = format_date(bill.due_on, draft.language, today=draft.today)
        draft.say("bill.status_due", due=due, **values)
    else:
        draft.say("bill.status", **values)


def bill_line(draft: Draft, bill: Bill) -> str:
    return draft.word(
        "bill.line",
        invoice_id=bill.invoice_id,
        period=format_period(bill.period, draft.language),
        amount=format_amount(bill.amount, draft.language),
    )
