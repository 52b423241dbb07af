"""What speaks for two tickets being of the same trouble, and what against it. Pure."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field

import numpy as np
from numpy.typing import NDArray

from escalation.duplicates.concepts import VAGUE, Concepts, find_concepts, find_opposites

IDS = ("order_id", "invoice_id", "ticket_id", "error_code")
"""Kinds of entities that name the one thing a ticket is about: another one is another trouble."""

FAMILIES = {"ios": "mobile", "android": "mobile", "mac": "desktop", "windows": "desktop", "linux": "desktop"}
"""Who says "the mobile app" may mean either of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket as its customer told it. `entities` are kinds and values as the understanding gives them.

    `vector` is of unit length and without its language's mean; None where there is no encoder.
    """

    text: str
    entities: frozenset[tuple[str, str]] = frozenset()
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    def values(self, kind: str) -> frozenset[str]:
        return frozenset(value for its, value in self.entities if its == kind)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbers for the weights, in this order. `shared` and `apart` weigh words by their rarity; `apart` is what
    each has and the other lacks, the lesser of both sides: who tells less is not apart. `clear` is any symptom
    but the vague one. `wishes_apart`: no clear symptom holds together what is apart."""

    nearness: float
    modules_shared: float
    things_shared: float
    things_apart: float
    doings_shared: float
    doings_apart: float
    doings_missing: float
    clear_shared: float
    vague_shared: float
    symptom_apart: float
    symptom_missing: float
    wishes_apart: float
    question_beside_fault: float
    nothing_shared: float
    same_id: float

    def numbers(self) -> tuple[float, ...]:
        return astuple(self)


@dataclass(frozen=True, slots=True)
class Compared:
    """`against` are contradictions, any of which decides; `shared` and `apart` are the words for people."""

    evidence: Evidence
    against: tuple[str, ...]
    shared: tuple[str, ...]
    apart: tuple[str, ...]


def compare(one: Told, other: Told, rarity: Mapping[str, float]) -> Compared:
    """`rarity` is of concepts, between 0 and 1."""
    a, b = find_concepts(one.text), find_concepts(other.text)
    symptoms = _symptoms(a, one), _symptoms(b, other)
    pairs = ((a.module, b.module), (a.thing, b.thing), (a.doing, b.doing), symptoms)
    clear = symptoms[0] & symptoms[1] - {VAGUE}
    things_apart, doings_apart = _apart(a.thing, b.thing, rarity), _disjoint(a.doing, b.doing)
    evidence = Evidence(
        nearness=_nearness(one, other),
        modules_shared=float(bool(a.module & b.module)),
        things_shared=_weight(a.thing & b.thing, rarity),
        things_apart=things_apart,
        doings_shared=_weight(a.doing & b.doing, rarity),
        doings_apart=float(doings_apart),
        doings_missing=float(bool(a.doing) is not bool(b.doing)),
        clear_shared=float(bool(clear)),
        vague_shared=float(VAGUE in symptoms[0] & symptoms[1]),
        symptom_apart=float(_disjoint(*symptoms)),
        symptom_missing=float(bool(symptoms[0]) is not bool(symptoms[1])),
        wishes_apart=float(not clear and (things_apart > 0 or doings_apart)),
        question_beside_fault=float(_question_beside_fault(a, b, symptoms)),
        nothing_shared=float(not any(these & those for these, those in pairs)),
        same_id=float(any(one.values(kind) & other.values(kind) for kind in IDS)),
    )
    return Compared(
        evidence,
        tuple(_contradictions(one, other, a, b)),
        tuple(name for these, those in pairs for name in sorted(these & those)),
        tuple(name for these, those in pairs for name in sorted(these ^ those)),
    )


def _contradictions(one: Told, other: Told, a: Concepts, b: Concepts) -> list[str]:
    found = [
        _unlike(kind, one.values(kind), other.values(kind))
        for kind in (*IDS, "person")
    ]
    found.append(_unlike("platform", _platforms(one, other), _platforms(other, one)))
    found.append(_unlike("module", a.module, b.module))
    found.append(_unlike("month", a.month, b.month))
    if not any(one.values(kind) & other.values(kind) for kind in IDS):
        found.append(_unlike("subject", a.module | a.thing | a.doing, b.module | b.thing | b.doing))
    if opposites := find_opposites(a.doing, b.doing):
        found.append(f"the opposite: {' / '.join(opposites)}")
    if a.scope and b.scope and not a.scope & b.scope:
        found.append("one person's trouble beside everybody's")
    return [words for words in found if words]


def _unlike(kind: str, these: frozenset[str], those: frozenset[str]) -> str:
    if not these or not those or these & those:
        return ""
    return f"another {kind}: {', '.join(sorted(these))} / {', '.join(sorted(those))}"


def _platforms(told: Told, beside: Told) -> frozenset[str]:
    """Families where the other ticket names one only so."""
    mine, theirs = told.values("platform"), beside.values("platform")
    return mine | {FAMILIES[name] for name in mine if FAMILIES.get(name) in theirs}


def _symptoms(concepts: Concepts, told: Told) -> frozenset[str]:
    """A ticket that names an error code names a failure."""
    if concepts.symptom or not told.values("error_code"):
        return concepts.symptom
    return frozenset({VAGUE})


def _question_beside_fault(
    a: Concepts, b: Concepts, symptoms: tuple[frozenset[str], frozenset[str]]
) -> bool:
    asks = tuple("question" in concepts.asks and not told for concepts, told in zip((a, b), symptoms, strict=True))
    return (asks[0] and bool(symptoms[1])) or (asks[1] and bool(symptoms[0]))


def _disjoint(these: frozenset[str], those: frozenset[str]) -> bool:
    return bool(these and those) and not these & those


def _apart(these: frozenset[str], those: frozenset[str], rarity: Mapping[str, float]) -> float:
    return min(_weight(these - those, rarity), _weight(those - these, rarity))


def _weight(names: frozenset[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(name, 1.0) for name in names)


def _nearness(one: Told, other: Told) -> float:
    if one.vector is None or other.vector is None:
        return 0.0
    return float(one.vector @ other.vector)
