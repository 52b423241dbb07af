"""The conversations as the list shows them: who waits for a person first, then mine, then the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from escalation.crm.models import Contact

Group = Literal["waiting", "mine", "colleagues", "bot"]
FILTERS: dict[str, tuple[Group, ...]] = {
    "all": ("waiting", "mine", "colleagues", "bot"),
    "waiting": ("waiting",),
    "mine": ("mine",),
    "bot": ("bot",),
}
GROUP_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `name` is None for a visitor; `unread` counts what came after my last look, for mine."""

    id: str
    name: str | None
    company: str | None
    preview: str
    language: str
    agent: str | None
    waiting_since: datetime | None
    updated_at: datetime
    unread: int


@dataclass(frozen=True, slots=True)
class Section:
    group: Group
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Listing:
    """`counts` are of all groups, whatever the filter; `attention` is what the title and the icon show."""

    chosen: str
    sections: tuple[Section, ...]
    counts: dict[str, int]
    attention: int


def list_conversations(session: TenantSession, *, agent_id: str, chosen: str) -> Listing:
    """At most GROUP_LIMIT of each group; an unknown filter is "all"."""
    chosen = chosen if chosen in FILTERS else "all"
    conditions = _conditions(agent_id)
    counts, unread_mine = _counts(session, conditions)
    found = {
        group: _rows(session, group, conditions[group]) if counts[group] else [] for group in FILTERS[chosen]
    }
    people = _people(session, [row for rows in found.values() for row in rows])
    sections = tuple(
        Section(
            group,
            tuple(_row(conversation, people, mine=group == "mine") for conversation in rows),
            counts[group],
        )
        for group, rows in found.items()
        if rows
    )
    return Listing(
        chosen,
        sections,
        counts | {"all": sum(counts.values())},
        attention=counts["waiting"] + unread_mine,
    )


def _conditions(agent_id: str) -> dict[Group, tuple[ColumnElement[bool], ...]]:
    by_agent = Conversation.owner == "agent"
    return {
        "waiting": (Conversation.owner == "bot", Conversation.waiting_since.is_not(None)),
        "mine": (by_agent, Conversation.agent_id == agent_id),
        "colleagues": (by_agent, Conversation.agent_id != agent_id),
        # A conversation in which nothing was said yet is nobody's business.
        "bot": (
            Conversation.owner == "bot",
            Conversation.waiting_since.is_(None),
            Conversation.next_seq > 1,
        ),
    }


def _counts(
    session: TenantSession, conditions: dict[Group, tuple[ColumnElement[bool], ...]]
) -> tuple[dict[str, int], int]:
    """Of each group, and of mine with something unread, in one look at the conversations."""
    unread = and_(*conditions["mine"], Conversation.next_seq - 1 > Conversation.agent_seen_seq)
    columns = [func.count().filter(and_(*where)) for where in conditions.values()]
    *counts, unread_mine = session.execute(
        select(*columns, func.count().filter(unread)).select_from(Conversation)
    ).one()
    return dict(zip(map(str, conditions), counts, strict=True)), unread_mine


def _rows(
    session: TenantSession, group: Group, where: tuple[ColumnElement[bool], ...]
) -> Sequence[Conversation]:
    """The longest wait first; elsewhere what moved last."""
    order: Any = Conversation.waiting_since.asc() if group == "waiting" else Conversation.updated_at.desc()
    return session.scalars(
        select(Conversation).where(*where).order_by(order, Conversation.id).limit(GROUP_LIMIT)
    ).all()


def _people(session: TenantSession, rows: Sequence[Conversation]) -> dict[str, Contact]:
    keys = {row.contact_key for row in rows if row.contact_key}
    if not keys:
        return {}
    return {contact.key: contact for contact in session.scalars(select(Contact).where(Contact.key.in_(keys)))}


def _row(conversation: Conversation, people: dict[str, Contact], *, mine: bool) -> Row:
    person = people.get(conversation.contact_key or "")
    by_agent = conversation.owner == "agent"
    return Row(
        id=conversation.id,
        name=person.name if person else conversation.contact_key,
        company=person.company if person else None,
        preview=conversation.preview,
        language=conversation.language,
        agent=conversation.agent_name if by_agent else None,
        waiting_since=None if by_agent else conversation.waiting_since,
        updated_at=conversation.updated_at,
        unread=max(0, conversation.next_seq - 1 - conversation.agent_seen_seq) if mine else 0,
    )
