"""One turn of the conversation: read, decide, do. Start here."""

from collections.abc import Callable, Mapping
from functools import cached_property

from dialogs import policy
from dialogs.actions.customer import find_customer
from dialogs.actions.people import hand_over, offer_person
from dialogs.charts import fits
from dialogs.draft import Draft
from dialogs.flows import (
    clarify,
    conduct,
    knowledge_answer,
    not_understood,
    registry,
    sales,
    small_talk,
    way_out,
)
from dialogs.flows.flow import Flow, Told
from dialogs.policy import Move, Situation, Step
from dialogs.reading import choose_language
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Turn, World
from dialogs.wording import Responses, load_responses
from nlu.types import Language, ParseResult

KEPT = {"email": "email", "phone": "phone", "company": "company", "person": "name"} | {
    "product_version": "product_version"
}
"""Entities that hold for the whole conversation, and the names they are kept under."""


class DialogueManager:
    """Holds no conversation: the tracker comes in, events go out. Safe to share between threads."""

    def __init__(
        self, *, responses: Responses | None = None, flows: Mapping[str, Flow] | None = None
    ) -> None:
        self._given_responses = responses
        self._flows = flows or registry.FLOWS

    @cached_property
    def _responses(self) -> Responses:
        return self._given_responses or load_responses()

    def warm_up(self) -> None:
        """Reads the templates and builds the patterns, so that the first turn is as fast as the rest."""
        _ = self._responses

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        """What to store, say and show for one customer message. Writes through the session, never commits."""
        draft = Draft(tracker, message, world, responses=self._responses, flows=self._flows)
        _receive(draft)
        told = _read_in_context(draft)
        move = policy.decide(_situation(draft, told))
        draft.because(f"{move.step}: {move.reason}")
        had_offer = draft.tracker.offer
        waiting_before = draft.is_waiting
        misses_before = draft.tracker.misses
        MOVES[move.step](draft, move, told)
        if waiting_before and not draft.entered and draft.handoff is None and draft.is_waiting:
            conduct.ask_again(draft)
        _tidy(
            draft, had_offer=had_offer is not None and draft.tracker.offer is had_offer, misses=misses_before
        )
        return draft.finish()


# --- before the decision --------------------------------------------------------------------------------


def _receive(draft: Draft) -> None:
    message, tracker = draft.message, draft.tracker
    default = None
    if tracker.language is None and (customer := find_customer(draft)):
        default = Language(customer.language) if customer.language in set(Language) else None
    draft.language = choose_language(message, before=tracker.language, default=default)
    draft.record(
        "customer.said",
        text=message.text,
        language=draft.language.value,
        intent=message.intent.name,
        confidence=message.intent.confidence,
        decision=message.decision.value,
    )
    for frame in reversed(tracker.frames):
        chart = registry.find_chart(frame.flow)
        if chart is None or not fits(chart, frame.position):
            draft.record("flow.ended", flow=frame.flow, outcome="outdated")
            draft.because(f"{frame.flow} is no longer as it was stored; its state was dropped")
    for entity in message.entities:
        if name := KEPT.get(entity.entity):
            draft.record("customer.told", slot=name, value=entity.value)


def _read_in_context(draft: Draft) -> Told:
    """What the message tells the flow that waits for it, or that an offer is about."""
    if draft.is_waiting:
        return draft.flows[draft.frame.flow].read(draft)
    offer = draft.tracker.offer
    if offer and offer.kind == "order":
        return draft.flows["request_refund"].read(draft)
    return Told()


def _situation(draft: Draft, told: Told) -> Situation:
    frame, offer = draft.tracker.frame, draft.tracker.offer
    offered = offer.kind if offer else None
    chosen = clarify.read_choice(draft.tracker, draft.message, draft.responses)
    if frame is None or frame.flow not in draft.flows:
        return Situation(
            draft.reading,
            answered=frame.position.state if frame else None,
            offer=offered,
            chosen=chosen,
            tells_asked="order_id" in told.slots,
            tells_contact=any(draft.entity(kind) for kind in ("email", "phone")),
        )
    flow, asked = draft.flows[frame.flow], conduct.asked_slot(frame.position.state)
    return Situation(
        draft.reading,
        flow=flow.name,
        asked=asked,
        free_text=asked in flow.free_text,
        absorbed=flow.absorbs,
        confirming=frame.position.state == "confirming",
        offer=offered,
        chosen=chosen,
        tells_asked=asked in told.slots,
        tells_several=bool(told.several),
        repeats=told.repeats,
        tells_any=bool(told.slots),
        unknown_id=told.unknown is not None,
    )


# --- doing it -------------------------------------------------------------------------------------------


def _hand_over(draft: Draft, move: Move, told: Told) -> None:
    hand_over(draft, move.reason)


def _choose(draft: Draft, move: Move, told: Told) -> None:
    assert move.intent is not None  # noqa: S101
    clarify.take_choice(draft, move.intent)
    take_up(draft, move.intent)


def _neither(draft: Draft, move: Move, told: Told) -> None:
    draft.record("offer.closed")
    if not not_understood.count_miss(draft, "neither meaning"):
        draft.act("clarifies")
        offer_person(draft)
        draft.say("clarify.say_again", quick=draft.labels("person"))


