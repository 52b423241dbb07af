"""Money back for an order: which, why, restated and agreed to, then filed for the billing people."""

import re
from collections.abc import Sequence

from dialogs import lexicon
from dialogs.actions import orders, refunds
from dialogs.actions.people import offer_person
from dialogs.charts import Facts, task_chart
from dialogs.draft import Draft
from dialogs.flows.conduct import asked_slot
from dialogs.flows.flow import Flow, Told
from dialogs.flows.reasons import find_reason, find_stated_reason
from dialogs.formats import format_amount
from dialogs.references import Reference
from escalation.crm.models import Order

NAME = "request_refund"

_FIGURE = re.compile(
    r"(?:退|金额(?:应该)?(?:是|为)?|改[成为]|only|just|refund|amount(?: is| to)?)"
    r"\s*(\d[\d,]*(?:\.\d+)?)(?![\d-])",
    re.IGNORECASE,
)


def read(draft: Draft) -> Told:
    """What the message tells, given the step: an answer, a correction, or the first request."""
    frame = draft.tracker.frame
    inside = frame is not None and frame.flow == NAME
    state = frame.position.state if frame and inside else ""
    slots = dict(frame.slots) if frame and inside else {}
    meant = _meant_order(draft, state, slots)
    told = {}
    known = slots.get("order_id")
    if len(meant.ids) == 1 and meant.ids[0] != known:
        told["order_id"] = meant.ids[0]
    reason = _told_reason(draft, state, meant)
    if reason and reason != slots.get("reason"):
        told["reason"] = reason
    amount = _told_amount(draft, told.get("order_id") or known)
    if amount and amount != slots.get("amount"):
        told["amount"] = amount
    unknown = None if meant.ids else meant.unknown
    return Told(
        told,
        unknown=unknown,
        several=meant.ids if len(meant.ids) > 1 else (),
        repeats=meant.ids == (known,) and meant.how == "by its id",
        why=meant.how,
    )


def _meant_order(draft: Draft, state: str, slots: dict[str, str]) -> Reference:
    asked = state == "asking_order_id"
    offer = draft.tracker.offer
    put_aside = offer.data.get("refused") if offer and offer.kind == "order" else None
    current = slots.get("order_id") or put_aside or draft.tracker.focus.get("order")
    meant = orders.refer(draft, current=current, asked=asked)
    if len(meant.ids) > 1:
        qualify = tuple(order.order_id for order in _refundable(draft) if order.order_id in meant.ids)
        meant = Reference(qualify, f"{meant.how}, that qualifies") if len(qualify) == 1 else meant
    if (
        state == "asking_reason"
        and meant.how != "by its id"
        and not (draft.reading.wrong or draft.reading.no)
    ):
        if draft.reading.length < 6 and lexicon.says("this_one", lexicon.plain(draft.message.text)):
            return meant
        return Reference()  # "switched to another product" is a reason, not another order
    if not asked or meant.ids or meant.unknown:
        return meant
    only = _refundable(draft)
    if len(only) == 1 and (draft.reading.yes or lexicon.says("this_one", lexicon.plain(draft.message.text))):
        return Reference((only[0].order_id,), "the one suggested")
    if len(only) == 1 and _told_reason(draft, state, meant):
        return Reference((only[0].order_id,), "the one suggested, to be confirmed")
    return meant


def _told_reason(draft: Draft, state: str, meant: Reference) -> str | None:
    text = draft.message.text
    if asked_slot(state) == "reason":
        names_order_only = bool(meant.ids or meant.unknown) and (
            draft.reading.wrong or draft.reading.length < 6
        )
        return find_reason(text) if names_order_only else text.strip()
    if state == "confirming":
        return find_stated_reason(text)
    return None if draft.reading.question and state else find_reason(text)


def _told_amount(draft: Draft, order_id: str | None) -> str | None:
    """An amount that is not just how the order is called; a bare figure only after "only" or 退."""
    order = orders.find_order(draft, order_id) if order_id else None
    told = draft.entity("money")
    if told is None and order:
        figure = _FIGURE.search(draft.message.text[: lexicon.LONGEST])
        told = f"{figure.group(1).replace(',', '')} {order.amount.partition(' ')[2]}" if figure else None
    if told is None or told in {known.amount for known in orders.list_orders(draft)}:
        return None
    return told


