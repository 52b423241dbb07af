"""Where the classifier wavers, a message's own words, ids and what came before decide. Rules of the policy.

Each looks only at guesses that are not sure, or at none; a sure guess stands.
"""

from collections.abc import Callable

from dialogs.reading import TALK
from dialogs.situation import HUMAN, LOOKUPS, SHORT, SURE, Move, Situation, Step
from nlu.types import OUT_OF_SCOPE, Decision

NAMED = ("request_refund", "report_bug", "cancel_subscription", "book_training", "add_member")
"""Flows whose own word in a statement is as good as an accepted intent."""

KINDS_OF_TROUBLE = ("mobile_app_issue", "slow_performance", "notification_issue")
"""Intents that knowledge answers, unless the customer calls it a bug."""

PRICES = ("pricing_question", "discount_request")
"""Intents after which a number of people is one to be quoted for."""

NUMBER_ALONE = 0.9
"""Under it what the classifier makes of a number alone is no guess."""

WAVERING = 0.6
"""Under it an accepted intent gives way to a flow that the message names."""


def asks_what_it_is_good_for(s: Situation) -> Move | None:
    reading = s.reading
    if not reading.capabilities or reading.length > SHORT:
        return None
    if reading.intent in (None, OUT_OF_SCOPE, *TALK) or not _is_sure(s):
        return Move(Step.take_up, "asks what can be done here", "greet")
    return None


def says_who_they_are(s: Situation) -> Move | None:
    if s.reading.introduces and not _is_sure(s):
        return Move(Step.take_up, "says who they are", "greet")
    return None


def asks_what_they_have(s: Situation) -> Move | None:
    """Of their own plan and seats; what plans there are is another question."""
    if s.signed_in and s.reading.own_plan and s.reading.length <= SHORT:
        return Move(Step.tell_plan, "asks what they have themselves")
    return None


def is_little_more_than_an_id(s: Situation) -> Move | None:
    reading = s.reading
    is_guess = reading.nothing_but_id and reading.confidence < NUMBER_ALONE
    if is_guess or (reading.bare_id and reading.intent in (None, OUT_OF_SCOPE)):
        return Move(Step.take_up, "little more than an id", min(s.reading.named_ids))
    return None


def speaks_of_money_back(s: Situation) -> Move | None:
    """Not of cancelling or fewer seats, which the classifier takes for the same."""
    reading = s.reading
    if reading.question or "request_refund" not in reading.likely or "request_refund" not in reading.about:
        return None
    if reading.intent == "cancel_order" or (reading.intent and not _is_sure(s) and reading.intent != HUMAN):
        return Move(Step.take_up, "speaks of money back", "request_refund")
    return None


def names_what_to_look_up(s: Situation) -> Move | None:
    reading = s.reading
    about = reading.about & LOOKUPS
    if len(about) != 1:
        return None
    lookup = min(about)
    if reading.intent in LOOKUPS - {lookup} and not _is_sure(s):
        return Move(Step.take_up, "names what to look up", lookup)
    if reading.decision is Decision.ambiguous and lookup in reading.likely[:2]:
        other = next(iter(set(reading.likely[:2]) - {lookup}), None)
        return Move(Step.take_up, "names what to look up", lookup) if other in LOOKUPS else None
    if (
        reading.named_ids
        and reading.lookup
        and reading.intent == "payment_failed"
        and lookup in reading.likely
    ):
        return Move(Step.take_up, "wants an order looked up", lookup)
    return None


def names_its_flow(s: Situation) -> Move | None:
    reading = s.reading
    if (reading.intent is not None and reading.confidence >= WAVERING) or reading.question:
        return None
    likely = reading.likely[:2] if reading.decision is Decision.ambiguous else reading.likely
    told = [intent for intent in likely if intent in reading.about and intent in NAMED]
    return Move(Step.take_up, "names it, and it is among the likeliest", told[0]) if told else None


def calls_it_a_bug(s: Situation) -> Move | None:
    reading = s.reading
    if reading.intent in KINDS_OF_TROUBLE and "report_bug" in reading.about and not reading.question:
        return Move(Step.take_up, "calls it a bug", "report_bug")
    return None


def says_that_something_is_wrong(s: Situation) -> Move | None:
    """ "It's broken": no yes, whatever the classifier makes of so few words."""
    reading = s.reading
    if reading.question:
        return None
    if reading.bare_trouble and reading.intent in (None, OUT_OF_SCOPE, "affirm", "deny"):
        return Move(Step.take_up, "says only that something is wrong", "report_bug")
    close = reading.decision is Decision.ambiguous
    if reading.broken and reading.intent is None and "report_bug" in reading.likely and not close:
        return Move(Step.take_up, "something does not work", "report_bug")
    return None


