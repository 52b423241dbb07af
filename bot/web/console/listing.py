"""The conversations as the list shows them: who waits for a person first, then mine, then the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from bot.mail.addresses import EMAIL, people_of
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
    """One line. `name` is None for a visitor; `unread` counts what came after my last look, for mine.

    While `state` stays, the browser renews the line by itself from what the feed says (static/row.js).
    """

    id: str
    state: str
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
    rows_of_all = [row for rows in found.values() for row in rows]
    people = _people(session, rows_of_all)
    writers = people_of(session, [row.id for row in rows_of_all if row.channel == EMAIL])
    sections = tuple(
        Section(
            group,
            tuple(_row(conversation, people, writers, mine=group == "mine") for conversation in rows),
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


def _rows(session: TenantSession, group: Group, where: tuple[ColumnElement[bool], ...]) -> Sequence[Any]:
    """The longest wait first; elsewhere what moved last."""
    order: Any = Conversation.waiting_since.asc() if group == "waiting" else Conversation.updated_at.desc()
    return session.execute(
        select(*_SHOWN).where(*where).order_by(order, Conversation.id).limit(GROUP_LIMIT)
    ).all()


# Each agent asks for the list all day: columns are had at half the cost of objects.
_SHOWN = (
    Conversation.id, Conversation.contact_key, Conversation.owner, Conversation.agent_name,
    Conversation.waiting_since, Conversation.updated_at, Conversation.preview, Conversation.language,
    Conversation.next_seq, Conversation.agent_seen_seq, Conversation.channel,
)  # fmt: skip


def _people(session: TenantSession, rows: Sequence[Any]) -> dict[str, Any]:
    keys = {row.contact_key for row in rows if row.contact_key}
    if not keys:
        return {}
    people = select(Contact.key, Contact.name, Contact.company).where(Contact.key.in_(keys))
    return {person.key: person for person in session.execute(people)}


def _row(conversation: Any, people: dict[str, Any], writers: Mapping[str, str], *, mine: bool) -> Row:
    person = people.get(conversation.contact_key or "")
    by_agent = conversation.owner == "agent"
    waits = conversation.waiting_since
    return Row(
        id=conversation.id,
        state=" ".join(
            (conversation.owner, conversation.agent_name or "", waits.isoformat() if waits else "")
        ),
        name=person.name if person else conversation.contact_key or writers.get(conversation.id),
        company=person.company if person else None,
        preview=conversation.preview,
        language=conversation.language,
        agent=conversation.agent_name if by_agent else None,
        waiting_since=None if by_agent else waits,
        updated_at=conversation.updated_at,
        unread=max(0, conversation.next_seq - 1 - conversation.agent_seen_seq) if mine else 0,
    )
