"""Where a conversation stands as a message comes in, and what can be done with it: the policy's words."""

from dataclasses import dataclass
from enum import StrEnum

from dialogs.reading import Reading

LOOKUPS = frozenset({"order_status", "check_bill", "ticket_status"})
HUMAN = "talk_to_human"

AT_ONCE = frozenset({"report_bug", "outage", "complaint", "privacy_request", "contact_sales", HUMAN})
"""Intents that bring a ticket or a lead with no further question: no bare word and no weak guess may."""

SHORT = 14
"""Words and Chinese characters together: longer messages say more than yes, no or thanks."""

SURE = 0.7
"""A guess this confident takes a statement for a wish of its own while a free-text answer is awaited."""

PERSON_LIKELY, PERSON_SURE = 0.5, 0.9
"""From where the intent alone brings a person: usually, and while any text could be the answer asked for."""


class Step(StrEnum):
    hand_over = "hand_over"
    choose = "choose"
    neither = "neither"
    ask_which = "ask_which"
    ask_first = "ask_first"
    prompt = "prompt"
    abandon = "abandon"
    tell = "tell"
    agree = "agree"
    revise = "revise"
    helped = "helped"
    let_be = "let_be"
    not_helped = "not_helped"
    tell_why = "tell_why"
    close_offer = "close_offer"
    invite = "invite"
    other_one = "other_one"
    other_article = "other_article"
    take_flow = "take_flow"
    come_back = "come_back"
    end_spoken = "end_spoken"
    take_contact = "take_contact"
    offer_person = "offer_person"
    take_up = "take_up"
    look_up_knowledge = "look_up_knowledge"
    clarify = "clarify"
    have_done = "have_done"
    tell_plan = "tell_plan"
    still_unhelped = "still_unhelped"
    say_languages = "say_languages"
    say_who_comes = "say_who_comes"
    refuse = "refuse"
    miss = "miss"


@dataclass(frozen=True, slots=True)
class Move:
    step: Step
    reason: str
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the conversation stands as the message comes in, and what the message tells the active flow.

    `flow` waits for `asked` (a slot, `free_text` or not, `asks_thing` where it is one of several things) or
    for a yes (`confirming`). `answered` is the state of an open "did that help?". `tells_*`: the message,
    read in that context, holds the asked slot, any slot, or an id that is not the customer's. `wish` is what
    waits for the customer to sign in, once they have. `trouble` is what the conversation's last ticket was
    opened for, `lead` whether it has one for sales. `starts`: the message's intent would start the flow that
    waits; `agrees`, `declines`: it says yes or no in the flow's own words; `unfit`: it tells a slot in a form
    that cannot be. `is_task`: its intent would start a flow that asks for a yes, `names_something` of which
    it tells already. `goes_on`: a short question about what was asked before. `left` is the flow that was
    left last with something filled in, `left_agrees`: the message says yes in that one's own words;
    `spoken_of` the look-up of the kind spoken of last, `ends_spoken` the flow that the message means to end
    that with. `why` is the reason that an answer did not help which the message begins with, `why_tapped` the
    one that it is the label of. `absorbed` intents count as an answer to a free-text question. `offered` is
    the intent that an answer offered to carry out, `answered_intent` the one of the last answer, `asks_again`
    says that its question comes word for word. `waiting`: a person was asked for and has not come.
    `other_article` is the title that its place chooses of those that the last answer came with.
    `seats_wish` is what a change from one number of seats to another amounts to.
    """

    reading: Reading
    flow: str | None = None
    asked: str | None = None
    free_text: bool = False
    asks_thing: bool = False
    absorbed: frozenset[str] = frozenset()
    confirming: bool = False
    starts: bool = False
    agrees: bool = False
    declines: bool = False
    unfit: bool = False
    is_task: bool = False
    names_something: bool = False
    left: str | None = None
    goes_on: bool = False
    spoken_of: str | None = None
    ends_spoken: str | None = None
    answered: str | None = None
    offer: str | None = None
    trouble: str | None = None
    lead: bool = False
    wish: str | None = None
    chosen: str | None = None
    tells_asked: bool = False
    tells_any: bool = False
    unknown_id: bool = False
    tells_several: bool = False
    repeats: bool = False
    tells_contact: bool = False
    tells_size: bool = False
    seats_wish: str | None = None
    offered: str | None = None
    asks_again: bool = False
    answered_intent: str | None = None
    left_agrees: bool = False
    why: str | None = None
    other_article: str | None = None
    why_tapped: bool = False
    waiting: bool = False
    signed_in: bool = False