def tells_more_of_the_trouble(s: Situation) -> Move | None:
    reading = s.reading
    if not s.trouble or reading.question or reading.length > SHORT:
        return None
    if reading.not_over and reading.intent in (None, OUT_OF_SCOPE, *TALK):
        return Move(Step.take_up, "the trouble told before is not over", s.trouble)
    if reading.still and not _is_sure(s):
        return Move(Step.take_up, "still the trouble told before", s.trouble)
    if reading.hurry and reading.intent in (None, OUT_OF_SCOPE, "slow_performance", *LOOKUPS, *TALK):
        return Move(Step.take_up, "wants the trouble told before seen to", s.trouble)
    more_of_it = reading.also or not _is_sure(s)
    if reading.goes_on_telling or reading.names_only or (reading.names_a_place and more_of_it):
        return Move(Step.take_up, "more about the trouble told before", s.trouble)
    if reading.intent is None and reading.broken:
        return Move(Step.take_up, "more about the trouble told before", s.trouble)
    return None


def asks_when_it_is_over(s: Situation) -> Move | None:
    """ "What's the ETA?", after a trouble was told: nobody here knows, its ticket says that they wait."""
    if s.trouble and s.reading.how_soon and s.reading.length <= SHORT and not s.reading.about:
        return Move(Step.take_up, "asks when the trouble told before is over", s.trouble)
    return None


def says_that_it_spins(s: Situation) -> Move | None:
    """ "转个不停了": of a page, which is passed on to nobody."""
    reading = s.reading
    if not reading.spins or reading.question or _is_sure(s):
        return None
    is_trouble = reading.intent in ("report_bug", "outage", *KINDS_OF_TROUBLE)
    if reading.intent in (None, OUT_OF_SCOPE, HUMAN, *TALK) or (
        reading.confidence < WAVERING and not is_trouble
    ):
        return Move(Step.take_up, "a page that only spins", s.trouble or "slow_performance")
    return None


def wants_it_sooner(s: Situation) -> Move | None:
    """What was looked up: only a person can speed it up."""
    if s.spoken_of and s.reading.hurry and s.reading.length <= SHORT and not _is_sure(s):
        return Move(Step.offer_person, "wants what was looked up sooner")
    return None


def tells_more_for_sales(s: Situation) -> Move | None:
    reading = s.reading
    speaks_of_prices = s.lead or (s.answered_intent in PRICES and not reading.question)
    if not speaks_of_prices or reading.length > SHORT:
        return None
    if reading.intent not in (None, HUMAN) and _is_sure(s):
        return None
    if s.tells_contact:
        return Move(Step.take_contact, "an address for the lead there is")
    if s.tells_size:
        return Move(Step.take_up, "more about what they need", "pricing_question")
    return None


def wants_a_person_perhaps(s: Situation) -> Move | None:
    """A weak guess that a person is wanted is asked about, not acted on."""
    if s.reading.intent == HUMAN:
        return Move(Step.offer_person, f"intent {HUMAN} with only {s.reading.confidence:.2f}")
    return None


def has_trouble_with_an_invoice(s: Situation) -> Move | None:
    """One that is wrong or has not come; a new one is another wish."""
    reading = s.reading
    if reading.intent == "request_invoice" and reading.incorrect and not reading.named_ids:
        return Move(Step.look_up_knowledge, "an invoice that is wrong or missing")
    return None


def asks_for_a_language(s: Situation) -> Move | None:
    if (
        s.reading.asks_language
        and s.reading.length <= SHORT
        and s.reading.intent in (*TALK, None, OUT_OF_SCOPE)
    ):
        return Move(Step.say_languages, "asks what languages are spoken here")
    return None


def asks_rather_than_buys(s: Situation) -> Move | None:
    if s.reading.intent == "contact_sales" and s.reading.inquiry and not _is_sure(s):
        return Move(Step.look_up_knowledge, "a question, and a weak guess at sales")
    return None


HINTS: tuple[Callable[[Situation], Move | None], ...] = (
    asks_what_it_is_good_for,
    says_who_they_are,
    asks_what_they_have,
    is_little_more_than_an_id,
    speaks_of_money_back,
    names_what_to_look_up,
    names_its_flow,
    calls_it_a_bug,
    tells_more_of_the_trouble,
    asks_when_it_is_over,
    says_that_something_is_wrong,
    says_that_it_spins,
    wants_it_sooner,
    tells_more_for_sales,
    wants_a_person_perhaps,
    has_trouble_with_an_invoice,
    asks_for_a_language,
    asks_rather_than_buys,
)


def _is_sure(s: Situation) -> bool:
    return s.reading.confidence >= SURE