def check(draft: Draft) -> Facts:
    frame = draft.frame
    if not orders.list_orders(draft):
        return Facts(refused="no_orders")
    order = orders.find_order(draft, frame.slots["order_id"]) if "order_id" in frame.slots else None
    if order:
        verdict = refunds.check(draft, order)
        if not verdict.allowed:
            return Facts(refused=verdict.reason)
        amount = frame.slots.get("amount")
        if amount and refunds.exceeds(amount, order):
            draft.record("slot.cleared", flow=NAME, slot="amount")
            draft.because(f"{amount} is more than was paid, {order.amount}")
            draft.lead_in("request_refund.at_most", amount=format_amount(order.amount, draft.language))
    known = {slot for slot in frame.slots if slot != "order_id" or order}
    return Facts(missing=frozenset({"order_id", "reason"} - known))


def ask(draft: Draft, slot: str) -> None:
    if slot == "reason":
        order = orders.get_order(draft, draft.frame.slots["order_id"])
        draft.say("request_refund.ask_reason", order=orders.order_line(draft, order))
        return
    choices = _refundable(draft)
    if len(choices) == 1:
        order = choices[0]
        draft.record("choices.listed", ids=[order.order_id])
        draft.say(
            "request_refund.ask_only_order", order=orders.order_line(draft, order), quick=[order.order_id]
        )
        return
    shown: Sequence[Order] = choices or orders.list_orders(draft)
    draft.say(
        "request_refund.ask_order",
        choices=orders.show_choices(draft, shown),
        quick=[order.order_id for order in shown[:5]],
    )


def restate(draft: Draft) -> None:
    slots = draft.frame.slots
    order = orders.get_order(draft, slots["order_id"])
    draft.say(
        "request_refund.confirm",
        order=orders.order_line(draft, order),
        amount=format_amount(slots.get("amount") or order.amount, draft.language),
        reason=slots["reason"],
        quick=draft.labels("confirm", "do_not_refund"),
    )


def carry_out(draft: Draft) -> None:
    slots = draft.frame.slots
    order = orders.get_order(draft, slots["order_id"])
    filed = refunds.file_request(draft, order, reason=slots["reason"], amount=slots.get("amount"))
    draft.record("focus.set", kind="order", id=order.order_id)
    draft.act(f"done:{NAME}")
    draft.because(f"refund of {filed.amount} for {filed.order_id} filed after a yes")
    draft.say(
        "request_refund.done",
        order=orders.order_line(draft, order),
        amount=format_amount(filed.amount, draft.language),
    )


def refuse(draft: Draft, why: str) -> None:
    """Says why not, and offers another order that qualifies, or a person."""
    slots = dict(draft.frame.slots)
    if why == "no_orders":
        draft.say("request_refund.no_orders", quick=draft.labels("person"))
        offer_person(draft)
        return
    order = orders.get_order(draft, slots["order_id"])
    draft.record("focus.set", kind="order", id=order.order_id)
    text = f"request_refund.{why}"
    others = [other for other in _refundable(draft) if other.order_id != order.order_id]
    draft.lead_in(text, order=orders.order_line(draft, order))
    if len(others) == 1:
        draft.record(
            "offer.made",
            kind="order",
            data={
                "order_id": others[0].order_id,
                "refused": order.order_id,
                "slots": {key: value for key, value in slots.items() if key == "reason"},
            },
        )
        draft.say(
            "request_refund.other_order",
            order=orders.order_line(draft, others[0]),
            quick=(others[0].order_id, *draft.labels("person")),
        )
        return
    offer_person(draft)
    draft.say("person.offer", quick=draft.labels("person"))


def _refundable(draft: Draft) -> list[Order]:
    return [order for order in orders.list_orders(draft) if refunds.check(draft, order).allowed]


FLOW = Flow(
    name=NAME,
    chart=task_chart(NAME, asks=("order_id", "reason"), confirms=True),
    read=read,
    check=check,
    ask=ask,
    restate=restate,
    carry_out=carry_out,
    refuse=refuse,
    asks=("order_id", "reason"),
    free_text=frozenset({"reason"}),
    signed_in=True,
    task=True,
)
