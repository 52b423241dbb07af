"""An answer from the knowledge base, and whether it helped; that question stays open behind other talk."""

from collections.abc import Sequence

from dialogs.actions.knowledge import best_hit, give, search, search_alone, search_for, source_of
from dialogs.actions.people import INTENT, offer_person
from dialogs.charts import advance, build_chart, initial_position
from dialogs.draft import Draft
from dialogs.flows.clarify import as_said, meant_as
from dialogs.flows.not_understood import count_miss
from dialogs.flows.why_unhelpful import tapped_reason, told_reason
from dialogs.reading import BABBLE
from dialogs.references import place_named
from dialogs.situation import SURE
from dialogs.types import AnswerFeedback, Unanswered
from kb_index.answers import GivenAnswer
from kb_index.feedback import REASONS
from kb_index.types import SearchHit, SearchResult
from kb_index.worth_showing import weigh_hits

NAME = "knowledge_answer"

OTHERS = 2

CLOSE = 0.85
"""Of the best article's score: what comes so near is offered beside it."""

CHART = build_chart(
    NAME,
    {
        "did_that_help": {
            "initial": True,
            "on": {"helped": [{"target": "closed"}], "not_helped": [{"target": "offering"}]},
        },
        "offering": {"on": {"helped": [{"target": "closed"}], "not_helped": [{"target": "closed"}]}},
        "closed": {"final": True},
    },
)

CARRIED_OUT_BY_PEOPLE = frozenset(
    {"delete_account", "change_account_details", "remove_member", "discount_request", "payment_failed"}
    | {"feature_request", "renewal_question"}
)
"""Wishes the bot can only explain so far: the answer says that a person can do it."""


def answer(draft: Draft, intent: str | None, *, otherwise: str | None = None) -> bool:
    """Answers from the knowledge base, or says honestly that it doesn't know. True where it knew.

    `otherwise` is the response for a wish that was met in another way already.
    """
    result, hit = _find(draft)
    draft.because(f"knowledge base: {result.reason}")
    if hit is None and not _tried(draft) and (plain := _plain_question(draft, intent)):
        draft.because(f"asked in the plain words of {intent}: {plain}")
        result = search_for(draft, plain)
        hit = best_hit(result)
    if hit is None:
        if otherwise:
            draft.say(otherwise)
        else:
            _say_unknown(draft)
        return False
    given = _answer_from(draft, result, hit)
    if hit.language != draft.language:
        draft.lead_in("knowledge.other_language")
    if draft.is_waiting:
        _say_aside(draft, hit, given)
        return True
    others = _others(result, hit)
    _open_question(draft, hit, given, intent, others)
    labels = ["helped", "not_helped", "person"]
    key = "knowledge.answer"
    if intent in CARRIED_OUT_BY_PEOPLE:
        key = "knowledge.answer_person"
        _offer_to_do(draft, INTENT)
    elif intent and _can_be_had(draft, intent):
        key = "knowledge.answer_do_it" if draft.world.contact_key else "knowledge.answer_do_it_signed_in"
        labels.insert(2, "do_it")
        _offer_to_do(draft, intent)
    draft.say(
        key,
        title=hit.title,
        passage=given.shown,
        sources=[source_of(hit)],
        quick=(*draft.labels(*labels), *others),
    )
    return True


def mention(draft: Draft) -> bool:
    """What the articles say, before something else is said. True where they know."""
    result = search(draft)
    hit = best_hit(result)
    if hit is None:
        return False
    _say_aside(draft, hit, _answer_from(draft, result, hit))
    return True


def _answer_from(draft: Draft, result: SearchResult, hit: SearchHit) -> GivenAnswer:
    given = give(draft, result, hit)
    draft.act("answers_from_kb")
    draft.because(f"{hit.article} version {hit.version} in {hit.language}, score {hit.score:.3f}")
    return given


def _say_aside(draft: Draft, hit: SearchHit, given: GivenAnswer) -> None:
    draft.say("knowledge.aside", title=hit.title, passage=given.shown, sources=[source_of(hit)])


def _can_be_had(draft: Draft, intent: str) -> bool:
    """Whether the question was how to do what could be done here."""
    flow = draft.flows.get(draft.repertoire.starts.get(intent, ""))
    return flow is not None and flow.task and draft.reading.how_to


def _offer_to_do(draft: Draft, intent: str) -> None:
    draft.record("offer.made", kind="have_done", data={"intent": intent, **as_said(draft.message)})


def _plain_question(draft: Draft, intent: str | None) -> str | None:
    """Where few words say no more than a sure intent does, however they are spelt, that is asked instead."""
    if intent is None or draft.reading.confidence < SURE or draft.reading.length > BABBLE:
        return None
    known = draft.responses.has_term("question", intent)
    return draft.term("question", intent) if known and not draft.message.entities else None


def _others(result: SearchResult, hit: SearchHit) -> list[str]:
    """Titles of other articles that would answer nearly as well; choosing one asks for it."""
    near = [one for one in result.hits if one.article != hit.article and one.score >= CLOSE * hit.score]
    return list(dict.fromkeys(one.title for one in near))[:OTHERS]


