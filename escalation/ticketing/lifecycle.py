"""The life of a ticket, as a statechart of python-statemachine; nothing else decides a status.

`pending` waits for the customer and stops the clocks, `on_hold` waits for somebody else and does not.
`reopened` is `open` once more, and is kept apart so that a rule, a report and an agent can tell.
"""

from collections.abc import Mapping
from functools import cache

from statemachine import State, StateChart

from escalation.errors import TransitionRefused


class TicketChart(StateChart):  # type: ignore[misc]
    new = State(initial=True)
    open = State()
    pending = State()
    on_hold = State()
    resolved = State()
    closed = State()
    reopened = State()

    # Each by what happened: somebody wrote, or an agent or a rule said what it is now.
    customer_wrote = (
        pending.to(open)
        | resolved.to(reopened)
        | closed.to(reopened)
        | new.to.itself()
        | open.to.itself()
        | on_hold.to.itself()
        | reopened.to.itself()
    )
    agent_replied = (
        new.to(open)
        | reopened.to(open)
        | open.to.itself()
        | pending.to.itself()
        | on_hold.to.itself()
        | resolved.to.itself()
        | closed.to.itself()
    )
    take_up = new.to(open) | pending.to(open) | on_hold.to(open) | reopened.to(open)
    wait_for_customer = new.to(pending) | open.to(pending) | on_hold.to(pending) | reopened.to(pending)
    put_on_hold = new.to(on_hold) | open.to(on_hold) | pending.to(on_hold) | reopened.to(on_hold)
    resolve = (
        new.to(resolved)
        | open.to(resolved)
        | pending.to(resolved)
        | on_hold.to(resolved)
        | reopened.to(resolved)
    )
    close = (
        resolved.to(closed)
        | new.to(closed)
        | open.to(closed)
        | pending.to(closed)
        | on_hold.to(closed)
        | reopened.to(closed)
    )
    reopen = resolved.to(reopened) | closed.to(reopened)


STATUSES = tuple(state.id for state in TicketChart.states)
OPEN = ("new", "open", "pending", "on_hold", "reopened")
SOLVED = ("resolved", "closed")
OURS = ("new", "open", "reopened")
"""Open, and the next step is ours: neither the customer is waited for nor anybody else."""

BY_STATUS: Mapping[str, str] = {
    "open": "take_up",
    "pending": "wait_for_customer",
    "on_hold": "put_on_hold",
    "resolved": "resolve",
    "closed": "close",
    "reopened": "reopen",
}
"""What has to happen for a status to be set by hand or by a rule."""


def next_status(status: str, happening: str) -> str:
    """Raises TransitionRefused where the chart has no such way, naming the happenings that it has."""
    ways = _ways()[status]
    if happening not in ways:
        raise TransitionRefused(status, happening, tuple(ways))
    return ways[happening]


def possible_statuses(status: str) -> tuple[str, ...]:
    """What an agent may set it to."""
    return tuple(to for to, happening in BY_STATUS.items() if happening in _ways()[status] and to != status)


@cache
def _ways() -> Mapping[str, Mapping[str, str]]:
    """The chart as a table: walking the chart itself takes a hundred times as long."""
    return {
        state.id: {event.id: way.target.id for way in state.transitions for event in way.events}
        for state in TicketChart.states
    }
