"""One turn of the conversation: read, decide, do. Start here."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from dialogs import lexicon, policy, seats_change
from dialogs.actions import memory
from dialogs.actions.customer import find_customer
from dialogs.charts import fits
from dialogs.draft import Draft
from dialogs.flow.listening import ONLY_ONE
from dialogs.flow.loading import FOLDER
from dialogs.flow.spec import Kind
from dialogs.flow.texts import with_flows
from dialogs.flow.things import THINGS
from dialogs.flows import clarify, conduct, knowledge_answer, sessions
from dialogs.flows.flow import Flow, Told
from dialogs.flows.registry import Repertoire, load_repertoire
from dialogs.flows.why_unhelpful import tapped_reason, told_reason
from dialogs.moves import keep_second_wish, perform, take_up_second_wish
from dialogs.reading import Reading, choose_language
from dialogs.situation import Situation
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Turn, World
from dialogs.wording import Responses, in_own_words, load_responses
from nlu.types import Language, ParseResult

KEPT = {"email": "email", "phone": "phone", "company": "company", "person": "name"} | {
    "product_version": "product_version",
    "platform": "platform",
}
"""Entities that hold for the whole conversation, and the names they are kept under."""


CHOSEN = ("plan", "addon")
"""Entities that "that one" may mean later on."""


class DialogueManager:
    """Holds no conversation: the tracker comes in, events go out. Safe to share between threads."""

    def __init__(self, *, responses: Responses | None = None, flows: Path = FOLDER) -> None:
        self._given_responses = responses
        self._flows = flows
        self._own_words: dict[str, tuple[Mapping[str, Any], Responses]] = {}

    @cached_property
    def repertoire(self) -> Repertoire:
        """Raises FileBroken."""
        return load_repertoire(self._flows)

    @cached_property
    def _responses(self) -> Responses:
        return with_flows(self._given_responses or load_responses(), self.repertoire.specs.values())

    def _responses_of(self, world: World) -> Responses:
        if not world.wording:
            return self._responses
        kept = self._own_words.get(world.tenant_id)
        if kept is None or kept[0] != world.wording:
            kept = self._own_words[world.tenant_id] = (
                world.wording,
                in_own_words(self._responses, world.wording),
            )
        return kept[1]

    def warm_up(self) -> None:
        """Reads flows and templates and builds the patterns, so that the first turn is as fast as the rest.

        Raises FileBroken and ResponseBroken.
        """
        _ = self._responses
        lexicon.compile_all()

    def asks_knowledge(self, message: ParseResult) -> bool:
        """Whether the message, by itself, is answered from the knowledge base."""
        return message.intent.name not in self.repertoire.carried_out or Reading(message).inquiry

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        """What to store, say and show for one customer message. Writes through the session, never commits."""
        draft = Draft(
            tracker, message, world, responses=self._responses_of(world), repertoire=self.repertoire
        )
        paused = sessions.pause_since(draft)
        _receive(draft)
        sessions.expire(draft, paused)
        keep_second_wish(draft)
        told = _read_in_context(draft)
        move = policy.decide(_situation(draft, told))
        draft.because(f"{move.step}: {move.reason}")
        had_offer = draft.tracker.offer
        waiting_before = draft.is_waiting
        misses_before = draft.tracker.misses
        perform(draft, move, told)
        if waiting_before and not draft.entered and draft.handoff is None and draft.is_waiting:
            conduct.ask_again(draft)
        _tidy(
            draft, had_offer=had_offer is not None and draft.tracker.offer is had_offer, misses=misses_before
        )
        take_up_second_wish(draft)
        sessions.remind(draft)
        return draft.finish()


# --- before the decision --------------------------------------------------------------------------------


def _receive(draft: Draft) -> None:
    message, tracker = draft.message, draft.tracker
    default = draft.world.language
    if tracker.language is None and (customer := find_customer(draft)):
        default = Language(customer.language) if customer.language in set(Language) else default
        draft.because(memory.known_of(draft, customer))
    draft.language = choose_language(message, before=tracker.language, default=default)
    draft.record(
        "customer.said",
        text=message.text,
        language=draft.language.value,
        intent=message.intent.name,
        confidence=message.intent.confidence,
        at=draft.utc.isoformat(),
        decision=message.decision.value,
    )
    for frame in reversed(tracker.frames):
        chart = draft.repertoire.find_chart(frame.flow)
        if chart is None or not fits(chart, frame.position):
            draft.record("flow.ended", flow=frame.flow, outcome="outdated")
            draft.because(f"{frame.flow} is no longer as it was stored; its state was dropped")
    if tracker.frames and draft.is_waiting and draft.frame.position.state == "aside":
        conduct.move(draft, draft.flows[draft.frame.flow], "resume")  # what it stepped aside for was dropped
    for entity in message.entities:
        if entity.entity in CHOSEN:
            draft.record("focus.set", kind=entity.entity, id=entity.value)
        if (name := KEPT.get(entity.entity)) and entity.role != "from":
            memory.note(draft, name, entity)
    memory.keep_language(draft)


def _read_in_context(draft: Draft) -> Told:
    """What the message tells the flow that waits for it, or that an offer is about."""
    if draft.is_waiting:
        return draft.flows[draft.frame.flow].read(draft)
    offer = draft.tracker.offer
    if offer and offer.kind == "other" and offer.data["flow"] in draft.flows:
        return draft.flows[offer.data["flow"]].read(draft)
    return Told()


def _situation(draft: Draft, told: Told) -> Situation:
    frame, offer = draft.tracker.frame, draft.tracker.offer
    offered = offer.kind if offer else None
    chosen = clarify.read_choice(draft.tracker, draft.message, draft.responses)
    started = draft.flows.get(draft.repertoire.starts.get(draft.reading.intent or "", ""))
    is_task = started is not None and started.task
    if frame is None or frame.flow not in draft.flows:
        left = next(reversed(list(draft.tracker.left)), None)
        tapped = tapped_reason(draft.message.text, draft.responses) if frame else None
        return Situation(
            draft.reading,
            answered=frame.position.state if frame else None,
            answered_intent=frame.notes.get("intent") if frame else None,
            why=tapped or (told_reason(draft.reading.words) if frame else None),
            why_tapped=tapped is not None,
            other_article=knowledge_answer.other_named(draft) if frame else None,
            asks_again=frame is not None and frame.notes.get("question") == draft.reading.words,
            offered=offer.data["intent"] if offer and offer.kind == "have_done" else None,
            waiting=draft.world.waiting,
            signed_in=draft.world.contact_key is not None,
            offer=offered,
            trouble=draft.tracker.focus.get("trouble"),
            lead="lead" in draft.tracker.focus,
            tells_size=any(draft.entity(kind) for kind in ("seats", "plan")),
            seats_wish=seats_change.wish_of(draft.message.entities),
            wish=_wish_of_the_signed_in(draft),
            chosen=chosen,
            tells_asked=bool(offer and offer.kind == "other" and offer.data["slot"] in told.slots),
            tells_contact=any(draft.entity(kind) for kind in ("email", "phone")),
            is_task=is_task,
            starts=bool(offer and started and offer.data.get("flow") == started.name),
            spoken_of=_spoken_of(draft),
            ends_spoken=_ends_spoken(draft),
            goes_on=draft.reading.elliptic and bool(draft.earlier_topic),
            left=left,
            left_agrees=left is not None and left in draft.flows and draft.flows[left].agrees(draft),
            names_something=is_task and draft.reading.inquiry and _names_something(draft, started),
        )
    flow, asked = draft.flows[frame.flow], conduct.asked_slot(frame.position.state)
    return Situation(
        draft.reading,
        flow=flow.name,
        starts=draft.repertoire.starts.get(draft.reading.intent or "") == flow.name,
        asked=asked,
        free_text=asked in flow.free_text,
        asks_thing=asked is not None and asked == _thing_of(draft, flow.name),
        absorbed=flow.absorbs,
        confirming=frame.position.state == "confirming",
        offer=offered,
        chosen=chosen,
        tells_asked=asked in told.slots,
        tells_several=bool(told.several),
        repeats=told.repeats,
        tells_any=bool(told.slots),
        unknown_id=told.unknown is not None,
        unfit=bool(told.unfit),
        is_task=is_task,
        agrees=frame.position.state == "confirming" and flow.agrees(draft),
        declines=frame.position.state == "confirming" and flow.declines(draft),
    )


def _thing_of(draft: Draft, flow: str) -> str | None:
    thing = draft.repertoire.specs[flow].thing
    return thing.name if thing else None


def _spoken_of(draft: Draft) -> str | None:
    """The look-up of the kind of thing spoken of last."""
    kind = _kind_spoken_of(draft)
    return draft.repertoire.looks_up.get(kind) if kind else None


def _kind_spoken_of(draft: Draft) -> str | None:
    return next((kind for kind in reversed(list(draft.tracker.focus)) if kind in THINGS), None)


def _ends_spoken(draft: Draft) -> str | None:
    """The flow whose own word for yes the message says of what was spoken of: "cancel it"."""
    for name in draft.repertoire.ends.get(_kind_spoken_of(draft) or "", ()):
        if draft.flows[name].agrees(draft):
            return draft.repertoire.specs[name].triggers[0]
    return None


def _names_something(draft: Draft, flow: Flow | None) -> bool:
    """Whether a message tells something of its own beside what it wants to know: an id, a number."""
    if flow is None:
        return False
    spec = draft.repertoire.specs[flow.name]
    told = flow.read(draft)
    named = set(told.slots) & set(spec.asks)
    if spec.thing and told.why == ONLY_ONE:
        named -= {spec.thing.name}
    return told.unknown is not None or any(
        spec.slot(name).kind in (Kind.thing, Kind.pattern) for name in named
    )


def _wish_of_the_signed_in(draft: Draft) -> str | None:
    offer = draft.tracker.offer
    if offer is None or offer.kind != "sign_in" or draft.world.contact_key is None:
        return None
    wish: str = offer.data["intent"]
    return wish


# --- after it -------------------------------------------------------------------------------------------


def _tidy(draft: Draft, *, had_offer: bool, misses: int) -> None:
    """Closes what held for one answer only: an offer not taken, a list not chosen from, a row of misses."""
    if had_offer and not draft.acted("smalltalk"):
        draft.record("offer.closed")
    if draft.tracker.misses and (draft.tracker.misses <= misses or draft.handoff):
        draft.record("message.understood")
    if draft.tracker.listed and not draft.entered and not draft.is_waiting:
        draft.record("choices.listed", ids=[])
