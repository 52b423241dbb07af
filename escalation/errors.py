"""EscalationError
├── NotFound             nothing of that id belongs to this tenant and customer
├── SurveyRejected       a score that is not on the scale
├── MergeRefused         two tickets that cannot be merged or gathered
├── TicketFull           more tags or fields than a ticket has, or one that is too long
├── CustomerRefused      a ticket that cannot be that customer's
├── TransitionRefused    a ticket cannot go from its status to that one
├── SettingRejected      a rule, team, macro or template that cannot be kept as it is, with what is wrong
├── SettingStale         somebody else has changed it since it was looked at
├── SLABroken            a calendar or an SLA policy that cannot be kept
└── DemoFileBroken       a customers file that cannot be loaded: what was got, what was expected
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalation.routing.reading import Problem
    from escalation.routing.words import Words


class EscalationError(Exception):
    """Root of what this package raises."""


class NotFound(EscalationError):
    def __init__(self, what: str, key: str) -> None:
        super().__init__(f"no {what} {key} here")
        self.what = what
        self.key = key


class TransitionRefused(EscalationError):
    """`possible` names what may happen to a ticket of this status."""

    def __init__(self, status: str, happening: str, possible: tuple[str, ...]) -> None:
        super().__init__(
            f"got {happening} for a ticket that is {status}; expected one of {', '.join(possible)}"
        )
        self.status = status
        self.happening = happening
        self.possible = possible


class TicketFull(EscalationError):
    """`why` is in both languages."""

    def __init__(self, why: "Words") -> None:
        super().__init__(why.en)
        self.why = why


class CustomerRefused(EscalationError):
    """`why` is in both languages."""

    def __init__(self, why: "Words") -> None:
        super().__init__(why.en)
        self.why = why


class MergeRefused(EscalationError):
    """`why` is in both languages."""

    def __init__(self, source: int, into: int, why: "Words") -> None:
        super().__init__(f"#{source} cannot go into #{into}: {why.in_language('en')}")
        self.source = source
        self.into = into
        self.why = why


class SettingRejected(EscalationError):
    """`problems` has one or more for each field that is wrong."""

    def __init__(self, problems: Sequence["Problem"]) -> None:
        super().__init__("; ".join(one.in_language("en") for one in problems))
        self.problems = tuple(problems)


class SettingStale(EscalationError):
    def __init__(self, what: str, key: str) -> None:
        super().__init__(f"{what} {key} has changed since it was looked at; look at it again, then save")
        self.what = what
        self.key = key


class SLABroken(EscalationError):
    """The message names the field, what was got and what was expected."""


class SurveyRejected(EscalationError):
    def __init__(self, score: int, lowest: int, highest: int) -> None:
        super().__init__(f"got the score {score}; expected {lowest} to {highest}")


class DemoFileBroken(EscalationError):
    """The message names the field, what was got and what was expected."""
