"""What happened in a conversation, as it is stored: facts in the past tense, folded into a tracker."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`type` is dotted ("flow.started"); `data` is JSON and says all that the fold needs."""

    type: str
    data: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
