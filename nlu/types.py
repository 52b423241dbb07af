"""The values that leave this package. Importing them loads no model library."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

OUT_OF_SCOPE = "out_of_scope"


class Language(StrEnum):
    zh = "zh"
    en = "en"


class Decision(StrEnum):
    """What the fallback rule made of the classifier's ranking."""

    accepted = "accepted"
    ambiguous = "ambiguous"
    rejected = "rejected"


class RoleReason(StrEnum):
    """Why of two values one is "from", the old or refused, and the other "to", the new or meant."""

    change = "one is to become the other"
    contrast = "one is meant, not the other"
    named = "one is called the old, the other the new"


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of the message: `raw == text[start:end]`; `value` is normalised as domain.md says.

    `role` is "from" or "to" where two of a kind stand in such a relation, and `role_reason` says in which.
    """

    entity: str
    start: int
    end: int
    raw: str
    value: str
    role: str | None = None
    role_reason: RoleReason | None = None


@dataclass(frozen=True, slots=True)
class IntentScore:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ParseResult:
    """One understood message.

    `intent` is what holds after the fallback rule: out_of_scope where it rejected. `intent_ranking` is the
    classifier's own order before the rule, best first, confidences in [0, 1] that sum to 1. `vector` is the
    encoder's unit-length query vector of the text, for retrieval; None where no encoder ran (empty text).
    `out_of_scope` in [0, 1] says how strange the message looked to the rule; 0 where nobody asked.
    `parts` are two wishes in one message, each understood by itself; mostly there are none.
    """

    text: str
    language: Language
    intent: IntentScore
    intent_ranking: tuple[IntentScore, ...]
    entities: tuple[Entity, ...]
    decision: Decision
    reasons: tuple[str, ...]
    vector: Vector | None = field(default=None, compare=False, repr=False)
    out_of_scope: float = 0.0
    parts: "tuple[ParseResult, ...]" = ()
