"""What to do with a message, given where the conversation stands: values in, a Move and its reason out.

Context beats the classifier: what a pending question makes of the message comes first, the intent last.
"""

from collections.abc import Callable

from dialogs.hints import HINTS
from dialogs.reading import LEAST_TOGETHER, TALK
from dialogs.seats_change import changes_how_many_seats
from dialogs.situation import (
    AT_ONCE,
    HUMAN,
    LOOKUPS,
    PERSON_LIKELY,
    PERSON_SURE,
    SHORT,
    SURE,
    Move,
    Situation,
    Step,
)
from nlu.types import OUT_OF_SCOPE, Decision

TROUBLE = "description"
"""The slot that any question answers too: "why does it not load?"."""

ANSWER, BRIEF = 6, 8
"""Words and characters: more says what is wanted beside "no help"; fewer lean on what came before."""

UNSURE_COMPLAINT = 0.5
"""Under it a question is no complaint."""

LEAST, LEAST_AT_ONCE = 0.2, 0.35
"""A meaning less likely than this is asked about before anything is done. Of guesses at unseen messages 56 of
the 99 from .2 to .35 were right: a flow that asks first may begin, no ticket is opened. Under .2 there were
four, all wrong: too few to know by.
"""

ASKED_ABOUT = ("privacy_request", "contact_sales")
"""Intents that an unsure guess takes for a wish where it is a question."""


def decide(situation: Situation) -> Move:
    for rule in RULES:
        move = rule(situation)
        if move:
            return move
    return Move(Step.miss, "no rule took it")


# --- at any time --------------------------------------------------------------------------------------


def asks_for_person(s: Situation) -> Move | None:
    reading = s.reading
    if reading.human:
        return Move(Step.hand_over, "asks for a person in so many words")
    if reading.asks_if_bot and reading.length <= SHORT:
        return Move(Step.take_up, "asks who answers", "bot_challenge")
    if s.lead and s.tells_contact and reading.length <= SHORT:
        return None  # sales is to call that number
    if reading.intent != HUMAN or reading.yes or reading.no or reading.leave or reading.spins:
        return None
    needed = PERSON_SURE if s.flow and not reading.request else PERSON_LIKELY
    if reading.confidence < needed:
        return None
    return Move(Step.hand_over, f"intent {HUMAN} with {reading.confidence:.2f}")


def chooses_meaning(s: Situation) -> Move | None:
    if s.offer != "meaning":
        return None
    if s.chosen:
        return Move(Step.choose, "picks one of the two meanings named", s.chosen)
    if s.reading.both and not s.reading.either:
        return Move(Step.ask_first, "both: one has to come first")
    if s.reading.both or s.reading.undecided:
        return Move(Step.ask_which, "either, or unsure which")
    if s.reading.neither or s.reading.no:
        return Move(Step.neither, "means neither of the two")
    if s.reading.yes:
        return Move(Step.ask_which, "a yes to a choice of two tells neither")
    return None


def says_nothing(s: Situation) -> Move | None:
    return Move(Step.prompt, "no words in the message") if s.reading.empty else None


# --- while a slot is asked for --------------------------------------------------------------------------


def leaves_slot(s: Situation) -> Move | None:
    reading = s.reading
    if not s.asked:
        return None
    if reading.leave and not s.unknown_id and not _puts_right(s):
        return Move(Step.abandon, "wants to leave it", _wish_after_leaving(s))
    if reading.mind_changed and s.asked != "reason" and not s.free_text:
        return Move(Step.abandon, "changed their mind")
    if reading.leaning == "deny" and _is_sure(s) and not (s.asks_thing or s.free_text or s.tells_any):
        return Move(Step.abandon, f"a no to the question for {s.asked}")
    if reading.intent == "goodbye" and reading.length <= SHORT and not s.tells_asked and _is_sure(s):
        return Move(Step.abandon, "says goodbye half way", "goodbye")
    if s.free_text and reading.no and not reading.wrong and reading.text.strip() not in ("没有", "没"):
        return Move(Step.abandon, f"a bare no to the question for {s.asked}")
    return None


