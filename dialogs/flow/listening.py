"""What a message tells a flow, given where it stands: an answer, a correction, or the first request."""

from dataclasses import replace

from dialogs.draft import Draft
from dialogs.flow.conditions import holds
from dialogs.flow.facts import thing_facts
from dialogs.flow.slot_values import ONE_VALUE, UNFIT, Asking, read_value
from dialogs.flow.spec import FlowSpec, Kind, SlotSpec
from dialogs.flow.things import THINGS
from dialogs.flows.conduct import asked_slot
from dialogs.flows.flow import Told
from dialogs.references import Reference

ONLY_ONE = "the only one there is"
"""How a thing is meant that nobody named."""


def listen(draft: Draft, spec: FlowSpec) -> Told:
    frame = draft.tracker.frame
    inside = frame is not None and frame.flow == spec.name
    state = frame.position.state if frame and inside else ""
    filled = dict(frame.slots) if frame and inside else {}
    asked = asked_slot(state)
    instead = spec.slot(asked).unless_told if asked else ()
    asking = Asking(asked, state == "confirming", filled=filled, instead=instead)
    told: dict[str, str] = {}
    meant = Reference()
    thing = spec.thing.name if spec.thing else None
    if spec.thing:
        meant = _thing_meant(draft, spec, spec.thing, asking)
        if len(meant.ids) == 1 and meant.ids[0] != filled.get(spec.thing.name):
            things = THINGS[spec.thing.source]
            told |= things.slots_of(draft, spec.thing.name, things.find(draft, meant.ids[0]))
    unfit, said_again = [], False
    again = meant.how == "the one spoken of" and thing is not None and meant.ids == (filled.get(thing),)
    named = bool(meant.unknown or (meant.ids and not again))
    for slot in sorted(spec.slots, key=lambda slot: slot.kind is Kind.text):
        if slot.kind is Kind.thing:
            continue
        now = replace(asking, named=named or bool(told), filled={**filled, **told})
        value = read_value(draft, slot, now)
        if value is UNFIT:
            unfit.append(slot.name)
        elif value and value != filled.get(slot.name):
            told[slot.name] = value
        else:
            said_again = said_again or bool(value)
    return Told(
        told,
        unknown=None if meant.ids else meant.unknown,
        several=meant.ids if len(meant.ids) > 1 else (),
        repeats=(thing is not None and meant.how == "by its id" and meant.ids == (filled.get(thing),))
        or (said_again and not told and draft.reading.length <= ONE_VALUE),
        why=meant.how if thing in told else "",
        unfit=tuple(unfit),
    )


def qualifying(draft: Draft, spec: FlowSpec, slot: SlotSpec) -> list[str]:
    """The ids of those things that the flow may be about."""
    things = THINGS[slot.source]
    return [
        things.id_of(one)
        for one in things.list_all(draft)
        if holds(slot.where, thing_facts(draft, slot.source, one), spec.ladders, draft.today)
    ]


def _thing_meant(draft: Draft, spec: FlowSpec, slot: SlotSpec, asking: Asking) -> Reference:
    things, reading = THINGS[slot.source], draft.reading
    offer = draft.tracker.offer
    put_aside = offer.data.get("refused") if offer and offer.kind == "other" else None
    current = asking.filled.get(slot.name) or put_aside or draft.tracker.focus.get(slot.source)
    asked = asking.slot == slot.name
    meant = things.refer(draft, current=current, asked=asked)
    if meant.how.startswith("no such") and any(one.source == "seats" for one in spec.slots):
        spoken_of = (current,) if current and reading.points else ()
        meant = Reference(spoken_of, "the one spoken of" if spoken_of else "names none")
    fit = qualifying(draft, spec, slot)
    if meant.unknown and meant.how != "by its id" and not asked and slot.name in asking.filled:
        return Reference()  # a date for something else is no month without a bill
    if len(meant.ids) > 1:
        both = tuple(one for one in meant.ids if one in fit)
        meant = Reference(both, f"{meant.how}, that qualifies") if len(both) == 1 else meant
    if meant.how != "by its id" and not asked and asking.slot and _asks_text(spec, asking.slot):
        if reading.wrong or reading.no or (reading.length < ONE_VALUE and reading.points):
            return meant
        return Reference()  # "switched to another product" is a reason, not another order
    if meant.ids or meant.unknown or len(fit) != 1:
        return meant
    if slot.take_only and slot.name not in asking.filled and len(things.list_all(draft)) == 1:
        return Reference((fit[0],), ONLY_ONE)
    if asked and (reading.yes or reading.leaning == "affirm" or reading.points):
        return Reference((fit[0],), "the one suggested")
    if asked and _gives_reason(draft, spec, asking):
        return Reference((fit[0],), "the one suggested, to be confirmed")
    return meant


def _asks_text(spec: FlowSpec, slot: str) -> bool:
    return spec.slot(slot).kind is Kind.text


def _gives_reason(draft: Draft, spec: FlowSpec, asking: Asking) -> bool:
    texts = [slot for slot in spec.slots if slot.kind is Kind.text and slot.source == "reason"]
    return any(read_value(draft, slot, asking) for slot in texts)
