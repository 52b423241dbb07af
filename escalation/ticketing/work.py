"""What people, customers and rules do to a ticket. Each appends what happened; see `events` for the words.

The ticket comes in locked (`log.lock_ticket`). `by` is who does it, as an event names them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.errors import TicketFull
from escalation.routing.words import Words
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import BY_STATUS, next_status
from escalation.ticketing.log import record
from escalation.ticketing.models import Ticket, TicketLink, TicketMessage, TicketWatcher
from escalation.ticketing.thread import CUSTOMER, LONGEST_AUTHOR, Said, add_entry

LONGEST_TAG = 64
MOST_TAGS = 30
MOST_FIELDS = 50
LONGEST_REASON = 500
LONGEST_MODULE = 64

TAG_TOO_LONG = Words(
    f"标签“{{tag}}…”有 {{got}} 个字符，最多 {LONGEST_TAG} 个",
    f'the tag "{{tag}}…" has {{got}} characters; expected at most {LONGEST_TAG}',
)
TOO_MANY_TAGS = Words(
    f"这样会有 {{got}} 个标签，一张工单最多 {MOST_TAGS} 个；请先去掉一些",
    f"that would be {{got}} tags, and a ticket has at most {MOST_TAGS}; take some away first",
)
TOO_MANY_FIELDS = Words(
    f"一张工单最多 {MOST_FIELDS} 个自定义字段；请先去掉一些",
    f"a ticket has at most {MOST_FIELDS} custom fields; take some away first",
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, when, and how many rules led to it one after the other."""

    by: str
    now: datetime
    depth: int = 0

    def event(self, type: str, **data: Any) -> TicketEvent:
        return TicketEvent(type, self.now, self.by, data, self.depth)


def customer_writes(
    session: Session, ticket: Ticket, deed: Deed, text: str, said: Said | None = None
) -> TicketMessage:
    """A pending ticket is open again, a solved one reopened."""
    entry = add_entry(
        session, ticket, author="customer", audience=CUSTOMER, text=text, now=deed.now, said=said
    )
    wrote = deed.event("ticket.customer_wrote", message=entry.position)
    record(session, ticket, wrote, *_moved(ticket, "customer_wrote", deed, "the customer wrote"))
    return entry


def reply(
    session: Session, ticket: Ticket, deed: Deed, *, name: str, text: str, said: Said | None = None
) -> TicketMessage:
    """A person's word to the customer; a new ticket is open from then on."""
    entry = add_entry(session, ticket, author=name, audience=CUSTOMER, text=text, now=deed.now, said=said)
    replied = deed.event("ticket.agent_replied", message=entry.position)
    record(session, ticket, replied, *_moved(ticket, "agent_replied", deed, "a person answered"))
    return entry


def note(
    session: Session,
    ticket: Ticket,
    deed: Deed,
    *,
    name: str | Words,
    text: str,
    mentions: Collection[str] = (),
) -> TicketMessage:
    """An internal entry; whom it mentions watches from then on. A rule's `name` is in both languages."""
    author = name.in_language(ticket.language) if isinstance(name, Words) else name
    both = {"author": name.cut(LONGEST_AUTHOR)._asdict()} if isinstance(name, Words) else {}
    entry = add_entry(session, ticket, author=author, audience="", text=text, now=deed.now)
    noted = {"message": entry.position, "mentions": sorted(mentions), **both}
    record(session, ticket, deed.event("ticket.noted", **noted))
    for agent_id in sorted(mentions):
        watch(session, ticket, deed, agent_id)
    return entry


def change_status(session: Session, ticket: Ticket, deed: Deed, status: str, *, why: str = "") -> bool:
    """False where it is that already; raises TransitionRefused where it cannot become that."""
    if ticket.status == status:
        return False
    record(session, ticket, *_moved(ticket, BY_STATUS.get(status, status), deed, why))
    return True


def change_priority(session: Session, ticket: Ticket, deed: Deed, priority: str, *, reason: Words) -> bool:
    if ticket.priority == priority:
        return False
    change = {"from": ticket.priority, "to": priority, "reason": reason.cut(LONGEST_REASON)._asdict()}
    record(session, ticket, deed.event("ticket.priority_changed", **change))
    return True


def assign(
    session: Session,
    ticket: Ticket,
    deed: Deed,
    *,
    agent: str | None,
    team: str | None,
    queue: str | None,
    reason: Words,
) -> bool:
    """To all three at once, so that what is not said is not left behind; False where nothing changes."""
    if (ticket.agent_id, ticket.team, ticket.queue) == (agent, team, queue):
        return False
    why = reason.cut(LONGEST_REASON)._asdict()
    record(session, ticket, deed.event("ticket.assigned", agent=agent, team=team, queue=queue, reason=why))
    return True


def tag(
    session: Session,
    ticket: Ticket,
    deed: Deed,
    *,
    add: Collection[str] = (),
    remove: Collection[str] = (),
) -> bool:
    """Tags are short words in lower case. TicketFull where one is longer than LONGEST_TAG, or there would be
    more than MOST_TAGS."""
    held = set(ticket.tags)
    removed = sorted(held & {clean_tag(name) for name in remove})
    added = [name for name in new_tags(add, held.difference(removed)) if name not in held]
    if not added and not removed:
        return False
    record(session, ticket, deed.event("ticket.tagged", added=added, removed=removed))
    return True


def new_tags(names: Collection[str], held: Collection[str] = ()) -> list[str]:
    """As they are kept, each once, without those that are `held`. TicketFull as `tag` raises it."""
    added = [name for name in dict.fromkeys(map(clean_tag, names)) if name and name not in held]
    if long := next((name for name in added if len(name) > LONGEST_TAG), None):
        raise TicketFull(TAG_TOO_LONG.fill(tag=long[:20], got=str(len(long))))
    if added and (count := len(held) + len(added)) > MOST_TAGS:
        raise TicketFull(TOO_MANY_TAGS.fill(got=str(count)))
    return added


