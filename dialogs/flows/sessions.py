"""Long pauses: what was under way is put by, remembered aloud, and taken up again where that is wanted."""

from datetime import timedelta

from dialogs.draft import Draft
from dialogs.flow.facts import slot_in_words
from dialogs.flows.conduct import asked_slot, start_flow
from dialogs.flows.flow import Told
from dialogs.reading import TALK

PAUSE = timedelta(hours=4)
"""After it nobody should have to answer a question they may have forgotten."""


def pause_since(draft: Draft) -> timedelta:
    """Since the customer's last message; none at the first."""
    last = draft.tracker.last_at
    return draft.utc - last if last else timedelta()


def expire(draft: Draft, paused: timedelta) -> None:
    """Ends what waits, unless the message answers what was asked: then a word says what this is about."""
    if paused < PAUSE or not draft.is_waiting:
        return
    flow, frame = draft.flows[draft.frame.flow], draft.frame
    asked = asked_slot(frame.position.state)
    reading = draft.reading
    talks = reading.intent in TALK or reading.question or reading.request
    if asked and asked in flow.read(draft).slots and not (asked in flow.free_text and talks):
        draft.lead_in("digression.back", task=draft.term("flow", flow.name))
        return
    for frame in reversed(draft.tracker.frames):
        if frame.flow in draft.flows:
            draft.record("flow.ended", flow=frame.flow, outcome="expired")
            draft.because(f"{frame.flow} was put by after {paused}")
            if draft.flows[frame.flow].task:
                draft.put_by = frame.flow


def remind(draft: Draft) -> None:
    """Says what was put by in this turn and can be gone on with."""
    flow = draft.put_by
    if (
        flow is None
        or flow not in draft.tracker.left
        or draft.is_waiting
        or draft.tracker.offer
        or draft.handoff
    ):
        return
    draft.record("offer.made", kind="flow", data={"flow": flow, "slots": dict(draft.tracker.left[flow])})
    spec, left = draft.repertoire.specs[flow], draft.tracker.left[flow]
    words = [slot_in_words(draft, slot, left.get(slot.name)) for slot in spec.slots]
    filled = draft.term("label", "list_gap").join(word for word in words if word)
    draft.say(
        "session.remember", task=draft.term("flow", flow), filled=filled, quick=draft.labels("go_on", "leave")
    )


def come_back(draft: Draft, flow: str) -> None:
    """Goes on with a flow left half way, with what was filled in."""
    slots = dict(draft.tracker.left[flow])
    draft.because(f"back to {flow} with {', '.join(slots)}")
    draft.lead_in("digression.back", task=draft.term("flow", flow))
    start_flow(draft, draft.flows[flow], Told(), slots=slots)
