"""The terms of a ticket: copies of its policy and of that policy's calendar, as its log keeps them."""

from collections.abc import Mapping
from typing import Any

from escalation.sla.policy import Promised, choose_policy
from escalation.sla.policy_data import SLASettings

NONE: Mapping[str, Any] = {"policy": None, "calendar": None}


def find_terms(settings: SLASettings, ticket: Promised) -> Mapping[str, Any]:
    """The data of `sla.applied`, with the reason of the choice."""
    choice = choose_policy(settings.policies, ticket)
    if choice.policy is None:
        return {**NONE, "reason": choice.reason}
    return {
        "policy": settings.policy_data[choice.policy.id],
        "calendar": settings.calendar_data[choice.policy.calendar],
        "reason": choice.reason,
    }


def are_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in NONE)
