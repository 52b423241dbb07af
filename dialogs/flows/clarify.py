"""Two meanings are close: both are named, and the choice goes on with the first message."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dialogs import lexicon
from dialogs.draft import Draft
from dialogs.references import place_named
from dialogs.tracker import DialogueStateTracker
from dialogs.wording import Responses
from nlu.types import Decision, Entity, IntentScore, Language, ParseResult

MEANT = "the customer meant "
"""Begins the reason that names the meaning chosen."""


WHAT_ABOUT = {"product_module": ("how_to", "report_bug"), "platform": ("how_to", "report_bug")}
BOUGHT = ("pricing_question", "upgrade_plan")
"""What may be wanted of something that was only named: of a part of the product, and of what is sold."""

SHORTEST_HAN, SHORTEST_LATIN = 2, 4
"""Characters of a word that tells which label is meant."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_ADDS_NOTHING = re.compile(r"\b(?:the|one|please)\b|那个|[吧呢啊的]")


def ask_which(draft: Draft) -> None:
    first, second = draft.reading.likely[:2]
    draft.because(f"{first} and {second} are too close to choose")
    _ask(draft, first, second)


def ask_which_again(draft: Draft) -> None:
    offer = draft.tracker.offer
    assert offer is not None  # noqa: S101
    draft.record("offer.made", kind="meaning", data=offer.data)
    _name(draft, *offer.data["choices"])


def is_for_both(draft: Draft) -> bool:
    """Whether it is open only which of the two comes first."""
    return draft.tracker.offer is not None and bool(draft.tracker.offer.data.get("both"))


def ask_which_first(draft: Draft) -> None:
    """Both are wanted: what is not chosen waits for its turn."""
    offer = draft.tracker.offer
    assert offer is not None  # noqa: S101
    draft.record("offer.made", kind="meaning", data={**offer.data, "both": True})
    _name(draft, *offer.data["choices"], words="clarify.which_first")


def ask_what_about(draft: Draft) -> None:
    """For a message that is nothing but a name."""
    _ask(draft, *WHAT_ABOUT.get(draft.message.entities[0].entity, BOUGHT))


def _ask(draft: Draft, first: str, second: str) -> None:
    draft.record("offer.made", kind="meaning", data={"choices": [first, second], **as_said(draft.message)})
    _name(draft, first, second)


def _name(draft: Draft, first: str, second: str, *, words: str = "clarify.which") -> None:
    draft.act("clarifies")
    labels = [draft.term("intent", name) for name in (first, second)]
    draft.say(words, first=labels[0], second=labels[1], quick=(*labels, *draft.labels("neither")))


def read_choice(tracker: DialogueStateTracker, message: ParseResult, responses: Responses) -> str | None:
    """The meaning chosen: by its label, a word that only it has, its place, or the second look."""
    offer = tracker.offer
    if offer is None or offer.kind != "meaning":
        return None
    choices: list[str] = offer.data["choices"]
    said = lexicon.plain(message.text)
    labels = {
        choice: [lexicon.plain(responses.term("intent", choice, language)) for language in Language]
        for choice in choices
    }
    for choice in choices:
        if said in labels[choice]:
            return choice
    having = [choice for choice in choices if any(_is_part(said, label) for label in labels[choice])]
    if len(having) == 1:
        return having[0]
    place = place_named(message.text, len(choices))
    if place is not None:
        return choices[place]
    accepted = message.decision is Decision.accepted
    return message.intent.name if accepted and message.intent.name in choices else None


def _is_part(said: str, label: str) -> bool:
    """Whether a label holds these words, beside what adds nothing; "in" and 问 are too short to tell."""
    words = " ".join(_ADDS_NOTHING.sub(" ", said).split())
    if len(words) < (SHORTEST_HAN if _HAN.search(words) else SHORTEST_LATIN):
        return False
    return words in label if _HAN.search(words) else f" {words} " in f" {label} "


def take_choice(draft: Draft, intent: str) -> None:
    """Goes on as if the first message had been understood that way."""
    offer = draft.tracker.offer
    assert offer is not None  # noqa: S101
    draft.because(f"{MEANT}{intent}")
    kept = {"text": offer.data["text"], "entities": offer.data["entities"]}
    if is_for_both(draft):
        later = next(choice for choice in offer.data["choices"] if choice != intent)
        draft.record("wish.kept", intent=later, **kept)
    draft.record("offer.closed")
    draft.take(meant_as(intent=intent, draft=draft, **kept))


def as_said(message: ParseResult) -> dict[str, Any]:
    """What is kept of a message for `meant_as`."""
    return {"text": message.text, "entities": [asdict(entity) for entity in message.entities]}


def meant_as(text: str, intent: str, entities: Sequence[Mapping[str, Any]], draft: Draft) -> ParseResult:
    """An earlier message as it was stored, with its meaning settled."""
    return ParseResult(
        text=text,
        language=draft.language,
        intent=IntentScore(intent, 1.0),
        intent_ranking=(IntentScore(intent, 1.0),),
        entities=tuple(Entity(**entity) for entity in entities),
        decision=Decision.accepted,
        reasons=(),
    )
