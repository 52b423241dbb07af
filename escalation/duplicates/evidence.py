"""What speaks for two tickets being of the same trouble, in numbers. Pure."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from escalation.duplicates.concepts import VAGUE, Concepts, Names
from escalation.duplicates.told import Told


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbers for the weights, by these names. `shared` and `apart` weigh words by their rarity; `apart` is
    what each has and the other lacks, the lesser of both sides: who tells less is not apart. `clear` is any
    symptom but the vague one. `wishes_apart`: no clear symptom holds together what is apart."""

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
    symptom_besides: float
    symptom_missing: float
    wishes_apart: float
    asks_apart: float
    nothing_shared: float
    same_id: float

    def numbers(self) -> tuple[float, ...]:
        return astuple(self)


def gather_evidence(
    one: Told, other: Told, a: Concepts, b: Concepts, *, nearness: float, rarity: Mapping[str, float]
) -> Evidence:
    """`rarity` is of concepts, between 0 and 1."""
    symptoms = symptoms_of(a, one), symptoms_of(b, other)
    clear = symptoms[0] & symptoms[1] - {VAGUE}
    things_apart = _apart(a.thing, b.thing, rarity)
    doings_apart = _disjoint(a.doing, b.doing)
    return Evidence(
        nearness=nearness,
        modules_shared=float(bool(a.module & b.module)),
        things_shared=_weight(a.thing & b.thing, rarity),
        things_apart=things_apart,
        doings_shared=_weight(a.doing & b.doing, rarity),
        doings_apart=float(doings_apart),
        doings_missing=float(bool(a.doing) is not bool(b.doing)),
        clear_shared=float(bool(clear)),
        vague_shared=float(VAGUE in symptoms[0] & symptoms[1]),
        symptom_apart=float(_disjoint(*symptoms)),
        symptom_besides=float(_apart(symptoms[0], symptoms[1], {}) > 0 and bool(clear)),
        symptom_missing=float(bool(symptoms[0]) is not bool(symptoms[1])),
        wishes_apart=float(not clear and (things_apart > 0 or doings_apart)),
        asks_apart=float("question" in a.asks ^ b.asks),
        nothing_shared=float(not (a.subject & b.subject or symptoms[0] & symptoms[1])),
        same_id=float(one.shares_id_with(other)),
    )


def symptoms_of(concepts: Concepts, told: Told) -> Names:
    """A ticket that names an error code names a failure."""
    if concepts.symptom or not told.values("error_code"):
        return concepts.symptom
    return frozenset({VAGUE})


def _disjoint(these: Names, those: Names) -> bool:
    return bool(these and those) and not these & those


def _apart(these: Names, those: Names, rarity: Mapping[str, float]) -> float:
    return min(_weight(these - those, rarity), _weight(those - these, rarity))


def _weight(names: Names, rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(name, 1.0) for name in names)
