"""A ticket as its customer told it: all that recognising duplicates looks at."""

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

IDS = ("order_id", "invoice_id", "ticket_id", "error_code")
"""Kinds of entities that name the one thing a ticket is about."""

STATUS = re.compile(r"\d{3}")
"""An HTTP status is an error code too, and one that many troubles have."""

FAMILIES = {"ios": "mobile", "android": "mobile", "mac": "desktop", "windows": "desktop", "linux": "desktop"}
"""Who says "the mobile app" may mean either of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """`entities` are kinds and values as the understanding gives them, `vector` its encoder's of the text, of
    unit length; None where there is no encoder."""

    text: str
    language: str
    entities: frozenset[tuple[str, str]] = frozenset()
    vector: Vector | None = field(default=None, compare=False, repr=False)

    def values(self, kind: str) -> frozenset[str]:
        return frozenset(value for its, value in self.entities if its == kind)

    def shares_id_with(self, other: "Told") -> bool:
        shared = {value for kind in IDS for value in self.values(kind) & other.values(kind)}
        return any(not STATUS.fullmatch(value) for value in shared)

    def platforms_beside(self, other: "Told") -> frozenset[str]:
        """Each as its family where the other ticket names no more than that."""
        mine, theirs = self.values("platform"), other.values("platform")
        exact = frozenset(FAMILIES)
        if mine & exact and theirs & exact:
            return mine & exact
        return mine | {FAMILIES[name] for name in mine & exact}
