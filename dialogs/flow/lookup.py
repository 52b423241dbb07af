"""A flow that looks something up: find what is meant, ask where it is not clear, tell it."""

from typing import Any

from dialogs.charts import Facts, task_chart
from dialogs.draft import Draft
from dialogs.flow.spec import FlowSpec
from dialogs.flow.things import THINGS
from dialogs.flows.flow import Flow, Told
from dialogs.references import Reference


def lookup_flow(spec: FlowSpec) -> Flow:
    assert spec.looks_up is not None and spec.thing is not None  # noqa: S101
    name, things = spec.name, THINGS[spec.looks_up]
    slot = spec.thing.name

    def read(draft: Draft) -> Told:
        asked = draft.tracker.frame is not None and draft.frame.flow == name and bool(draft.frame.notes)
        meant = things.refer(draft, current=draft.tracker.focus.get(things.kind), asked=asked)
        own = {things.id_of(thing): thing for thing in things.list_all(draft)}
        if meant.unknown and not meant.ids:
            return Told(unknown=meant.unknown, why=meant.how)
        by_id = meant.how == "by its id"
        ids = meant.ids if len(meant.ids) == 1 or by_id else ()
        if not meant.ids and len(own) == 1 and not meant.how.startswith("no such"):
            ids, meant = tuple(own), Reference(tuple(own), "the only one there is")
        if not ids:
            return Told(several=meant.ids, why=meant.how)
        slots = {slot: ", ".join(ids)} if len(ids) > 1 else things.slots_of(draft, slot, own[ids[0]])
        return Told(slots, unknown=meant.unknown, why=meant.how)

    def check(draft: Draft) -> Facts:
        waits_below = any(frame.flow in draft.flows for frame in draft.tracker.frames[:-1])
        lists = draft.reading.all_of_them or waits_below or not things.list_all(draft)
        nothing = draft.acted("not_found") and things.list_all(draft)
        known = slot in draft.frame.slots or (lists and not nothing)
        return Facts(frozenset() if known else frozenset({slot}))

    def ask(draft: Draft, asked: str) -> None:
        for other in things.also:
            draft.act(f"asks_slot:{other}")
        own = things.list_all(draft)
        if not draft.frame.notes:
            draft.record("flow.noted", flow=name, note="asked", value=True)
        quick = [things.id_of(thing) for thing in own[:5]]
        draft.say(f"{name}.ask_{slot}", choices=things.show(draft, own), quick=quick)

    def carry_out(draft: Draft) -> None:
        own = things.list_all(draft)
        named = draft.frame.slots.get(slot, "").split(", ")
        draft.act(f"lookup:{name}")
        draft.because(f"{len(own)} of this customer's looked through")
        chosen: list[Any] = [thing for thing in own if things.id_of(thing) in named]
        if not own:
            draft.say(f"{name}.none")
        elif chosen or len(own) == 1:
            for thing in chosen or own:
                things.tell(draft, thing)
        else:
            draft.say(f"{name}.all", choices=things.show(draft, own))

    return Flow(
        name=name,
        chart=task_chart(name, asks=(slot,), confirms=False),
        read=read,
        check=check,
        ask=ask,
        carry_out=carry_out,
        asks=(slot,),
        signed_in=spec.signed_in,
    )
