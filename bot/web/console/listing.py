"""The conversations as the list shows them: who waits for a person first, then mine, then the others; or one
view of them page by page, or what a search finds in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, and_, func, literal, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from bot.mail.addresses import EMAIL, people_of
from bot.models import AT, Conversation
from bot.persistence.tenancy import TenantSession
from bot.web.console.desk.asking import cursor_of, read_cursor
from bot.web.console.desk.searching import is_number
from bot.web.console.inbox_asked import InboxAsked
from bot.web.console.inbox_search import Excerpt, finds, read_excerpts
from bot.web.console.inbox_views import GROUPS, View, Viewer, group_of, holds
from escalation.crm.models import Contact

PAGE, FEW = 50, 20
TO_DO = (View.waiting, View.mine)
FOUND = "found"
"""The one section of what a search finds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `name` is None for a visitor; `unread` counts what came after my last look, for mine.

    While `state` stays, the browser renews the line by itself from what the feed says (static/row.js).
    """

    id: str
    group: View
    state: str
    name: str | None
    company: str | None
    preview: str
    excerpt: Excerpt | None
    language: str
    agent: str | None
    waiting_since: datetime | None
    updated_at: datetime
    unread: int


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is a view or FOUND. `next` is the cursor of the page after this one, "" where it is the last;
    `total` is None where nobody has counted what a search finds."""

    name: str
    rows: tuple[Row, ...]
    total: int | None
    next: str


@dataclass(frozen=True, slots=True)
class Listing:
    """`counts` are of all views, whatever is asked for; `attention` is what the title and the icon show.
    `everywhere` is how many a search finds in all views, where that is more than the one asked for has."""

    asked: InboxAsked
    sections: tuple[Section, ...]
    counts: Mapping[View, int]
    attention: int
    everywhere: int | None = None


def list_heads(session: TenantSession, asked: InboxAsked, viewer: Viewer) -> Listing:
    """The counts alone."""
    counts, unread_mine = _counts(session, viewer)
    return Listing(asked, (), counts, counts[View.waiting] + unread_mine)


def list_conversations(session: TenantSession, asked: InboxAsked, viewer: Viewer) -> Listing:
    """At most PAGE of each section. All groups at once have no pages: each of them is a view that has. Of
    what is not mine to do they show FEW."""
    if asked.search:
        return _found(session, list_heads(session, asked, viewer), viewer)
    if asked.chosen != View.all:
        heads = list_heads(session, asked, viewer)
        return _with(heads, _section(session, asked, asked.chosen, viewer, heads.counts[asked.chosen]))
    heads = list_heads(session, asked.model_copy(update={"after": ""}), viewer)
    held = [view for view in GROUPS if heads.counts[view]]
    sections = [
        _section(session, heads.asked, view, viewer, heads.counts[view], PAGE if view in TO_DO else FEW)
        for view in held
    ]
    return _with(heads, *sections)


def _found(session: TenantSession, heads: Listing, viewer: Viewer) -> Listing:
    """Whoever names a ticket means its conversations, whosever they are."""
    asked, wanted = heads.asked, finds(heads.asked.search)
    view = View.all if is_number(asked.search) else asked.chosen
    rows, onward = _page(session, asked, view, viewer, PAGE, wanted)
    whole = not asked.after and not onward
    listing = _with(heads, Section(FOUND, rows, len(rows) if whole else None, onward))
    if view == View.all or not whole:
        return listing
    here = and_(holds(View.all, viewer), wanted)
    everywhere = session.scalar(select(func.count()).select_from(Conversation).where(here)) or 0
    return replace(listing, everywhere=everywhere if everywhere > len(rows) else None)


def _with(heads: Listing, *sections: Section) -> Listing:
    return replace(heads, sections=tuple(one for one in sections if one.rows))


def _counts(session: TenantSession, viewer: Viewer) -> tuple[dict[View, int], int]:
    """Of each view, and of mine with something unread, in one look at the conversations."""
    views = [view for view in View if view != View.all]
    unread = and_(holds(View.mine, viewer), Conversation.next_seq - 1 > Conversation.agent_seen_seq)
    columns = [func.count().filter(holds(view, viewer)) for view in views]
    *counts, unread_mine = session.execute(
        select(*columns, func.count().filter(unread)).select_from(Conversation)
    ).one()
    found = dict(zip(views, counts, strict=True))
    return {View.all: sum(found[view] for view in GROUPS), **found}, unread_mine


