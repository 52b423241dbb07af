"""Out of scope, or not understood: said kindly. The second miss offers a person, the third brings one."""

from dialogs.actions.people import hand_over, offer_person
from dialogs.draft import Draft
from dialogs.flows.conduct import ask_again

PLAIN_OFFER, HANDOVER = 2, 3
"""How many messages in a row must be missed for it."""


def refuse(draft: Draft) -> None:
    """For what the company does not do, and for what no meaning was found in.

    Only the second leads to a person unasked: who asks for poems three times wants none.
    """
    draft.act("refuses_out_of_scope")
    if not draft.reading.out_of_scope or draft.reading.babble:
        spoke = count_miss(draft, "not understood")
        if draft.handoff is None:
            draft.act("clarifies")
        if not spoke:
            _say(draft, _not_understood(draft))
        return
    if draft.is_waiting and not draft.reading.question and count_miss(draft, "no answer to the question"):
        return
    draft.because("out of scope")
    _say(draft, "fallback.out_of_scope_aside" if draft.is_waiting else "fallback.out_of_scope")


def _not_understood(draft: Draft) -> str:
    if draft.is_waiting:
        return "fallback.out_of_scope_aside"
    return "fallback.angry" if draft.reading.angry else "fallback.not_understood"


def miss(draft: Draft) -> None:
    """A message that answers the pending question in no way known: that is asked again."""
    if not count_miss(draft, "does not fit the question"):
        ask_again(draft, "fallback.again")


def count_miss(draft: Draft, why: str) -> bool:
    """Counts a message that led nowhere; True where that was one too many and it spoke or acted itself."""
    if draft.world.waiting:
        draft.because(f"{why}; a person was asked for already")
        return False
    draft.record("message.missed")
    misses = draft.tracker.misses
    draft.because(f"{why}: {misses} in a row")
    if misses >= HANDOVER:
        draft.lead_in("fallback.sorry_person")
        hand_over(draft, f"{misses} messages in a row were not understood")
        return True
    if misses == PLAIN_OFFER:
        _say(draft, "fallback.offer_person")
        return True
    return False


def _say(draft: Draft, key: str) -> None:
    if key == "fallback.offer_person" or not draft.is_waiting:
        offer_person(draft)
    draft.say(key, tenant=draft.world.tenant_name, quick=draft.labels("person"))
