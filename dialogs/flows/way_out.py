"""Leaving a flow: by the customer's wish, or because a person takes over."""

from dialogs.draft import Draft
from dialogs.flows.conduct import end_flow, move


def abandon(draft: Draft, why: str) -> None:
    """Ends the top flow without acting, and says so."""
    flow = draft.flows[draft.frame.flow]
    move(draft, flow, "leave")
    draft.act(f"abandons:{flow.name}")
    draft.because(why)
    draft.say("flow.abandoned" if flow.task else "flow.dropped", task=draft.term("flow", flow.name))
    end_flow(draft, flow, "abandoned")


def leave_all_to_person(draft: Draft) -> None:
    """Whatever was under way goes to the person along with the conversation."""
    if draft.tracker.wish:
        draft.record("wish.closed")
    while frame := draft.tracker.frame:
        flow = draft.flows.get(frame.flow)
        if flow:
            move(draft, flow, "hand_over")
            draft.remember_slots(frame.slots)
        draft.record("flow.ended", flow=frame.flow, outcome="handed over")
