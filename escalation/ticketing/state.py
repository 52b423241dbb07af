"""The ticket as a fold over its events: what its row says follows from them and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from escalation.routing.words import Words, read_words
from escalation.ticketing.events import TicketEvent


@dataclass(frozen=True, slots=True)
class TicketState:
    """The part of a ticket that events change. `status` is its own also while it is merged into another;
    `priority_reason` is the English of what `reason_of` tells in both languages."""

    priority: str = "P3"
    priority_reason: str = ""
    status: str = "new"
    channel: str = ""
    contact_key: str | None = None
    tier: str | None = None
    module: str | None = None
    language: str = ""
    team: str | None = None
    queue: str | None = None
    agent_id: str | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    merged_into: str | None = None
    incident: bool = False
    first_responded_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened: int = 0


def fold(events: Iterable[TicketEvent]) -> TicketState:
    state = TicketState()
    for event in events:
        state = advance(state, event)
    return state


def reason_of(events: Iterable[TicketEvent]) -> Words:
    """Why it has the priority that it has."""
    reason: Any = ""
    for event in events:
        if event.type in ("ticket.opened", "ticket.priority_changed"):
            reason = event.data["reason"]
    return read_words(reason)


def is_given_by_hand(events: Iterable[TicketEvent]) -> bool:
    """Whether whoever has it got it from a person or took it, not from a rule or the service."""
    agent, by_hand = None, False
    for event in events:
        if event.type == "ticket.assigned" and event.data["agent"] != agent:
            agent, by_hand = event.data["agent"], event.by.startswith("agent:")
    return by_hand and agent is not None


def advance(state: TicketState, event: TicketEvent) -> TicketState:
    """The state after the event; of types that change nothing, the same."""
    data = event.data
    match event.type:
        case "ticket.opened":
            return replace(
                state,
                priority=data["priority"],
                priority_reason=read_words(data["reason"]).en,
                status=data.get("status", "new"),
                channel=data["channel"],
                contact_key=data.get("contact", state.contact_key),
                tier=data["tier"],
                module=data.get("module", state.module),
                language=data["language"],
                tags=tuple(data.get("tags", state.tags)),
            )
        case "ticket.agent_replied":
            return replace(state, first_responded_at=state.first_responded_at or event.at)
        case "ticket.status_changed":
            return _with_status(state, data["to"], event.at)
        case "ticket.priority_changed":
            return replace(state, priority=data["to"], priority_reason=read_words(data["reason"]).en)
        case "ticket.assigned":
            return replace(state, agent_id=data["agent"], team=data["team"], queue=data["queue"])
        case "ticket.customer_changed":
            return replace(state, contact_key=data["to"], tier=data["tier"])
        case "ticket.module_changed":
            return replace(state, module=data["to"])
        case "ticket.tagged":
            kept = [tag for tag in state.tags if tag not in data["removed"]]
            return replace(state, tags=tuple(dict.fromkeys((*kept, *data["added"]))))
        case "ticket.field_changed":
            return replace(state, fields=_with_field(state.fields, data["field"], data["to"]))
        case "ticket.merged":
            return replace(state, merged_into=data["into"])
        case "ticket.unmerged":
            return replace(state, merged_into=None)
        case "ticket.incident_marked":
            return replace(state, incident=data["incident"])
    return state


def _with_status(state: TicketState, status: str, at: datetime) -> TicketState:
    """`resolved_at` is when it last became solved; None while it is open."""
    if status in ("resolved", "closed"):
        return replace(state, status=status, resolved_at=state.resolved_at or at)
    return replace(state, status=status, resolved_at=None, reopened=state.reopened + (status == "reopened"))


def _with_field(fields: Mapping[str, Any], name: str, value: Any) -> Mapping[str, Any]:
    """None takes the field away."""
    others = {key: kept for key, kept in fields.items() if key != name}
    return others if value is None else {**others, name: value}