def answers_slot(s: Situation) -> Move | None:
    if not s.asked or s.free_text or s.reading.thanks:
        return None
    if _asks_meanwhile(s) or _wants_more_than_a_look(s):
        return _aside(s, "a wish of its own meanwhile")
    if _asks_about_it(s):
        return Move(Step.look_up_knowledge, "a question about it")
    if s.unfit or s.tells_asked or s.tells_any or s.unknown_id or s.tells_several:
        return Move(Step.tell, f"fits the question for {s.asked}")
    return None


def answers_freely(s: Situation) -> Move | None:
    """Any text answers a free-text question, unless it plainly is something else."""
    reading = s.reading
    if not s.asked or not s.free_text:
        return None
    if reading.yes or reading.thanks:
        return None
    if reading.intent in TALK - {"affirm", "deny"} and reading.length <= SHORT and _is_sure(s):
        return Move(Step.take_up, "small talk meanwhile", reading.intent)
    if reading.out_of_scope and reading.question:
        return Move(Step.refuse, "a question out of scope meanwhile")
    wish = _other_wish(s)
    if wish and (wish not in s.absorbed or ("?" in reading.text and s.asked != TROUBLE)):
        if reading.question:
            return _aside(s, "a question of its own meanwhile")
        if (reading.request or reading.aside) and _is_sure(s):
            return Move(Step.take_up, "a wish of its own meanwhile", wish)
    is_question = reading.question and (not s.absorbed or ("?" in reading.text and s.asked != TROUBLE))
    if wish is None and (is_question or (reading.question and reading.how_long and s.asked != TROUBLE)):
        return Move(Step.look_up_knowledge, "a question, not an answer")
    return Move(Step.tell, f"any text answers the question for {s.asked}")


# --- while a yes is awaited -----------------------------------------------------------------------------


def corrects(s: Situation) -> Move | None:
    if not s.confirming or not (s.tells_any or s.unknown_id or s.tells_several):
        return None
    if s.reading.leave and not (s.reading.wrong or s.unknown_id or _puts_right(s)):
        return None
    if _asks_meanwhile(s):
        return _aside(s, "a question of its own before the yes")
    if _asks_about_it(s):
        return Move(Step.look_up_knowledge, "a question about it before the yes")
    if s.tells_several and not s.tells_any:
        return Move(Step.revise, "corrects what was restated, and more than one would fit")
    return Move(Step.tell, "corrects what was restated")


def confirms(s: Situation) -> Move | None:
    reading = s.reading
    if not s.confirming:
        return None
    if s.agrees:
        return Move(Step.agree, "a yes in this flow's own words")
    if s.declines:
        return Move(Step.abandon, "a no in this flow's own words")
    if reading.leave or reading.mind_changed:
        return Move(Step.abandon, "wants to leave it at the confirmation", _wish_after_leaving(s))
    if reading.yes or (
        reading.yes_first and not reading.question and (s.starts or reading.intent == "thank")
    ):
        return Move(Step.agree, "a yes to what was restated")
    if s.repeats and reading.yes_first and not reading.question:
        return Move(Step.agree, "a yes that names again what was restated")
    if s.repeats:
        return Move(Step.tell, "names again what was restated")
    if reading.wrong and not reading.question:
        return Move(Step.revise, "says that something restated is wrong")
    if reading.no:
        return Move(Step.abandon, "a no to what was restated")
    if reading.leaning == "deny" and _is_sure(s) and not reading.question:
        return Move(Step.abandon, f"deny, with {reading.confidence:.2f}")
    if reading.question or reading.length > SHORT:
        return None
    if reading.leaning == "affirm":
        return Move(Step.agree, f"affirm, with {reading.confidence:.2f}")
    if reading.leaning == "deny":
        return Move(Step.abandon, f"deny, with {reading.confidence:.2f}")
    if reading.intent == "goodbye":
        return Move(Step.abandon, "says goodbye before the yes", "goodbye")
    return None


# --- while a flow waits, and nothing above took the message ------------------------------------------------


