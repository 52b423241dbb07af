"""A conversation as a fold over its events: nothing else is stored of a dialogue.

`fold` is the only way to a tracker; a live turn applies each event as it records it, so that a replay from
stored JSON is the same computation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

from dialogs.charts import Position
from dialogs.errors import UnknownEvent
from dialogs.events import Event
from nlu.types import Language

T = TypeVar("T")


@dataclass(frozen=True)
class Frame:
    """A flow under way: where its chart stands, its slots, and what else it must remember (`notes`)."""

    flow: str
    position: Position
    slots: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the next message may take up: "person", "other" (another thing
    that qualifies), "flow" (one to start instead), "meaning" (which of two
    was meant), "contact" (an address for sales), "sign_in" (the wish that waits for it) or "have_done" (what
    an answer told how to do)."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DialogueStateTracker:
    """What the conversation amounts to so far. `frames`: the last is active, those before it wait.

    `misses` counts messages in a row that were not understood. `focus` maps a kind ("order", "bill",
    "ticket") to the id spoken of last, in that order, `listed` holds the ids last shown to choose from, in
    that order. `told` keeps what holds for the whole conversation (e-mail, company, …). `said` counts how
    often each response was used, so that no wording comes twice in a row. `topic` is the last message of
    substance. `wish` is a second request of one message, which waits until the first is dealt with. `left`
    are the slots of flows left half way, the latest last. `last_at` is when the customer wrote last.
    """

    language: Language | None = None
    turns: int = 0
    frames: tuple[Frame, ...] = ()
    offer: Offer | None = None
    misses: int = 0
    focus: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)
    topic: str = ""
    wish: Mapping[str, Any] | None = None
    left: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    last_at: datetime | None = None

    @classmethod
    def fold(cls, events: Iterable[Event]) -> "DialogueStateTracker":
        """Restores a conversation. Types this version does not know are passed over (a rolling upgrade)."""
        return reduce(lambda tracker, event: apply(tracker, event), events, cls())

    @property
    def frame(self) -> Frame | None:
        return self.frames[-1] if self.frames else None


def apply(tracker: DialogueStateTracker, event: Event) -> DialogueStateTracker:
    reducer = REDUCERS.get(event.type)
    return reducer(tracker, event.data) if reducer else tracker


def check_known(event: Event) -> None:
    """Raises UnknownEvent: what a turn records must mean something to the fold."""
    if event.type not in REDUCERS:
        raise UnknownEvent(event.type, REDUCERS)


HALF_WAY = ("abandoned", "gave way", "expired")
"""Outcomes after which a flow can be come back to, with what was filled in."""

Data = Mapping[str, Any]


def _customer_said(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    at = data.get("at")
    return _with(
        tracker,
        turns=tracker.turns + 1,
        language=Language(data["language"]),
        last_at=datetime.fromisoformat(at) if at else None,
    )


def _flow_started(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    frame = Frame(data["flow"], _read_position(data), dict(data["slots"]), dict(data["notes"]))
    left = {flow: slots for flow, slots in tracker.left.items() if flow != frame.flow}
    return _with(tracker, frames=(*tracker.frames, frame), left=left)


def _flow_moved(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _change(tracker, data["flow"], lambda frame: _with(frame, position=_read_position(data)))


def _flow_ended(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    ended = next((frame for frame in tracker.frames if frame.flow == data["flow"]), None)
    left = {flow: slots for flow, slots in tracker.left.items() if flow != data["flow"]}
    if ended and ended.slots and data["outcome"] in HALF_WAY:
        left[ended.flow] = ended.slots
    rest = tuple(frame for frame in tracker.frames if frame.flow != data["flow"])
    return _with(tracker, frames=rest, left=left)


def _slot_filled(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    slots = {data["slot"]: data["value"]}
    return _change(tracker, data["flow"], lambda frame: _with(frame, slots={**frame.slots, **slots}))


def _slot_cleared(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _change(
        tracker,
        data["flow"],
        lambda frame: _with(frame, slots={k: v for k, v in frame.slots.items() if k != data["slot"]}),
    )


def _noted(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    notes = {data["note"]: data["value"]}
    return _change(tracker, data["flow"], lambda frame: _with(frame, notes={**frame.notes, **notes}))


def _offer_made(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, offer=Offer(data["kind"], dict(data["data"])))


def _offer_closed(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, offer=None)


def _missed(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, misses=tracker.misses + 1)


def _understood(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, misses=0)


def _returned(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    """A yes said to a person must not carry out what the bot had asked before them."""
    return _with(tracker, frames=(), offer=None, misses=0, listed=(), wish=None)


def _focused(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    rest = {kind: one for kind, one in tracker.focus.items() if kind != data["kind"]}
    return _with(tracker, focus={**rest, data["kind"]: data["id"]})


def _listed(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, listed=tuple(data["ids"]))


def _told(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    rest = {slot: value for slot, value in tracker.told.items() if slot != data["slot"]}
    return _with(tracker, told={**rest, data["slot"]: data["value"]} if data["value"] else rest)


def _topic_set(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, topic=data["text"])


def _wish_kept(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, wish=dict(data))


def _wish_closed(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    return _with(tracker, wish=None)


def _bot_said(tracker: DialogueStateTracker, data: Data) -> DialogueStateTracker:
    said = dict(tracker.said)
    for key in data["responses"]:
        said[key] = said.get(key, 0) + 1
    return _with(tracker, said=said)


REDUCERS: dict[str, Callable[[DialogueStateTracker, Data], DialogueStateTracker]] = {
    "customer.said": _customer_said,
    "flow.started": _flow_started,
    "flow.moved": _flow_moved,
    "flow.ended": _flow_ended,
    "flow.noted": _noted,
    "slot.filled": _slot_filled,
    "slot.cleared": _slot_cleared,
    "offer.made": _offer_made,
    "offer.closed": _offer_closed,
    "message.missed": _missed,
    "message.understood": _understood,
    "conversation.returned": _returned,
    "focus.set": _focused,
    "choices.listed": _listed,
    "customer.told": _told,
    "topic.set": _topic_set,
    "wish.kept": _wish_kept,
    "wish.closed": _wish_closed,
    "bot.said": _bot_said,
}


def _with(held: T, **changes: Any) -> T:
    """As `dataclasses.replace` in a fifth of its time: a turn folds half a dozen events."""
    changed = object.__new__(type(held))
    changed.__dict__.update(held.__dict__, **changes)
    return changed


def _change(
    tracker: DialogueStateTracker, flow: str, change: Callable[[Frame], Frame]
) -> DialogueStateTracker:
    frames = tuple(change(frame) if frame.flow == flow else frame for frame in tracker.frames)
    return _with(tracker, frames=frames)


def _read_position(data: Data) -> Position:
    history = {key: tuple(states) for key, states in data["history"].items()}
    return Position(tuple(data["configuration"]), history)
