"""What was decided on the same words, one after the other: nothing that people decided is overwritten."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.models import ReviewProposal


@dataclass(frozen=True, slots=True)
class Decision:
    """`label` is None for what was rejected, `note` where no reason was given."""

    at: datetime
    by: str
    state: str
    label: str | None
    note: str | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Decision":
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"])})


def decisions_on(rows: Iterable[ReviewProposal]) -> list[Decision]:
    """All that were made on proposals of the same words, those that hold too, each once; oldest first."""
    made = {decision for row in rows for decision in (*_earlier(row), *current(row))}
    return sorted(made, key=lambda one: (one.at, one.by))


def current(row: ReviewProposal) -> Iterator[Decision]:
    """The one that holds; none where it is open."""
    if row.decided_at is not None:
        yield Decision(row.decided_at, row.decided_by or "", row.state, row.label, row.note)


def _earlier(row: ReviewProposal) -> Iterator[Decision]:
    return map(Decision.from_json, row.earlier)