def talks_of_something_else(s: Situation) -> Move | None:
    reading = s.reading
    if not s.flow:
        return None
    if s.offer == "person" and (reading.yes or reading.intent == "affirm"):
        return Move(Step.hand_over, "a yes to the offer of a person")
    if reading.thanks:
        return Move(Step.take_up, "thanks meanwhile", "thank")
    if s.starts and reading.question and s.flow not in LOOKUPS:
        return Move(Step.look_up_knowledge, "a question about it")
    if s.starts:
        return Move(Step.tell, "the same wish again")
    if reading.out_of_scope and not (reading.yes or reading.no):
        return Move(Step.refuse, "out of scope")
    if reading.names_only and reading.intent in AT_ONCE:
        return Move(Step.miss, "a bare name is no wish")
    if s.asked and reading.lost:
        return Move(Step.tell, "does not have it at hand")
    is_plain = reading.question or reading.request or reading.lookup or _is_sure(s)
    if reading.intent and reading.intent not in ("affirm", "deny", HUMAN) and is_plain:
        return _aside(s, "something else meanwhile")
    if reading.question and not reading.yes and not reading.no:
        return Move(Step.look_up_knowledge, "a question whose intent is unsure")
    return Move(Step.miss, "does not fit the pending question")


# --- while a person is on the way ---------------------------------------------------------------------------


def asks_when_a_person_comes(s: Situation) -> Move | None:
    """ "Hello?", "how long?": to whom was told that somebody comes, that is what it is about."""
    reading = s.reading
    if not s.waiting or s.flow or reading.length > BRIEF or reading.about:
        return None
    if reading.intent == "greet" or reading.hurry or (reading.how_long and reading.elliptic):
        return Move(Step.say_who_comes, "asks for who was promised")
    return None


# --- while it is open whether an answer helped, or an offer stands ------------------------------------------


def has_it_done(s: Situation) -> Move | None:
    """ "Do it for me", after an answer that told how."""
    reading = s.reading
    if s.offered is None or not reading.do_it or reading.how_to or reading.length > SHORT:
        return None
    if reading.intent in (None, OUT_OF_SCOPE, s.offered, *TALK) or not _is_sure(s):
        return Move(Step.have_done, "wants it done", s.offered)
    return None


def taps_why(s: Situation) -> Move | None:
    if s.answered == "offering" and s.why_tapped:
        return Move(Step.tell_why, f"says why it did not help: {s.why}")
    return None


def chooses_other_article(s: Situation) -> Move | None:
    if s.other_article is None:
        return None
    return Move(Step.other_article, f"the other article by its place: {s.other_article}")


def takes_offer(s: Situation) -> Move | None:
    reading = s.reading
    if s.offer == "contact" and s.tells_contact:
        return Move(Step.take_contact, "leaves an address for sales")
    if s.wish and (reading.yes or (reading.signed_in and not reading.question)):
        return Move(Step.take_up, "is signed in now", s.wish)
    if s.offer == "other":
        wants_another = s.is_task and not s.starts and _is_sure(s)
        if (reading.yes or s.tells_asked) and not (reading.lookup or reading.question or wants_another):
            return Move(Step.other_one, "the other one then")
        if reading.no or reading.leave:
            return Move(Step.close_offer, "no to the other one")
    if s.offer == "flow":
        if reading.yes or (reading.intent == "affirm" and reading.length <= SHORT):
            return Move(Step.take_flow, "a yes to what was offered instead")
        if reading.no or reading.leave or (reading.intent == "deny" and reading.length <= SHORT):
            return Move(Step.close_offer, "no to what was offered instead")
    if s.offer != "person" or (s.ends_spoken and reading.points):
        return None
    if reading.unhelped and s.answered != "did_that_help" and reading.length <= SHORT:
        return Move(Step.still_unhelped, "what was tried did not help")
    if s.answered == "did_that_help" and (reading.helped or reading.unhelped):
        return None
    if reading.rephrase:
        return Move(Step.invite, "wants to say it again")
    if reading.yes or (reading.intent == "affirm" and reading.length <= SHORT):
        return Move(Step.hand_over, "a yes to the offer of a person")
    if reading.thanks:
        return Move(Step.take_up, "thanks instead of a yes", "thank")
    leans_to_no = reading.intent == "deny" and reading.length <= SHORT and s.why is None
    if reading.no or reading.leave or leans_to_no:
        return Move(Step.close_offer, "no to the offer of a person")
    return None