def _prompt(draft: Draft, move: Move, told: Told) -> None:
    small_talk.prompt(draft)


def _abandon(draft: Draft, move: Move, told: Told) -> None:
    way_out.abandon(draft, move.reason)
    if move.intent:
        take_up(draft, move.intent)


def _tell(draft: Draft, move: Move, told: Told) -> None:
    conduct.tell_flow(draft, draft.flows[draft.frame.flow], told)


def _agree(draft: Draft, move: Move, told: Told) -> None:
    conduct.agree(draft, draft.flows[draft.frame.flow])


def _revise(draft: Draft, move: Move, told: Told) -> None:
    """Something restated is wrong, and not what: the order is the likeliest, so that is asked again."""
    flow = draft.flows[draft.frame.flow]
    draft.record("slot.cleared", flow=flow.name, slot=flow.asks[0])
    draft.lead_in("flow.revise")
    conduct.tell_flow(draft, flow, Told())


def _helped(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_helped(draft)


def _not_helped(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_not_helped(draft)


def _close_offer(draft: Draft, move: Move, told: Told) -> None:
    draft.record("offer.closed")
    frame = draft.tracker.frame
    if frame and frame.flow == knowledge_answer.NAME and frame.position.state == "offering":
        knowledge_answer.take_not_helped(draft)
        return
    draft.act("smalltalk")
    draft.say("talk.deny")


def _invite(draft: Draft, move: Move, told: Told) -> None:
    draft.act("clarifies")
    draft.say("knowledge.go_ahead")


def _other_order(draft: Draft, move: Move, told: Told) -> None:
    offer = draft.tracker.offer
    assert offer is not None  # noqa: S101
    draft.record("offer.closed")
    named = told.slots.get("order_id") or offer.data["order_id"]
    slots = {**offer.data["slots"], **told.slots, "order_id": named}
    conduct.start_flow(draft, draft.flows["request_refund"], Told(), slots=slots)


def _take_contact(draft: Draft, move: Move, told: Told) -> None:
    sales.take_contact(draft)


def _take_up(draft: Draft, move: Move, told: Told) -> None:
    assert move.intent is not None  # noqa: S101
    take_up(draft, move.intent)


def _look_up_knowledge(draft: Draft, move: Move, told: Told) -> None:
    if knowledge_answer.knows(draft):
        knowledge_answer.answer(draft, None)
    else:
        not_understood.refuse(draft)


def _clarify(draft: Draft, move: Move, told: Told) -> None:
    """Two meanings that the knowledge base answers alike need no choosing where it knows the answer."""
    meanings = {score.name for score in draft.message.intent_ranking[:2]}
    if not meanings & (registry.CARRIED_OUT) and knowledge_answer.knows(draft):
        knowledge_answer.answer(draft, None)
    else:
        clarify.ask_which(draft)


def _refuse(draft: Draft, move: Move, told: Told) -> None:
    not_understood.refuse(draft)


def _miss(draft: Draft, move: Move, told: Told) -> None:
    not_understood.miss(draft)


MOVES: Mapping[Step, Callable[[Draft, Move, Told], None]] = {
    Step.hand_over: _hand_over,
    Step.choose: _choose,
    Step.neither: _neither,
    Step.prompt: _prompt,
    Step.abandon: _abandon,
    Step.tell: _tell,
    Step.agree: _agree,
    Step.revise: _revise,
    Step.helped: _helped,
    Step.not_helped: _not_helped,
    Step.close_offer: _close_offer,
    Step.invite: _invite,
    Step.other_order: _other_order,
    Step.take_contact: _take_contact,
    Step.take_up: _take_up,
    Step.look_up_knowledge: _look_up_knowledge,
    Step.clarify: _clarify,
    Step.refuse: _refuse,
    Step.miss: _miss,
}


def take_up(draft: Draft, intent: str) -> None:
    """Does what an intent asks for, whatever is under way; the caller comes back to that."""
    if intent in small_talk.INTENTS:
        small_talk.talk(draft, intent)
        return
    draft.record("topic.set", text=draft.message.text)
    if intent == "talk_to_human":
        hand_over(draft, "the customer meant a person")
    elif intent in draft.flows:
        flow = draft.flows[intent]
        if flow.signed_in and draft.world.contact_key is None:
            draft.act("asks_sign_in")
            draft.say("flow.sign_in", task=draft.term("flow", intent), quick=draft.labels("person"))
        else:
            conduct.start_flow(draft, flow)
    elif intent in registry.ONE_STEP:
        registry.ONE_STEP[intent](draft)
    else:
        knowledge_answer.answer(draft, intent)


# --- after it -------------------------------------------------------------------------------------------


def _tidy(draft: Draft, *, had_offer: bool, misses: int) -> None:
    """Closes what held for one answer only: an offer not taken, a list not chosen from, a row of misses."""
    if had_offer and not draft.acted("smalltalk"):
        draft.record("offer.closed")
    if draft.tracker.misses and (draft.tracker.misses <= misses or draft.handoff):
        draft.record("message.understood")
    if draft.tracker.listed and not draft.entered and not draft.is_waiting:
        draft.record("choices.listed", ids=[])
