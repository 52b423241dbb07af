"""What is promised to whom: a tenant's SLA policies in order, and the choosing of one, with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ClockKind(StrEnum):
    first_response = "first_response"
    next_response = "next_response"
    resolution = "resolution"


@dataclass(frozen=True, slots=True)
class Target:
    """By the policy's calendar where `business`, else by any clock on any wall."""

    within: timedelta
    business: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """What a policy may ask of a ticket."""

    priority: str
    tier: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class SLAPolicy:
    """`when` maps fields of `Promised` to the values it takes; a field that is not in it may be anything.

    A kind without a target has no clock. `warn_at` is the share of a target after which the desk is warned.
    """

    id: str
    name: str
    when: Mapping[str, tuple[str | None, ...]]
    targets: Mapping[ClockKind, Target]
    warn_at: float
    calendar: str

    def fits(self, ticket: Promised) -> bool:
        return all(getattr(ticket, field) in values for field, values in self.when.items())


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    policy: SLAPolicy | None
    reason: str


def choose_policy(policies: Sequence[SLAPolicy], ticket: Promised) -> PolicyChoice:
    """The first that fits."""
    asked = f"priority {ticket.priority}, tier {ticket.tier or 'none'}, channel {ticket.channel}"
    for place, policy in enumerate(policies, 1):
        if policy.fits(ticket):
            return PolicyChoice(policy, f"{policy.name}, number {place}, is the first that fits {asked}")
    return PolicyChoice(None, f"none of {len(policies)} policies fits {asked}")
