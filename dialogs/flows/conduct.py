"""Moves flows along their charts: begin, take in what was told, ask, restate, carry out, end, come back."""

from typing import Any

from dialogs.charts import Facts, advance, initial_position
from dialogs.draft import Draft
from dialogs.flows.flow import Flow, Told

ASKING = "asking_"


def asked_slot(state: str) -> str | None:
    """The slot a flow's state asks for; None in any other state."""
    return state.removeprefix(ASKING) if state.startswith(ASKING) else None


def start_flow(
    draft: Draft, flow: Flow, told: Told | None = None, *, slots: dict[str, Any] | None = None
) -> None:
    """Puts `flow` on top: what was under way steps aside if it is a task, and gives way if not."""
    if any(frame.flow == flow.name for frame in draft.tracker.frames):
        return_to(draft, flow)
        tell_flow(draft, flow, told or flow.read(draft))
        return
    make_room(draft, flow)
    told = told or flow.read(draft)  # before it is under way: nothing was asked yet
    position = initial_position(flow.chart)
    draft.record(
        "flow.started",
        flow=flow.name,
        configuration=list(position.configuration),
        history={key: list(states) for key, states in position.history.items()},
        slots=slots or {},
        notes={},
    )
    tell_flow(draft, flow, told)


def make_room(draft: Draft, newcomer: Flow) -> None:
    """A task under way steps aside; an open "did that help?" stays below, but not below a task."""
    while frame := draft.tracker.frame:
        flow = draft.flows.get(frame.flow)
        if flow and flow.task:
            if frame.position.state != "aside":
                move(draft, flow, "digress")
            return
        if flow is None and not newcomer.task:
            return
        draft.record("flow.ended", flow=frame.flow, outcome="gave way")


def return_to(draft: Draft, flow: Flow) -> None:
    """Drops what was put on top of `flow`, which is under way already."""
    while draft.frame.flow != flow.name:
        draft.record("flow.ended", flow=draft.frame.flow, outcome="gave way")
    if draft.frame.position.state == "aside":
        move(draft, flow, "resume")


def tell_flow(draft: Draft, flow: Flow, told: Told) -> None:
    """Takes in what was told and goes where that leads."""
    for slot, value in told.slots.items():
        if draft.frame.slots.get(slot) != value:
            draft.record("slot.filled", flow=flow.name, slot=slot, value=value)
            draft.because(f"{slot} = {value}" + (f" ({told.why})" if told.why else ""))
    if told.unknown:
        draft.act("not_found")
        draft.because(f"{told.unknown} is nothing of this customer's")
        draft.lead_in(f"{flow.name}.not_found", id=told.unknown)
    for slot in told.unfit:
        draft.because(f"what was told for {slot} has not its form")
        draft.lead_in(f"{flow.name}.again_{slot}")
    facts = flow.check(draft)
    move(draft, flow, "told", facts)
    enter(draft, flow, facts)


def enter(draft: Draft, flow: Flow, facts: Facts | None = None) -> None:
    """Does what the state that was reached stands for."""
    draft.entered = True
    state = draft.frame.position.state
    if slot := asked_slot(state):
        draft.act(f"asks_slot:{slot}")
        draft.because(f"{flow.name} does not know {slot} yet")
        flow.ask(draft, slot)
    elif state == "confirming":
        draft.act("confirms")
        draft.because(f"{flow.name} knows all it needs and waits for a yes")
        flow.restate(draft)
    elif state == "refused":
        why = facts.refused if facts and facts.refused else "not allowed"
        draft.act(f"abandons:{flow.name}")
        draft.because(f"{flow.name} may not act: {why}")
        flow.refuse(draft, why)
        end_flow(draft, flow, "refused")
    elif state == "done":
        flow.carry_out(draft)
        end_flow(draft, flow, "done")


def agree(draft: Draft, flow: Flow) -> None:
    """Carries out what was agreed to, if it still holds: the world may have changed since it was restated."""
    facts = flow.check(draft)
    if facts.missing or facts.refused:
        draft.because("what was restated no longer holds")
        move(draft, flow, "told", facts)
    else:
        move(draft, flow, "agree")
    enter(draft, flow, facts)


def move(draft: Draft, flow: Flow, event: str, facts: Facts | None = None) -> None:
    frame = draft.frame
    position = advance(flow.chart, frame.position, event, facts)
    draft.record(
        "flow.moved",
        flow=flow.name,
        configuration=list(position.configuration),
        history={key: list(states) for key, states in position.history.items()},
    )


def end_flow(draft: Draft, flow: Flow, outcome: str) -> None:
    """Closes the top flow and comes back to the one that stepped aside for it."""
    draft.remember_slots(draft.frame.slots)
    draft.record("flow.ended", flow=flow.name, outcome=outcome)
    come_back(draft)


def come_back(draft: Draft) -> None:
    """Where a task stepped aside, goes back to where it was and asks again."""
    frame = draft.tracker.frame
    flow = draft.flows.get(frame.flow) if frame else None
    if frame and flow and frame.position.state == "aside":
        move(draft, flow, "resume")
        ask_again(draft)


def ask_again(draft: Draft, lead_in: str = "digression.back") -> None:
    """Repeats the pending question after something else was dealt with."""
    frame = draft.tracker.frame
    flow = draft.flows.get(frame.flow) if frame else None
    if frame and flow:
        draft.lead_in(lead_in, task=draft.term("flow", flow.name))
        draft.because(f"back to {flow.name} where it was: {frame.position.state}")
        enter(draft, flow)
