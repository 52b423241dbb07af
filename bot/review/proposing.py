"""Which messages of a conversation are worth a look as training data, and why.

Pure: a thread in, proposals out. The first rule that takes a message wins, so the one that knows the label
best comes first.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from typing import Any

from dialogs.flows.clarify import MEANT
from dialogs.flows.knowledge_answer import CARRIED_OUT_BY_PEOPLE
from dialogs.reading import TALK
from dialogs.situation import HUMAN, Step
from nlu.types import OUT_OF_SCOPE, Decision

LOW = 0.6
"""An accepted guess under it is unsure: on 1,500 test messages right 2 times in 3, the others 19 in 20."""

LONGEST = 500
"""Characters: what is longer holds more than one wish."""

ANSWERS = frozenset(
    {Step.choose, Step.neither, Step.prompt, Step.abandon, Step.tell, Step.agree, Step.revise, Step.helped}
    | {
        Step.not_helped,
        Step.close_offer,
        Step.invite,
        Step.other_one,
        Step.take_flow,
        Step.come_back,
        Step.end_spoken,
        Step.take_contact,
    }
)
"""Steps that a message's place in the conversation decided, whatever its intent."""

NO_TALK = frozenset({Step.refuse, Step.miss, Step.clarify, Step.look_up_knowledge})
"""Steps that are no answer to small talk."""

_CORRECTS = re.compile(
    r"我(?:的意思|(?:刚才|其实|本来)?(?:是)?(?:想|要)?(?:说|问|指)的?)是|(?<!是)不是(?:问|说|要|想|这个|那个|这意思|我)|答非所问"
    r"|(?:理解|搞|弄|听|会)错(?:了|我|意)"
    r"|\bi meant\b|^no+\b.{0,20}\bi(?:'m| am| was|'d| mean)\b|\bnot what i (?:meant|mean|asked|said|want)"
    r"|\bmisunderst(?:oo|an)d|\bthat'?s not what\b|^not that\b"
    r"|\bi was(?:n't)? (?:asking|talking) about\b",
    re.IGNORECASE,
)


class Why(StrEnum):
    chosen = "chosen"
    corrected = "corrected"
    not_helped = "not_helped"
    person_answered = "person_answered"
    person_solved = "person_solved"
    unsure = "unsure"


