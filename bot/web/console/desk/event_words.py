"""Each event of a ticket's log as a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.web.console.desk.staff import Staff
from bot.web.console.labels import label
from bot.web.console.strings import STRINGS, say
from escalation.routing.words import read_words
from escalation.ticketing.events import TicketEvent


@dataclass(frozen=True, slots=True)
class Telling:
    """In whose language, by whose names. `tickets` has the numbers of those that events name, by id,
    `customers` the names of those, by key."""

    language: str
    staff: Staff
    tickets: Mapping[str, int]
    customers: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def who(self, event: TicketEvent) -> str:
        return self.staff.doer(event.by, self.language)

    def in_words(self, event: TicketEvent) -> str:
        """What was done, without who did it."""
        tell = _TELLINGS.get(event.type)
        return tell(self, event.data) if tell else event.type

    def ticket(self, ticket_id: str) -> str:
        return f"#{self.tickets.get(ticket_id, '?')}"


def tickets_in(events: list[TicketEvent]) -> set[str]:
    """The ids of the other tickets that they name."""
    names = ("ticket", "into", "from")
    related = (event for event in events if event.type in _OF_TICKETS)
    return {event.data[name] for event in related for name in names if isinstance(event.data.get(name), str)}


def customers_in(events: list[TicketEvent]) -> set[str]:
    """The keys of those whom it was attached to."""
    changes = (event.data for event in events if event.type == "ticket.customer_changed")
    return {key for data in changes for key in (data["from"], data["to"]) if key is not None}


_OF_TICKETS = frozenset(
    f"ticket.{what}" for what in ("linked", "unlinked", "merged", "unmerged", "absorbed", "released")
)

Data = Mapping[str, Any]


def _status(telling: Telling, data: Data) -> str:
    to = label(telling.language, "ticket_status", data["to"])
    return telling.say("desk_did_status", to=to)


def _priority(telling: Telling, data: Data) -> str:
    why = read_words(data["reason"]).in_language(telling.language)
    return telling.say("desk_did_priority", was=data["from"], to=data["to"], why=why or "–")


def _assigned(telling: Telling, data: Data) -> str:
    agent, team = data["agent"], data["team"]
    parts = [telling.staff.agent_name(agent)] if agent else []
    parts += [telling.staff.team_name(team, telling.language)] if team else []
    told = telling.say("desk_did_assign", to=" · ".join(parts)) if parts else telling.say("desk_did_unassign")
    # That somebody did it by hand their name tells.
    why = read_words(data.get("reason") or "").in_language(telling.language)
    by_hand = not why or why in STRINGS["desk_by_hand"]
    return told if by_hand else telling.say("desk_did_why", what=told, why=why)


def _tagged(telling: Telling, data: Data) -> str:
    added, removed = ", ".join(data["added"]), ", ".join(data["removed"])
    parts = [telling.say("desk_did_tag", tags=added)] if added else []
    parts += [telling.say("desk_did_untag", tags=removed)] if removed else []
    return ("；" if telling.language == "zh" else "; ").join(parts)


def _field(telling: Telling, data: Data) -> str:
    if data["to"] is None:
        return telling.say("desk_did_unfield", field=data["field"])
    return telling.say("desk_did_field", field=data["field"], to=data["to"])


def _customer(telling: Telling, data: Data) -> str:
    key = data["from"] if data["to"] is None else data["to"]
    words = "desk_did_no_customer" if data["to"] is None else "desk_did_customer"
    return telling.say(words, customer=telling.customers.get(key) or key)


def _module(telling: Telling, data: Data) -> str:
    if data["to"] is None:
        return telling.say("desk_did_no_module")
    return telling.say("desk_did_module", to=data["to"])


def _plain(key: str) -> Callable[[Telling, Data], str]:
    return lambda telling, _data: telling.say(key)


def _other(key: str, name: str = "ticket") -> Callable[[Telling, Data], str]:
    return lambda telling, data: telling.say(key, ticket=telling.ticket(data.get(name) or ""))


def _agent(key: str) -> Callable[[Telling, Data], str]:
    return lambda telling, data: telling.say(key, agent=telling.staff.agent_name(data["agent"]))


def _clock(key: str) -> Callable[[Telling, Data], str]:
    return lambda telling, data: telling.say(key, clock=telling.say(f"desk_clock_{data['clock']}"))


def _opened(telling: Telling, data: Data) -> str:
    channel = label(telling.language, "channel", data["channel"])
    return telling.say("desk_did_open", channel=channel, priority=data["priority"])


def _policy(telling: Telling, data: Data) -> str:
    name = (data["policy"] or {}).get("name") or {}
    named = name.get(telling.language) if isinstance(name, Mapping) else name
    return telling.say("desk_did_policy", policy=named or (data["policy"] or {}).get("id") or "–")


def _incident(telling: Telling, data: Data) -> str:
    return telling.say("desk_did_incident" if data["incident"] else "desk_did_no_incident")


def _answered(telling: Telling, data: Data) -> str:
    score, comment = data["score"], data.get("comment")
    if score is None:
        return telling.say("desk_did_comment", comment=comment or "–")
    key = "desk_did_survey_said" if comment else "desk_did_survey"
    return telling.say(key, score=score, comment=comment)


_TELLINGS: Mapping[str, Callable[[Telling, Data], str]] = {
    "ticket.opened": _opened,
    "ticket.customer_wrote": _plain("desk_did_write"),
    "ticket.agent_replied": _plain("desk_did_reply"),
    "ticket.noted": _plain("desk_did_note"),
    "ticket.status_changed": _status,
    "ticket.priority_changed": _priority,
    "ticket.assigned": _assigned,
    "ticket.tagged": _tagged,
    "ticket.field_changed": _field,
    "ticket.customer_changed": _customer,
    "ticket.module_changed": _module,
    "ticket.linked": _other("desk_did_link"),
    "ticket.unlinked": _other("desk_did_unlink"),
    "ticket.watched": _agent("desk_did_watch"),
    "ticket.unwatched": _agent("desk_did_unwatch"),
    "ticket.attached": lambda telling, data: telling.say("desk_did_attach", name=data["name"]),
    "ticket.merged": _other("desk_did_merge", "into"),
    "ticket.unmerged": _other("desk_did_unmerge", "from"),
    "ticket.absorbed": _other("desk_did_absorb"),
    "ticket.released": _other("desk_did_release"),
    "ticket.incident_marked": _incident,
    "sla.applied": _policy,
    "sla.warned": _clock("desk_did_warn"),
    "sla.breached": _clock("desk_did_breach"),
    "survey.asked": _plain("desk_did_ask"),
    "survey.answered": _answered,
}