def says_whether_it_helped(s: Situation) -> Move | None:
    reading = s.reading
    if s.answered and s.asks_again:
        helpless = Step.not_helped if s.answered == "did_that_help" else Step.still_unhelped
        return Move(helpless, "asks the same again")
    if s.answered and reading.at_a_loss:
        return Move(Step.not_helped, "is at a loss after the answer")
    if s.answered != "did_that_help" or reading.length > SHORT or reading.question:
        return None
    if reading.unhelped and reading.length > ANSWER and _other_wish(s) and _is_sure(s):
        return None
    if reading.still and _other_wish(s) == s.answered_intent:
        return Move(Step.not_helped, "the trouble goes on")
    if (reading.leave or reading.declines) and not reading.unhelped:
        return Move(Step.let_be, "leaves it at that")
    if reading.no or reading.unhelped or reading.intent == "deny":
        return Move(Step.not_helped, "the answer did not help")
    if reading.yes or reading.thanks or reading.helped or reading.intent in ("affirm", "thank"):
        return Move(Step.helped, "the answer helped")
    return None


def says_why_it_did_not_help(s: Situation) -> Move | None:
    """ "It is outdated, the page says 14 days": of the article, unless it is surely a wish of its own."""
    if s.answered is None or s.why is None or s.reading.question or (_other_wish(s) and _is_sure(s)):
        return None
    step = Step.not_helped if s.answered == "did_that_help" else Step.tell_why
    return Move(step, f"says of the article: {s.why}")


def comes_back(s: Situation) -> Move | None:
    """To what was left half way, named or not."""
    reading = s.reading
    if s.left is None or reading.question or reading.length > SHORT:
        return None
    if s.left_agrees:
        return Move(Step.come_back, "a yes in its own words to what was left", s.left)
    if not reading.comes_back:
        return None
    if reading.intent in (None, OUT_OF_SCOPE, *TALK) or not _is_sure(s):
        return Move(Step.come_back, "back to what was left", s.left)
    return None


# --- nothing pending ----------------------------------------------------------------------------------------


def goes_on_about_what_was_spoken_of(s: Situation) -> Move | None:
    """After a look-up: "then cancel it", "not that one, the other one", "and how is it now?"."""
    reading = s.reading
    if s.ends_spoken:
        return Move(Step.end_spoken, "to be ended, what was spoken of", s.ends_spoken)
    if s.spoken_of is None or reading.length > SHORT:
        return None
    if reading.days_only and s.spoken_of == "check_bill":
        return Move(Step.take_up, "another month's bill", s.spoken_of)
    if reading.other_one and reading.intent in (None, OUT_OF_SCOPE, "deny", "affirm"):
        return Move(Step.take_up, "the other one", s.spoken_of)
    if reading.intent is None and s.spoken_of in reading.likely[:2] and reading.points:
        return Move(Step.take_up, "among what it may mean is what was spoken of", s.spoken_of)
    if reading.intent in LOOKUPS - {s.spoken_of} and reading.points and not reading.about:
        return Move(Step.take_up, "asks about what was spoken of", s.spoken_of)
    return None


def goes_by_words(s: Situation) -> Move | None:
    """Short answers to nothing: small talk, whatever the classifier makes of them."""
    reading = s.reading
    if reading.intent not in (None, OUT_OF_SCOPE, *TALK):
        return None
    nothing_open = s.answered is None and s.trouble is None
    if nothing_open and reading.unhelped and reading.length <= SHORT and not reading.question:
        return Move(Step.offer_person, "still not helped, though nothing is open any more")
    for said, talk in ((reading.thanks, "thank"), (reading.yes, "affirm"), (reading.no, "deny")):
        if said:
            return Move(Step.take_up, f"{talk} by its words", talk)
    if reading.leave and reading.length <= SHORT:
        return Move(Step.take_up, "leaves it, with nothing under way", "deny")
    return None


def goes_by_intent(s: Situation) -> Move | None:
    reading = s.reading
    if reading.names_only and not s.goes_on:
        return Move(Step.clarify, "a bare name is no wish")
    if reading.decision is Decision.ambiguous and reading.likely:
        if reading.together < LEAST_TOGETHER:
            return Move(Step.look_up_knowledge, f"two meanings with {reading.together:.2f} together")
        if reading.close:
            return Move(Step.clarify, "two meanings are close")
        if reading.question:
            return Move(Step.look_up_knowledge, "a question that may be small talk")
        meant = reading.likely[0]
        if meant in reading.best_two and meant in LOOKUPS:
            return Move(Step.take_up, "the only meaning that is no small talk", meant)
        if meant in reading.best_two and len(reading.likely) > 1:
            return Move(Step.clarify, "close to small talk, which is asked about by nobody")
    if reading.intent is None or reading.intent == OUT_OF_SCOPE:
        if s.goes_on:
            return Move(Step.look_up_knowledge, "goes on about the question before")
        return Move(Step.refuse, "out of scope or not understood")
    if reading.intent == "complaint" and reading.question and reading.confidence < UNSURE_COMPLAINT:
        return Move(Step.look_up_knowledge, "a question, and a weak guess at a complaint")
    if _wants_to_know(s) and not s.names_something:
        return Move(Step.look_up_knowledge, "wants to know about it rather than have it done")
    if reading.intent not in TALK and len(reading.likely) > 1 and _is_too_weak(s):
        return Move(
            Step.clarify, f"intent {reading.intent} with {reading.confidence:.2f} is too weak a guess"
        )
    return Move(Step.take_up, f"intent {reading.intent} with {reading.confidence:.2f}", reading.intent)