def clean_tag(name: str) -> str:
    return "-".join(name.lower().split())


def clean_module(name: str) -> str | None:
    """One line that a column holds; None for nothing."""
    return " ".join(name.split())[:LONGEST_MODULE].rstrip() or None


def change_module(session: Session, ticket: Ticket, deed: Deed, module: str | None) -> bool:
    """What it is about, as `clean_module` has it; None takes it away."""
    if ticket.module == module:
        return False
    change = {"from": ticket.module, "to": module}
    record(session, ticket, deed.event("ticket.module_changed", **change))
    return True


def change_customer(
    session: Session, ticket: Ticket, deed: Deed, contact_key: str | None, *, tier: str | None
) -> bool:
    """It is that contact's from now on, and what is promised is what their plan is promised; None: nobody's
    that is known. Who may see or be told anything is for the caller to have considered."""
    if ticket.contact_key == contact_key:
        return False
    change = {"from": ticket.contact_key, "to": contact_key, "tier": tier}
    record(session, ticket, deed.event("ticket.customer_changed", **change))
    return True


def set_field(session: Session, ticket: Ticket, deed: Deed, field: str, value: Any) -> bool:
    """None takes it away. TicketFull where there would be more than MOST_FIELDS."""
    before = ticket.fields.get(field)
    if before == value:
        return False
    if before is None and len(ticket.fields) >= MOST_FIELDS:
        raise TicketFull(TOO_MANY_FIELDS)
    record(session, ticket, deed.event("ticket.field_changed", field=field, **{"from": before, "to": value}))
    return True


def mark_incident(session: Session, ticket: Ticket, deed: Deed, *, incident: bool) -> bool:
    """An incident gathers the tickets of all whom it hit."""
    if ticket.incident == incident:
        return False
    record(session, ticket, deed.event("ticket.incident_marked", incident=incident))
    return True


def link(session: Session, ticket: Ticket, deed: Deed, other: Ticket, kind: str = "related") -> bool:
    """Both logs say it. Both tickets are locked. False where they are linked, whichever of them to the other
    and however: two tickets have one link."""
    if ticket.id == other.id or _links_between(session, ticket, other):
        return False
    key = {"tenant_id": ticket.tenant_id, "ticket_id": ticket.id, "other_id": other.id}
    session.add(TicketLink(**key, kind=kind, created_at=deed.now))
    record(session, ticket, deed.event("ticket.linked", ticket=other.id, kind=kind))
    record(session, other, deed.event("ticket.linked", ticket=ticket.id, kind=kind))
    return True


def unlink(session: Session, ticket: Ticket, deed: Deed, other: Ticket) -> bool:
    """Whichever of the two was linked to the other, or both were."""
    found = _links_between(session, ticket, other)
    for one in found:
        session.delete(one)
        session.flush()
        record(session, ticket, deed.event("ticket.unlinked", ticket=other.id, kind=one.kind))
        record(session, other, deed.event("ticket.unlinked", ticket=ticket.id, kind=one.kind))
    return bool(found)


def _links_between(session: Session, ticket: Ticket, other: Ticket) -> list[TicketLink]:
    session.flush()  # a link that was just taken away is still met until then
    both_ways = (ticket.id, other.id), (other.id, ticket.id)
    there = (session.get(TicketLink, (ticket.tenant_id, *ends)) for ends in both_ways)
    return [one for one in there if one is not None]


def watch(session: Session, ticket: Ticket, deed: Deed, agent_id: str) -> bool:
    key = {"tenant_id": ticket.tenant_id, "ticket_id": ticket.id, "agent_id": agent_id}
    if session.get(TicketWatcher, tuple(key.values())) is not None:
        return False
    session.add(TicketWatcher(**key))
    record(session, ticket, deed.event("ticket.watched", agent=agent_id))
    return True


def unwatch(session: Session, ticket: Ticket, deed: Deed, agent_id: str) -> bool:
    found = session.get(TicketWatcher, (ticket.tenant_id, ticket.id, agent_id))
    if found is None:
        return False
    session.delete(found)
    session.flush()
    record(session, ticket, deed.event("ticket.unwatched", agent=agent_id))
    return True


def watchers_of(session: Session, ticket: Ticket) -> list[str]:
    found = select(TicketWatcher.agent_id).where(
        TicketWatcher.tenant_id == ticket.tenant_id, TicketWatcher.ticket_id == ticket.id
    )
    return list(session.scalars(found.order_by(TicketWatcher.agent_id)))


def links_of(session: Session, ticket: Ticket) -> Mapping[str, str]:
    """The other tickets' ids, with the kind of each link."""
    out = select(TicketLink.other_id, TicketLink.kind).where(
        TicketLink.tenant_id == ticket.tenant_id, TicketLink.ticket_id == ticket.id
    )
    back = select(TicketLink.ticket_id, TicketLink.kind).where(
        TicketLink.tenant_id == ticket.tenant_id, TicketLink.other_id == ticket.id
    )
    return {other: kind for found in (out, back) for other, kind in session.execute(found)}


def _moved(ticket: Ticket, happening: str, deed: Deed, why: str) -> tuple[TicketEvent, ...]:
    """The change of status that the happening brings, if it brings one."""
    to = next_status(ticket.status, happening)
    if to == ticket.status:
        return ()
    change = {"from": ticket.status, "to": to, "why": why}
    return (deed.event("ticket.status_changed", **change),)