def _section(
    session: TenantSession, asked: InboxAsked, view: View, viewer: Viewer, total: int, most: int = PAGE
) -> Section:
    rows, onward = _page(session, asked, view, viewer, most)
    return Section(view, rows, total, onward)


def _page(
    session: TenantSession,
    asked: InboxAsked,
    view: View,
    viewer: Viewer,
    most: int,
    wanted: ColumnElement[bool] | None = None,
) -> tuple[tuple[Row, ...], str]:
    """With the cursor of the next, "" where there is none. The longest wait comes first; elsewhere, and among
    what was `wanted`, what moved last."""
    query = select(*_SHOWN).where(holds(view, viewer))
    if wanted is not None:
        query = query.where(wanted)
    by_wait = view == View.waiting and wanted is None
    moved = Conversation.waiting_since if by_wait else Conversation.updated_at
    if (begin := _after(asked)) is not None:
        place = tuple_(moved, Conversation.id)
        query = query.where(place > begin if by_wait else place < begin)
    order = (moved, Conversation.id) if by_wait else (moved.desc(), Conversation.id.desc())
    found = session.execute(query.order_by(*order).limit(most + 1)).all()
    rows = _rows(session, found[:most], viewer, asked.search)
    if len(found) <= most:
        return rows, ""
    last = found[most - 1]
    at = last.waiting_since if by_wait else last.updated_at
    return rows, cursor_of([at.isoformat(), last.id])


def _after(asked: InboxAsked) -> Any:
    """The place to begin after; None for the beginning."""
    match read_cursor(asked.after) if asked.after else None:
        case [str(at), str(id)]:
            try:
                return tuple_(literal(datetime.fromisoformat(at).astimezone(UTC), AT), literal(id, String))
            except (ValueError, OverflowError):
                return None
    return None


# Each agent asks for the list all day: columns are had at half the cost of objects.
_SHOWN = (
    Conversation.id, Conversation.contact_key, Conversation.owner, Conversation.agent_id,
    Conversation.agent_name, Conversation.waiting_since, Conversation.updated_at, Conversation.preview,
    Conversation.language, Conversation.next_seq, Conversation.agent_seen_seq, Conversation.channel,
)  # fmt: skip


def _rows(session: TenantSession, shown: Sequence[Any], viewer: Viewer, search: str) -> tuple[Row, ...]:
    customers = _customers(session, shown)
    writers = people_of(session, [row.id for row in shown if row.channel == EMAIL])
    excerpts = read_excerpts(session, [row.id for row in shown], search) if search else {}
    return tuple(_row(one, viewer, customers, writers, excerpts.get(one.id)) for one in shown)


def _customers(session: TenantSession, rows: Sequence[Any]) -> dict[str, Any]:
    keys = {row.contact_key for row in rows if row.contact_key}
    if not keys:
        return {}
    known = select(Contact.key, Contact.name, Contact.company).where(Contact.key.in_(keys))
    return {person.key: person for person in session.execute(known)}


def _row(
    conversation: Any,
    viewer: Viewer,
    customers: Mapping[str, Any],
    writers: Mapping[str, str],
    excerpt: Excerpt | None,
) -> Row:
    person = customers.get(conversation.contact_key or "")
    group, waits = group_of(conversation, viewer), conversation.waiting_since
    unread = max(0, conversation.next_seq - 1 - conversation.agent_seen_seq)
    return Row(
        id=conversation.id,
        group=group,
        state=" ".join(
            (conversation.owner, conversation.agent_name or "", waits.isoformat() if waits else "")
        ),
        name=person.name if person else conversation.contact_key or writers.get(conversation.id),
        company=person.company if person else None,
        preview=conversation.preview,
        excerpt=excerpt,
        language=conversation.language,
        agent=conversation.agent_name if group == View.colleagues else None,
        waiting_since=waits if group == View.waiting else None,
        updated_at=conversation.updated_at,
        unread=unread if group == View.mine else 0,
    )
