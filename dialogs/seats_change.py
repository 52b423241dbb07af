"""Seats from 20 to 30: which way their number goes, the figures tell better than any guess at the intent."""

from collections.abc import Sequence

from dialogs.situation import SHORT, SURE, Move, Situation, Step
from nlu.types import OUT_OF_SCOPE, Entity, RoleReason

MORE, FEWER = "upgrade_plan", "downgrade_plan"
CLOSE_BY = (MORE, FEWER, "change_account_details", "change_order", "add_member", "remove_member")
"""What the classifier makes of a change in the number of seats."""


def wish_of(entities: Sequence[Entity]) -> str | None:
    """The intent; None where no such change is told, or a plan with it, which may go the other way."""
    told = {
        one.role: int(one.value)
        for one in entities
        if one.entity == "seats" and one.role_reason is RoleReason.change and one.value.isdigit()
    }
    if any(one.entity == "plan" for one in entities) or told.keys() != {"from", "to"}:
        return None
    return MORE if told["to"] > told["from"] else FEWER if told["to"] < told["from"] else None


def changes_how_many_seats(s: Situation) -> Move | None:
    """Not of an order, whose seats are changed in it, nor where it is asked how, or told that it happened."""
    reading = s.reading
    if s.seats_wish is None or reading.inquiry or "order_status" in reading.about:
        return None
    if reading.broken or reading.of_itself:
        return None
    if reading.intent == "change_order" and reading.confidence >= SURE:
        return None
    unclear = reading.intent in (None, OUT_OF_SCOPE) and reading.length <= SHORT
    if reading.intent in CLOSE_BY or unclear:
        way = "more" if s.seats_wish == MORE else "fewer"
        return Move(Step.take_up, f"{way} seats than there are, by both numbers", s.seats_wish)
    return None
