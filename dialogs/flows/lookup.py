"""Look-ups are one flow with another table: find what is meant, ask where it is not clear, tell it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from dialogs.charts import Facts, task_chart
from dialogs.draft import Draft
from dialogs.flows.flow import Flow, Told
from dialogs.references import Reference

Thing = TypeVar("Thing")


def lookup_flow(
    name: str,
    slot: str,
    *,
    list_all: Callable[[Draft], Sequence[Thing]],
    id_of: Callable[[Thing], str],
    refer: Callable[..., Reference],
    show: Callable[[Draft, Sequence[Any]], str],
    tell: Callable[[Draft, Any], None],
    focus: str,
    also_asks: tuple[str, ...] = (),
    slots_of: Callable[[Thing], dict[str, str]] = lambda thing: {},
) -> Flow:
    """`slot` takes the id; `also_asks` would do as well; `slots_of` says what else is then known."""

    def read(draft: Draft) -> Told:
        asked = draft.tracker.frame is not None and draft.frame.flow == name and bool(draft.frame.notes)
        meant = refer(draft, current=draft.tracker.focus.get(focus), asked=asked)
        things = {id_of(thing): thing for thing in list_all(draft)}
        if meant.unknown and not meant.ids:
            return Told(unknown=meant.unknown, why=meant.how)
        by_id = meant.how == "by its id"
        ids = meant.ids if len(meant.ids) == 1 or by_id else ()
        if not meant.ids and len(things) == 1 and not meant.how.startswith("no such"):
            ids, meant = tuple(things), Reference(tuple(things), "the only one there is")
        if not ids:
            return Told(several=meant.ids, why=meant.how)
        slots = {slot: ", ".join(ids)} | (slots_of(things[ids[0]]) if len(ids) == 1 else {})
        return Told(slots, unknown=meant.unknown, why=meant.how)

    def check(draft: Draft) -> Facts:
        waits_below = any(frame.flow in draft.flows for frame in draft.tracker.frames[:-1])
        lists = draft.reading.all_of_them or waits_below or not list_all(draft)
        known = slot in draft.frame.slots or (lists and not draft.acted("not_found"))
        return Facts(frozenset() if known else frozenset({slot}))

    def ask(draft: Draft, asked: str) -> None:
        for other in also_asks:
            draft.act(f"asks_slot:{other}")
        things = list_all(draft)
        if not draft.frame.notes:
            draft.record("flow.noted", flow=name, note="asked", value=True)
        draft.say(f"{name}.ask", choices=show(draft, things), quick=[id_of(thing) for thing in things[:5]])

    def carry_out(draft: Draft) -> None:
        things = list_all(draft)
        named = draft.frame.slots.get(slot, "").split(", ")
        draft.act(f"lookup:{name}")
        draft.because(f"{len(things)} of this customer's looked through")
        chosen = [thing for thing in things if id_of(thing) in named]
        if not things:
            draft.say(f"{name}.none")
        elif chosen:
            for thing in chosen:
                tell(draft, thing)
        elif len(things) == 1:
            tell(draft, things[0])
        else:
            draft.say(f"{name}.all", choices=show(draft, things))

    return Flow(
        name=name,
        chart=task_chart(name, asks=(slot,), confirms=False),
        read=read,
        check=check,
        ask=ask,
        carry_out=carry_out,
        asks=(slot,),
        signed_in=True,
    )
