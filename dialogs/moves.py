"""Does what the policy decided: one function a step, and `take_up` for what an intent asks for."""

from collections.abc import Callable, Mapping

from dialogs.actions import own_plan
from dialogs.actions.people import hand_over, offer_person
from dialogs.draft import Draft
from dialogs.flows import (
    clarify,
    conduct,
    knowledge_answer,
    not_understood,
    registry,
    sales,
    sessions,
    small_talk,
    way_out,
)
from dialogs.flows.clarify import as_said, meant_as
from dialogs.flows.flow import Told
from dialogs.hints import KINDS_OF_TROUBLE
from dialogs.situation import Move, Step

BREAKABLE = ("how_to", "data_export", "data_import", "api_integration")
"""Intents that a message about a broken part of the product is taken for."""

UNSURE = 0.3
"""A question whose likeliest meanings are under it is answered, where the knowledge base can."""


def perform(draft: Draft, move: Move, told: Told) -> None:
    MOVES[move.step](draft, move, told)


def keep_second_wish(draft: Draft) -> None:
    """Goes on with the first of two requests; the second waits."""
    parts, starts = draft.message.parts, draft.repertoire.starts
    if not parts or draft.is_waiting or not any(part.intent.name in starts for part in parts):
        return
    first, second = sorted(parts, key=lambda part: _is_task(draft, part.intent.name))
    draft.record("wish.kept", intent=second.intent.name, **as_said(second))
    draft.because(f"two wishes in one message: {first.intent.name}, then {second.intent.name}")
    draft.take(first)


def _is_task(draft: Draft, intent: str) -> bool:
    """What only has to be told comes before what has to be talked through."""
    flow = draft.flows.get(draft.repertoire.starts.get(intent, ""))
    return flow is not None and flow.task


def take_up_second_wish(draft: Draft) -> None:
    """Once the first is dealt with and nothing is asked."""
    wish = draft.tracker.wish
    if wish is None or draft.is_waiting or draft.tracker.offer or draft.handoff:
        return
    draft.record("wish.closed")
    draft.because(f"the second wish of an earlier message: {wish['intent']}")
    draft.take(meant_as(wish["text"], wish["intent"], wish["entities"], draft))
    draft.lead_in("wish.next", task=draft.term("intent", wish["intent"]))
    take_up(draft, wish["intent"])


def _hand_over(draft: Draft, move: Move, told: Told) -> None:
    hand_over(draft, move.reason)


def _choose(draft: Draft, move: Move, told: Told) -> None:
    assert move.intent is not None  # noqa: S101
    clarify.take_choice(draft, move.intent)
    take_up(draft, move.intent)


def _neither(draft: Draft, move: Move, told: Told) -> None:
    draft.record("offer.closed")
    spoke = not_understood.count_miss(draft, "neither meaning")
    if draft.handoff is None:
        draft.act("clarifies")
    if not spoke:
        offer_person(draft)
        draft.say("clarify.say_again", quick=draft.labels("person"))


def _ask_which(draft: Draft, move: Move, told: Told) -> None:
    if not not_understood.count_miss(draft, move.reason):
        clarify.ask_which_again(draft)


def _ask_first(draft: Draft, move: Move, told: Told) -> None:
    if clarify.is_for_both(draft):
        _ask_which(draft, move, told)
    else:
        clarify.ask_which_first(draft)


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