@dataclass(frozen=True)
class Said:
    """One message of the thread; `trace` is that of the bot's turn on it, None where none ran."""

    seq: int
    author: str
    text: str
    trace: Mapping[str, Any] | None = None

    @cached_property
    def ranking(self) -> tuple[Mapping[str, Any], ...]:
        """The classifier's best, as [{name, confidence}]; empty where nothing was understood."""
        return tuple((self.trace or {}).get("intent_ranking") or ())

    @cached_property
    def best_wish(self) -> str | None:
        """The classifier's best that the company does, and that is more than talk or a call for a person."""
        others = (OUT_OF_SCOPE, HUMAN, *TALK)
        return next((str(one["name"]) for one in self.ranking if one["name"] not in others), None)

    @cached_property
    def accepted(self) -> str | None:
        """The intent, where the fallback rule accepted one; not small talk that the policy took for none."""
        taken = self.trace is not None and self.trace.get("decision") == Decision.accepted
        intent = str(self.ranking[0]["name"]) if taken and self.ranking else None
        return None if intent in TALK and self.steps & NO_TALK else intent

    @cached_property
    def is_sure(self) -> bool:
        return self.accepted is not None and self.ranking[0]["confidence"] >= LOW

    @cached_property
    def acts(self) -> frozenset[str]:
        return frozenset((self.trace or {}).get("acts") or ())

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        return tuple((self.trace or {}).get("reasons") or ())

    @cached_property
    def steps(self) -> frozenset[str]:
        """What the policy did with it; empty for a manager that does not say."""
        return frozenset(reason.partition(":")[0] for reason in self.reasons) & frozenset(Step)

    @property
    def hands_off(self) -> bool:
        return bool((self.trace or {}).get("handoff"))

    @cached_property
    def is_wish(self) -> bool:
        """Whether its intent counted: it answers no question of the bot's, and wants more than a person."""
        return bool(self.ranking) and not self.steps & ANSWERS and self.accepted not in (HUMAN, *TALK)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The message `said` might be learned as `intent`; None where only a person can say."""

    said: Said
    why: Why
    intent: str | None


def propose(thread: Sequence[Said]) -> tuple[Proposal, ...]:
    """`thread` in order of seq, whole or its end. At most one proposal a message."""
    return tuple(_proposals(thread))


def _proposals(thread: Sequence[Said]) -> Iterator[Proposal]:
    for place, said in enumerate(thread):
        if said.author != "customer" or not said.is_wish or not _can_be_learned(said.text):
            continue
        later = thread[place + 1 :]
        for why, rule in RULES.items():
            found = rule(said, later)
            if found is not None:
                yield Proposal(said, why, found or None)
                break


def _can_be_learned(text: str) -> bool:
    return len(text) <= LONGEST and any(character.isalpha() for character in text)


# --- the rules: the intent where one takes the message, "" where it does without knowing, None else ---------


def _chosen(said: Said, later: Sequence[Said]) -> str | None:
    """The meaning that the customer picked when the bot asked which."""
    following = _next_turn(later)
    if "clarifies" not in said.acts or following is None:
        return None
    return next((r.removeprefix(MEANT) for r in following.reasons if r.startswith(MEANT)), None)


def _corrected(said: Said, later: Sequence[Said]) -> str | None:
    """ "No, I meant …": what the correction was understood as, where that is another intent."""
    following = _next_turn(later)
    if following is None or not following.is_wish or not _CORRECTS.search(following.text):
        return None
    meant = following.accepted
    if meant is None:
        return ""
    return None if meant in (said.accepted, OUT_OF_SCOPE) else meant


def _not_helped(said: Said, later: Sequence[Said]) -> str | None:
    """A handoff right after the answer, unless the answer itself said that people do it."""
    if "answers_from_kb" not in said.acts:
        return None
    complained = False
    for following in _turns(later):
        if following.hands_off:
            expected = said.accepted in CARRIED_OUT_BY_PEOPLE and not complained
            return None if expected else said.best_wish
        if Step.not_helped not in following.steps:
            return None
        complained = True
    return None


def _person_answered(said: Said, later: Sequence[Said]) -> str | None:
    """The bot did not take it, a person did: so it is in scope, whatever the classifier thought."""
    return said.best_wish if not said.is_sure and _person_took_it(later) else None


def _person_solved(said: Said, later: Sequence[Said]) -> str | None:
    """The last wish before a handoff that a person answered."""
    alone = takewhile(lambda one: one.author != "agent", (said, *later))
    hands_off = any(one.hands_off for one in alone)
    return said.accepted if hands_off and said.is_sure and _person_took_it(later) else None


def _unsure(said: Said, later: Sequence[Said]) -> str | None:
    """Out of scope is no doubt where the classifier's own best says it too."""
    best = str(said.ranking[0]["name"])
    return None if said.is_sure or best == OUT_OF_SCOPE else best


Rule = Callable[[Said, Sequence[Said]], str | None]
RULES: Mapping[Why, Rule] = {
    Why.chosen: _chosen,
    Why.corrected: _corrected,
    Why.not_helped: _not_helped,
    Why.person_answered: _person_answered,
    Why.person_solved: _person_solved,
    Why.unsure: _unsure,
}


def _turns(later: Sequence[Said]) -> Iterator[Said]:
    return (one for one in later if one.author == "customer" and one.trace is not None)


def _next_turn(later: Sequence[Said]) -> Said | None:
    return next(_turns(later), None)


def _person_took_it(later: Sequence[Said]) -> bool:
    """Whether a person wrote before the customer wished for anything else that the bot took up."""
    for one in later:
        if one.author == "agent":
            return True
        if one.is_wish and one.is_sure and not one.hands_off:
            return False
    return False
