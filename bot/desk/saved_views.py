"""Lists of tickets that people keep under a name: their own, and those that are shared with everybody.

Own ones are their maker's to change; the shared ones belong to whoever sets up the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from bot.clock import new_id
from bot.errors import MessageRejected, NotAllowed, NotFound, ViewRefused
from bot.message_text import clean_text
from bot.models import SavedView
from bot.persistence.tenancy import TenantSession
from escalation.routing.words import Words

LONGEST_NAME, LONGEST_QUERY = 40, 2000
MOST_OWN, MOST_SHARED = 30, 30
NAMELESS = Words(f"名称要有 1 到 {LONGEST_NAME} 个字符。", f"A name has 1 to {LONGEST_NAME} characters.")
TAKEN = Words("这个名称已经有了。", "There is a view of that name already.")
TOO_LONG = Words("筛选条件太长，存不下。", "The filters are too long to be kept.")
FULL = Words("最多保存 {most} 个，请先删除一些。", "At most {most} are kept; remove some first.")


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps views; `may_share` is whoever sets up the desk."""

    agent_id: str
    may_share: bool


def list_views(session: TenantSession, agent_id: str) -> Sequence[SavedView]:
    """Their own and the shared ones, by name."""
    seen = or_(SavedView.shared, SavedView.agent_id == agent_id)
    return session.scalars(select(SavedView).where(seen).order_by(SavedView.name, SavedView.id)).all()


def add_view(
    session: TenantSession, keeper: Keeper, *, name: str, query: str, shared: bool, now: datetime
) -> SavedView:
    """ViewRefused says what does not fit."""
    _check_query(query)
    name = _check(session, keeper, name, shared, None)
    view = SavedView(
        tenant_id=session.require_tenant(), id=new_id("v_"), agent_id=keeper.agent_id, shared=shared,
        name=name, query=query, created_at=now,
    )  # fmt: skip
    session.add(view)
    return view


def replace_query(session: TenantSession, keeper: Keeper, view_id: str, query: str) -> SavedView:
    """It holds that list from now on."""
    _check_query(query)
    view = _get(session, keeper, view_id)
    view.query = query
    return view


def rename_view(
    session: TenantSession, keeper: Keeper, view_id: str, *, name: str, shared: bool
) -> SavedView:
    """One that is shared no more is its maker's own again."""
    view = _get(session, keeper, view_id)
    view.name, view.shared = _check(session, keeper, name, shared, view), shared
    return view


def remove_view(session: TenantSession, keeper: Keeper, view_id: str) -> None:
    session.delete(_get(session, keeper, view_id))


def may_change(keeper: Keeper, view: SavedView) -> bool:
    return keeper.may_share if view.shared else view.agent_id == keeper.agent_id


def _get(session: TenantSession, keeper: Keeper, view_id: str) -> SavedView:
    """A colleague's own view is like one that is not there."""
    view = session.get(SavedView, (session.require_tenant(), view_id), with_for_update=True)
    if view is None or not (view.shared or view.agent_id == keeper.agent_id):
        raise NotFound("view")
    if not may_change(keeper, view):
        raise NotAllowed("the view is shared: whoever sets up the desk changes it")
    return view


def _check(session: TenantSession, keeper: Keeper, name: str, shared: bool, view: SavedView | None) -> str:
    """The name as it is kept. `view` is the one that is there already, if it is."""
    if shared and not keeper.may_share:
        raise NotAllowed("only whoever sets up the desk shares views")
    try:
        cleaned = clean_text(" ".join(name.split()), LONGEST_NAME)
    except MessageRejected:
        raise ViewRefused(NAMELESS) from None
    maker = view.agent_id if view else keeper.agent_id
    beside = SavedView.shared if shared else and_(~SavedView.shared, SavedView.agent_id == maker)
    others = [one for one in session.scalars(select(SavedView).where(beside)) if one is not view]
    same = next((one for one in others if one.name == cleaned), None)
    if same is not None:
        raise ViewRefused(TAKEN, taken=same.id)
    most = MOST_SHARED if shared else MOST_OWN
    if len(others) >= most:
        raise ViewRefused(FULL.fill(most=most))
    return cleaned


def _check_query(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise ViewRefused(TOO_LONG)