def _let_be(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_let_be(draft)


def _not_helped(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_not_helped(draft)


def _tell_why(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_why(draft)


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


def _other_article(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_other(draft)


def _other_one(draft: Draft, move: Move, told: Told) -> None:
    offer = draft.tracker.offer
    assert offer is not None  # noqa: S101
    draft.record("offer.closed")
    slot = offer.data["slot"]
    slots = {**offer.data["slots"], **told.slots, slot: told.slots.get(slot) or offer.data["id"]}
    conduct.start_flow(draft, draft.flows[offer.data["flow"]], Told(), slots=slots)


def _take_flow(draft: Draft, move: Move, told: Told) -> None:
    offer = draft.tracker.offer
    assert offer is not None  # noqa: S101
    draft.record("offer.closed")
    conduct.start_flow(draft, draft.flows[offer.data["flow"]], Told(), slots=offer.data["slots"])


def _come_back(draft: Draft, move: Move, told: Told) -> None:
    assert move.intent is not None  # noqa: S101
    sessions.come_back(draft, move.intent)


def _end_spoken(draft: Draft, move: Move, told: Told) -> None:
    """What was spoken of last is what the flow is about."""
    assert move.intent is not None  # noqa: S101
    name = draft.repertoire.starts[move.intent]
    slot = draft.repertoire.specs[name].thing
    assert slot is not None  # noqa: S101 - only such flows end what is spoken of
    draft.record("topic.set", text=draft.message.text)
    about = Told({slot.name: draft.tracker.focus[slot.source]}, why="the one spoken of")
    conduct.start_flow(draft, draft.flows[name], about)


def _take_contact(draft: Draft, move: Move, told: Told) -> None:
    sales.take_contact(draft)


def _have_done(draft: Draft, move: Move, told: Told) -> None:
    """Goes on as if the question that was answered had been the wish."""
    offer = draft.tracker.offer
    assert offer is not None and move.intent is not None  # noqa: S101
    draft.record("offer.closed")
    knowledge_answer.close_question(draft)
    if not draft.message.entities:
        draft.take(meant_as(offer.data["text"], move.intent, offer.data["entities"], draft))
    take_up(draft, move.intent)


def _tell_plan(draft: Draft, move: Move, told: Told) -> None:
    own_plan.tell(draft)


def _still_unhelped(draft: Draft, move: Move, told: Told) -> None:
    knowledge_answer.take_still_unhelped(draft)


def _say_languages(draft: Draft, move: Move, told: Told) -> None:
    draft.act("smalltalk")
    draft.say("talk.languages")


def _say_who_comes(draft: Draft, move: Move, told: Told) -> None:
    draft.act("smalltalk")
    draft.say("person.on_the_way")


def _offer_person(draft: Draft, move: Move, told: Told) -> None:
    draft.act("clarifies")
    offer_person(draft)
    draft.say("person.shall_i", quick=draft.labels("person", "rephrase"))


def _take_up(draft: Draft, move: Move, told: Told) -> None:
    assert move.intent is not None  # noqa: S101
    take_up(draft, move.intent)


def _look_up_knowledge(draft: Draft, move: Move, told: Told) -> None:
    if draft.reading.intent or knowledge_answer.knows(draft):
        knowledge_answer.answer(draft, draft.reading.intent)
    else:
        not_understood.refuse(draft)


def _clarify(draft: Draft, move: Move, told: Told) -> None:
    """Two meanings that the knowledge base answers alike need no choosing where it knows the answer."""
    reading = draft.reading
    if reading.names_only and not reading.close:
        clarify.ask_what_about(draft)
        return
    if reading.one_word or reading.names_only:
        clarify.ask_which(draft)
        return
    meanings = set(draft.reading.likely[:2])
    if draft.reading.question and draft.reading.confidence < UNSURE and knowledge_answer.knows(draft):
        knowledge_answer.answer(draft, None)
        return
    if not meanings & draft.repertoire.carried_out and knowledge_answer.knows(draft):
        knowledge_answer.answer(draft, None)
    else:
        clarify.ask_which(draft)


def _refuse(draft: Draft, move: Move, told: Told) -> None:
    """However strange to the classifier: what an article is known to be asked is answered."""
    if knowledge_answer.was_asked_before(draft):
        knowledge_answer.answer(draft, None)
    else:
        not_understood.refuse(draft)


def _miss(draft: Draft, move: Move, told: Told) -> None:
    not_understood.miss(draft)


MOVES: Mapping[Step, Callable[[Draft, Move, Told], None]] = {
    Step.hand_over: _hand_over,
    Step.choose: _choose,
    Step.neither: _neither,
    Step.ask_which: _ask_which,
    Step.ask_first: _ask_first,
    Step.prompt: _prompt,
    Step.abandon: _abandon,
    Step.tell: _tell,
    Step.agree: _agree,
    Step.revise: _revise,
    Step.helped: _helped,
    Step.let_be: _let_be,
    Step.not_helped: _not_helped,
    Step.tell_why: _tell_why,
    Step.close_offer: _close_offer,
    Step.invite: _invite,
    Step.other_one: _other_one,
    Step.other_article: _other_article,
    Step.take_flow: _take_flow,
    Step.come_back: _come_back,
    Step.end_spoken: _end_spoken,
    Step.take_contact: _take_contact,
    Step.have_done: _have_done,
    Step.tell_plan: _tell_plan,
    Step.still_unhelped: _still_unhelped,
    Step.say_languages: _say_languages,
    Step.say_who_comes: _say_who_comes,
    Step.offer_person: _offer_person,
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
        return
    if draft.reading.angry and intent != "complaint":
        draft.lead_in("talk.angry")
    if intent in draft.repertoire.starts:
        flow = draft.flows[draft.repertoire.starts[intent]]
        if flow.signed_in and draft.world.contact_key is None:
            if flow.task and draft.reading.asks_whether:
                knowledge_answer.mention(draft)
            draft.act("asks_sign_in")
            draft.record("offer.made", kind="sign_in", data={"intent": intent})
            draft.say("flow.sign_in", task=draft.term("flow", flow.name), quick=draft.labels("person"))
        else:
            slots = dict(draft.tracker.left.get(flow.name, {})) if draft.reading.comes_back else None
            conduct.start_flow(draft, flow, slots=slots)
    elif intent in registry.ONE_STEP:
        registry.ONE_STEP[intent](draft)
    elif _is_trouble(draft, intent):
        conduct.start_flow(draft, draft.flows["report_bug"])
    else:
        knowledge_answer.answer(draft, intent)


def _is_trouble(draft: Draft, intent: str) -> bool:
    """Something does not work that no article helps with, rather than that one asks how it does."""
    reading = draft.reading
    if reading.question or "report_bug" not in draft.flows:
        return False
    if intent in BREAKABLE:
        return reading.broken and not (reading.names_error and knowledge_answer.knows(draft))
    return intent in KINDS_OF_TROUBLE and not knowledge_answer.knows(draft)
