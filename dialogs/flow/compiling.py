"""Makes a Flow of its spec: the statechart, and the functions that ask, restate and carry out."""

import re
from collections.abc import Mapping
from typing import Any

from dialogs import lexicon
from dialogs.actions import built_in
from dialogs.actions.leads import note_lead
from dialogs.actions.outcome import Outcome
from dialogs.actions.people import offer_person
from dialogs.charts import Facts, task_chart
from dialogs.draft import Draft
from dialogs.flow.conditions import breaks, holds, is_needed
from dialogs.flow.facts import gather, words
from dialogs.flow.listening import listen, qualifying
from dialogs.flow.lookup import lookup_flow
from dialogs.flow.names import check_names
from dialogs.flow.spec import FlowSpec, Kind, Refusal, SlotSpec, Words
from dialogs.flow.things import THINGS
from dialogs.flows.flow import Flow
from dialogs.types import ActionCall

FREE_READERS = ("trouble",)


def compile_flow(spec: FlowSpec) -> Flow:
    """Raises FileBroken where the spec speaks of what there is not."""
    check_names(spec)
    if spec.looks_up:
        return lookup_flow(spec)
    return Flow(
        name=spec.name,
        chart=task_chart(spec.name, asks=spec.asks, confirms=spec.confirm is not None),
        read=lambda draft: listen(draft, spec),
        check=lambda draft: check(draft, spec),
        ask=lambda draft, slot: ask(draft, spec, spec.slot(slot)),
        restate=lambda draft: restate(draft, spec),
        carry_out=lambda draft: carry_out(draft, spec),
        refuse=lambda draft, why: refuse(draft, spec, why),
        asks=spec.asks,
        free_text=frozenset(slot.name for slot in spec.slots if is_free_text(slot)),
        absorbs=spec.absorbs,
        agrees=lambda draft: _is_button(spec, "yes", draft) or _says(spec.agrees, draft.message.text),
        declines=lambda draft: _is_button(spec, "no", draft),
        signed_in=spec.signed_in,
        task=spec.confirm is not None,
    )


def _is_button(spec: FlowSpec, which: str, draft: Draft) -> bool:
    texts = spec.buttons.get(which, {}).values()
    return lexicon.plain(draft.message.text) in {lexicon.plain(text) for text in texts}


def _says(words: Words | None, text: str) -> bool:
    if words is None:
        return False
    said = lexicon.plain(text)
    return any(re.search(pattern, said) for pattern in (words.zh, words.en))


def is_free_text(slot: SlotSpec) -> bool:
    """Whether any text answers the question for it."""
    return slot.kind is Kind.text or (slot.kind is Kind.reader and slot.source in FREE_READERS)


def check(draft: Draft, spec: FlowSpec) -> Facts:
    """Drops values that cannot be, fills in what is known of the customer, and says what is missing."""
    limits = spec.ladders
    for slot in spec.slots:
        _put_in_order(draft, spec, slot)
    known = gather(draft, spec, draft.frame.slots)
    for refusal in spec.refusals:
        if holds(refusal.when, known, limits, draft.today):
            return Facts(refused=refusal.name)
    asked = [slot for slot in spec.slots if not slot.optional and is_needed(slot, known, limits, draft.today)]
    return Facts(missing=frozenset(slot.name for slot in asked) - set(draft.frame.slots))


def _put_in_order(draft: Draft, spec: FlowSpec, slot: SlotSpec) -> None:
    value = draft.frame.slots.get(slot.name)
    if value is None and not slot.default:
        return
    known = gather(draft, spec, draft.frame.slots)
    if value is None:
        if is_needed(slot, known, spec.ladders, draft.today) and known.get(slot.default or ""):
            filled = str(known[slot.default or ""])
            draft.record("slot.filled", flow=spec.name, slot=slot.name, value=filled)
            draft.because(f"{slot.name} = {filled} ({slot.default} is known)")
    elif slot.kind is Kind.thing and THINGS[slot.source].find(draft, value) is None:
        draft.record("slot.cleared", flow=spec.name, slot=slot.name)
        draft.because(f"{value} is not there any more")
    elif breaks(slot.must, known, spec.ladders, draft.today):
        draft.record("slot.cleared", flow=spec.name, slot=slot.name)
        draft.because(f"{slot.name} {value} does not fulfil {_demand(slot)}")
        say_again(draft, spec, slot, {**known, slot.name: value})


def _demand(slot: SlotSpec) -> str:
    return ", ".join(f"{check.name} {check.op} {check.value}" for check in slot.must)


def say_again(draft: Draft, spec: FlowSpec, slot: SlotSpec, known: Mapping[str, Any]) -> None:
    """Says why a value was not taken, before whatever is asked next."""
    if slot.again:
        draft.lead_in(f"{spec.name}.again_{slot.name}", **words(draft, spec, known))


def ask(draft: Draft, spec: FlowSpec, slot: SlotSpec) -> None:
    values = words(draft, spec, gather(draft, spec, draft.frame.slots))
    if slot.kind is not Kind.thing:
        draft.say(f"{spec.name}.ask_{slot.name}", quick=_choices(draft, spec, slot), **values)
        return
    things = THINGS[slot.source]
    fit = [things.find(draft, one) for one in qualifying(draft, spec, slot)]
    if len(fit) == 1 and slot.one:
        named = things.id_of(fit[0])
        draft.record("choices.listed", ids=[named])
        line: dict[str, Any] = {slot.name: things.line(draft, fit[0])}
        draft.say(f"{spec.name}.one_{slot.name}", quick=[named], **{**values, **line})
        return
    shown = fit or list(things.list_all(draft))
    listed = things.show(draft, shown)
    ids = [things.id_of(one) for one in shown[:5]]
    draft.say(f"{spec.name}.ask_{slot.name}", quick=ids, **{**values, "choices": listed})