def other_named(draft: Draft) -> str | None:
    """The title that "the second one" means of those that the last answer came with."""
    frame = draft.tracker.frame
    if frame is None or not draft.reading.nth_article:
        return None
    others: list[str] = frame.notes.get("others", [])
    place = place_named(draft.message.text, len(others))
    return others[place] if place is not None else None


def take_other(draft: Draft) -> None:
    """As if its title had been tapped."""
    title = other_named(draft)
    assert title is not None  # noqa: S101
    draft.take(meant_as(title, "how_to", (), draft))
    answer(draft, "how_to")


def knows(draft: Draft) -> bool:
    return _find(draft)[1] is not None


def was_asked_before(draft: Draft) -> bool:
    return _find(draft)[0].asked_before


def _find(draft: Draft) -> tuple[SearchResult, SearchHit | None]:
    """What there is, and the best of it that was not tried in vain."""
    result = search(draft, without=_tried(draft))
    return result, best_hit(result)


def take_helped(draft: Draft) -> None:
    _note_feedback(draft, helpful=True)
    _move(draft, "helped")
    draft.act("smalltalk")
    draft.say("knowledge.glad")
    close(draft)


def take_let_be(draft: Draft) -> None:
    """Says nothing about whether it helped."""
    draft.act("smalltalk")
    draft.say("knowledge.as_you_like")
    close(draft)


def take_not_helped(draft: Draft) -> None:
    _note_feedback(draft, helpful=False)
    _move(draft, "not_helped")
    if draft.frame.position.state == "closed":
        draft.act("smalltalk")
        draft.say("knowledge.as_you_like")
        close(draft)
        return
    draft.act("clarifies")
    offer_person(draft)
    asked = () if draft.feedback and draft.feedback.reason else REASONS
    reasons = [draft.term("why_unhelpful", reason) for reason in asked]
    draft.say("knowledge.sorry", quick=(*draft.labels("person", "rephrase"), *reasons))


def take_why(draft: Draft) -> None:
    """The offer of a person stands."""
    _note_feedback(draft, helpful=False)
    draft.act("clarifies")
    offer_person(draft)
    draft.say("knowledge.noted", quick=draft.labels("person", "rephrase"))


def take_still_unhelped(draft: Draft) -> None:
    """A person was offered already; the offer stands until one time too many."""
    _note_feedback(draft, helpful=False)
    spoke = count_miss(draft, "nothing helped so far")
    if draft.handoff is None:
        draft.act("clarifies")
    if not spoke:
        offer_person(draft)
        draft.say("knowledge.still_sorry", quick=draft.labels("person", "rephrase"))


def close(draft: Draft) -> None:
    draft.record("flow.ended", flow=NAME, outcome="closed")


def close_question(draft: Draft) -> None:
    """Where an answer's question is still open, it is no longer."""
    if any(frame.flow == NAME for frame in draft.tracker.frames):
        close(draft)


def _open_question(
    draft: Draft, hit: SearchHit, given: GivenAnswer, intent: str | None, others: Sequence[str]
) -> None:
    tried = _tried(draft)
    close_question(draft)
    position = initial_position(CHART)
    draft.record(
        "flow.started",
        flow=NAME,
        configuration=list(position.configuration),
        history={},
        slots={},
        notes={
            "tried": [*tried, hit.article],
            "answer": given.id,
            "intent": intent,
            "question": draft.reading.words,
            "others": list(others),
        },
    )


def _note_feedback(draft: Draft, *, helpful: bool) -> None:
    """A frame of an earlier version may not say which answer it asks about.

    Once it was said that it did not help, only a reason adds to that.
    """
    frame = draft.tracker.frame
    answer = frame.notes.get("answer") if frame and frame.flow == NAME else None
    if frame is None or not answer:
        return
    tapped = tapped_reason(draft.message.text, draft.responses)
    reason = None if helpful else tapped or told_reason(draft.reading.words)
    if reason or frame.position.state == "did_that_help":
        draft.feedback = AnswerFeedback(answer, helpful, reason, in_words=bool(reason) and not tapped)


def _tried(draft: Draft) -> list[str]:
    """Articles that did not help with this question; none unless the customer said so."""
    frame = draft.tracker.frame
    if frame is None or frame.flow != NAME:
        return []
    said_no = frame.position.state == "offering" or draft.reading.unhelped
    return list(frame.notes["tried"]) if said_no else []


def _move(draft: Draft, event: str) -> None:
    position = advance(CHART, draft.frame.position, event)
    draft.record("flow.moved", flow=NAME, configuration=list(position.configuration), history={})


def _say_unknown(draft: Draft) -> None:
    alone = search_alone(draft)
    if alone.searched:
        _, near = weigh_hits(alone)
        draft.unanswered = Unanswered(near[0].article if near else None)
    spoke = count_miss(draft, "the knowledge base has nothing on it")
    if draft.handoff is None:
        draft.act("clarifies")
    if spoke:
        return
    if draft.is_waiting:
        draft.say("knowledge.unknown_aside")
        return
    offer_person(draft)
    draft.say("knowledge.unknown", quick=draft.labels("person", "rephrase"))
