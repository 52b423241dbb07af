"""Which turns took another course than recorded, and what they have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.replay.course import Course, outcome_of

COMPARED = ("intent", "acts", "flow", "state", "slots", "article", "version", "error")
# The conversation goes on as it did where only these differ: nothing else was done, asked or shown.
_HARMLESS = frozenset({"intent", "version"})


class By(StrEnum):
    intent = "intent"
    outcome = "outcome"
    tenant = "tenant"


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """`tenant` is its short name, `number` the message's place in its conversation, from 1; `recorded` None
    has nothing to match."""

    tenant: str
    conversation: str
    number: int
    text: str
    recorded: Course | None
    replayed: Course


@dataclass(frozen=True, slots=True)
class Difference:
    """`fields` are those of COMPARED that differ. `after_divergence`: the conversation had left its record
    before, so that this may follow from that."""

    tenant: str
    conversation: str
    number: int
    text: str
    recorded: Course
    replayed: Course
    fields: tuple[str, ...]
    after_divergence: bool

    def as_json(self) -> dict[str, Any]:
        recorded, replayed = asdict(self.recorded), asdict(self.replayed)
        return {
            "tenant": self.tenant,
            "conversation": self.conversation,
            "number": self.number,
            "text": self.text,
            "after_divergence": self.after_divergence,
            "intent": self.recorded.intent,
            "outcome": outcome_of(self.recorded),
            "changes": {
                name: {"recorded": recorded[name], "replayed": replayed[name]} for name in self.fields
            },
        }


@dataclass(frozen=True, slots=True)
class Report:
    """`turns` were played, of which `unrecorded` had nothing to be compared with."""

    conversations: int
    turns: int
    unrecorded: int
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "conversations": self.conversations,
            "turns": self.turns,
            "unrecorded": self.unrecorded,
            "different": len(self.differences),
            "after_divergence": sum(one.after_divergence for one in self.differences),
            **{f"by_{by}": {name: len(ones) for name, ones in self.groups(by).items()} for by in By},
            "differences": [one.as_json() for one in self.differences],
        }

    def groups(self, by: By) -> Mapping[str, Sequence[Difference]]:
        """Most turns first; named by what was recorded, and what it is where that differs."""
        found: dict[str, list[Difference]] = {}
        for one in self.differences:
            found.setdefault(_group(one, by), []).append(one)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def compare(turns: Iterable[PlayedTurn]) -> tuple[Difference, ...]:
    """The turns of one conversation, in their order."""
    found: list[Difference] = []
    diverged = False
    for turn in turns:
        fields = _different(turn.recorded, turn.replayed) if turn.recorded else ()
        if turn.recorded and fields:
            found.append(
                Difference(
                    turn.tenant,
                    turn.conversation,
                    turn.number,
                    turn.text,
                    turn.recorded,
                    turn.replayed,
                    fields,
                    after_divergence=diverged,
                )
            )
        diverged = diverged or not _HARMLESS.issuperset(fields)
    return tuple(found)


def _different(recorded: Course, replayed: Course) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if getattr(recorded, name) != getattr(replayed, name))


def _group(difference: Difference, by: By) -> str:
    if by is By.tenant:
        return difference.tenant
    name = _intent if by is By.intent else outcome_of
    before, after = name(difference.recorded), name(difference.replayed)
    return before if before == after else f"{before} → {after}"


def _intent(course: Course) -> str:
    return course.intent or "none"