def _choices(draft: Draft, spec: FlowSpec, slot: SlotSpec) -> list[str]:
    """Those the flow would go on with, as quick replies."""
    known = gather(draft, spec, draft.frame.slots)
    limits = spec.ladders
    allowed = [
        one for one in slot.choices if not breaks(slot.must, {**known, slot.name: one}, limits, draft.today)
    ]
    would_refuse = [
        one
        for one in allowed
        for refusal in spec.refusals
        if refusal.then != "sales"
        and any(check.name == slot.name for check in refusal.when)
        and holds(refusal.when, {**known, slot.name: one}, limits, draft.today)
    ]
    return [draft.term("value", one) for one in allowed if one not in would_refuse]


def restate(draft: Draft, spec: FlowSpec) -> None:
    known = gather(draft, spec, draft.frame.slots)
    quick = [texts[draft.language] for texts in spec.buttons.values()] or draft.labels("confirm", "leave")
    draft.say(f"{spec.name}.confirm", quick=quick, **{**words(draft, spec, known), **_preview(draft, spec)})


def carry_out(draft: Draft, spec: FlowSpec) -> None:
    """A built-in action writes in the turn's transaction; another one is called once it is committed."""
    assert spec.action is not None  # noqa: S101 - a flow without one is a look-up
    slots = dict(draft.frame.slots)
    before = {**words(draft, spec, gather(draft, spec, slots)), **_preview(draft, spec)}
    outcome = Outcome()
    if spec.action.kind == "built_in":
        outcome = built_in.ACTIONS[spec.action.name].run(draft, spec.name, slots)
    else:
        draft.action = ActionCall(spec.action.kind, spec.action.name, spec.name, slots)
        draft.because(f"{spec.action.kind} action {spec.action.name} is called after this turn")
    _speak_of_thing(draft, spec, slots)
    if spec.confirm is not None:
        draft.act(f"done:{spec.name}")
    if spec.offers_person:
        offer_person(draft)
    quick = () if spec.confirm is not None else draft.labels("person")
    draft.say(f"{spec.name}.{outcome.name}", quick=quick, **{**before, **outcome.values})


def _speak_of_thing(draft: Draft, spec: FlowSpec, slots: Mapping[str, Any]) -> None:
    """What "it" means from here on."""
    if spec.thing and spec.thing.name in slots:
        draft.record("focus.set", kind=spec.thing.source, id=slots[spec.thing.name])


def _preview(draft: Draft, spec: FlowSpec) -> Mapping[str, Any]:
    if spec.action is None or spec.action.kind != "built_in":
        return {}
    return built_in.ACTIONS[spec.action.name].preview(draft, draft.frame.slots)


def refuse(draft: Draft, spec: FlowSpec, why: str) -> None:
    """Says why not, and what could be done instead."""
    refusal = next(one for one in spec.refusals if one.name == why)
    slots = dict(draft.frame.slots)
    values = words(draft, spec, gather(draft, spec, slots))
    key = f"{spec.name}.{why}"
    _speak_of_thing(draft, spec, slots)
    if refusal.then == "sales":
        note_lead(draft, spec.name)
        draft.say(key, **values)
        return
    if refusal.then == "other" and _offer_other(draft, spec, slots, key, values):
        return
    if refusal.then in draft.flows:
        draft.record(
            "offer.made", kind="flow", data={"flow": refusal.then, "slots": _common(draft, refusal, slots)}
        )
        draft.say(key, quick=(draft.term("flow", refusal.then), *draft.labels("person")), **values)
        return
    if refusal.then == "nothing":
        draft.say(key, quick=draft.labels("person"), **values)
        return
    offer_person(draft)
    draft.lead_in(key, **values)
    draft.say("person.offer", quick=draft.labels("person"))


def _common(draft: Draft, refusal: Refusal, slots: Mapping[str, Any]) -> dict[str, Any]:
    """What the other flow can go on with."""
    asks = draft.flows[refusal.then].asks
    return {name: value for name, value in slots.items() if name in asks}


def _offer_other(
    draft: Draft, spec: FlowSpec, slots: Mapping[str, Any], key: str, values: Mapping[str, Any]
) -> bool:
    """Where exactly one other thing qualifies, asks whether that is meant."""
    slot = spec.thing
    if slot is None:
        return False
    refused = slots.get(slot.name)
    others = [one for one in qualifying(draft, spec, slot) if one != refused]
    if len(others) != 1:
        return False
    things = THINGS[slot.source]
    kept = {
        name: value for name, value in slots.items() if name != slot.name and not spec.slot(name).optional
    }
    draft.record(
        "offer.made",
        kind="other",
        data={"flow": spec.name, "slot": slot.name, "id": others[0], "refused": refused, "slots": kept},
    )
    draft.lead_in(key, **values)
    line = things.line(draft, things.find(draft, others[0]))
    draft.say(f"{spec.name}.other", quick=(others[0], *draft.labels("person")), **{**values, slot.name: line})
    return True