RULES: tuple[Callable[[Situation], Move | None], ...] = (
    asks_for_person,
    chooses_meaning,
    says_nothing,
    asks_when_a_person_comes,
    leaves_slot,
    answers_slot,
    answers_freely,
    corrects,
    confirms,
    talks_of_something_else,
    has_it_done,
    taps_why,
    chooses_other_article,
    takes_offer,
    says_whether_it_helped,
    says_why_it_did_not_help,
    comes_back,
    goes_on_about_what_was_spoken_of,
    goes_by_words,
    changes_how_many_seats,
    *HINTS,
    goes_by_intent,
)


def _asks_meanwhile(s: Situation) -> bool:
    """A message that would fit the pending question, and yet asks for something else."""
    reading = s.reading
    if _other_wish(s) is None or reading.wrong:
        return False
    return reading.question or (reading.intent in LOOKUPS and reading.lookup)


def _wants_more_than_a_look(s: Situation) -> bool:
    """ "Send me the invoice", while it is asked which bill to look up."""
    if s.flow not in LOOKUPS or s.reading.named_ids:
        return False
    return (s.is_task or s.reading.intent in AT_ONCE) and _other_wish(s) is not None and _is_sure(s)


def _puts_right(s: Situation) -> bool:
    """ "Never mind, Team then" tells what is wanted in place of what was told, not that nothing is."""
    if not s.tells_any or not s.reading.puts_right:
        return False
    return s.confirming or not (s.is_task and not s.starts and _is_sure(s))


def _aside(s: Situation, reason: str) -> Move:
    reading = s.reading
    if reading.intent in LOOKUPS and reading.how_long and not reading.about:
        return Move(Step.look_up_knowledge, f"{reason}: how long this takes")
    if _wants_to_know(s):
        return Move(Step.look_up_knowledge, f"{reason}, to know and not to have done")
    if _is_too_weak(s):
        return Move(Step.look_up_knowledge, f"{reason}, and too weak a guess")
    return Move(Step.take_up, reason, s.reading.intent)


def _wants_to_know(s: Situation) -> bool:
    """A question about what could be done here as well."""
    reading = s.reading
    about = reading.intent in ASKED_ABOUT and (reading.how_long or not _is_sure(s))
    return reading.inquiry and (s.is_task or about)


def _asks_about_it(s: Situation) -> bool:
    """A question about the flow itself or what it asks, though it holds words that would be an answer."""
    reading = s.reading
    if s.flow in LOOKUPS or s.unknown_id or reading.wrong or not (reading.inquiry and reading.asks_in_words):
        return False
    return s.starts or reading.intent is None


def _wish_after_leaving(s: Situation) -> str | None:
    """What is wanted instead, where the message says more than that it is left."""
    reading = s.reading
    return _other_wish(s) if reading.request or reading.question or reading.instead else None


def _is_too_weak(s: Situation) -> bool:
    """A lone word says as little as a guess from which a ticket is opened."""
    weighty = s.reading.intent in AT_ONCE - {HUMAN} or s.reading.one_word
    return s.reading.confidence < (LEAST_AT_ONCE if weighty else LEAST)


def _is_sure(s: Situation) -> bool:
    return s.reading.thanks or s.reading.confidence >= SURE


def _other_wish(s: Situation) -> str | None:
    """An accepted intent that is neither this flow's nor talk nor out of scope."""
    intent = s.reading.intent
    return None if intent in (None, s.flow, OUT_OF_SCOPE, HUMAN, *TALK) else intent
