"""Whether a push that was not found outside may be sent: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GIVE_UP = timedelta(minutes=10)
"""How long one that no search can disprove is looked for before a person is asked."""


class Course(StrEnum):
    send = "send"
    wait = "wait"
    ask = "ask"


@dataclass(frozen=True, slots=True)
class Decision:
    course: Course
    reason: str


def decide(*, sent_at: datetime | None, proof: timedelta | None, now: datetime) -> Decision:
    """`sent_at` is when it was last sent without an answer, None where it never was; `proof` as in
    `TicketBackend.proof`."""
    if sent_at is None:
        return Decision(Course.send, "it was never sent")
    silent = now - sent_at
    if proof is None:
        if silent < GIVE_UP:
            return Decision(Course.wait, "it was sent without an answer and may still turn up")
        return Decision(
            Course.ask, "it was sent without an answer, and a search cannot tell whether it is there"
        )
    if silent < proof:
        return Decision(
            Course.wait, f"it was sent without an answer less than {proof.total_seconds():g} s ago"
        )
    return Decision(Course.send, "it was sent without an answer and is not there")
