"""A tenant's teams and queues, and what its people can do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from escalation.errors import NotFound, SettingRejected
from escalation.routing.action_check import PHONE, is_phone
from escalation.routing.models import AgentProfile, QueueRow, TeamMember, TeamRow
from escalation.routing.reading import Problem, Reading, shown
from escalation.routing.rulebook import rules_naming
from escalation.routing.words import Words
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket

DEFAULT_QUEUE = "default"
DEFAULT_CAPACITY, LARGEST_CAPACITY = 20, 1000
LONGEST_NAME, MOST_SKILLS, LONGEST_SKILL = 120, 50, 64
FREE = Words("没有规则在用、也没有未解决工单的", "one that no rule uses and no open ticket is in")
KEPT = Words("默认队列必须保留", "any but the default queue")


@dataclass(frozen=True, slots=True)
class Team:
    key: str
    name: Words
    auto_assign: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Profile:
    """`capacity` counts open tickets of all their teams together; empty skills mean anything."""

    capacity: int = DEFAULT_CAPACITY
    languages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    phone: str | None = None


def list_teams(session: Session, tenant_id: str) -> list[Team]:
    """By key, with their members' agent ids."""
    members: dict[str, list[str]] = {}
    found = select(TeamMember).where(TeamMember.tenant_id == tenant_id)
    for row in session.scalars(found.order_by(TeamMember.agent_id)):
        members.setdefault(row.team, []).append(row.agent_id)
    teams = session.scalars(select(TeamRow).where(TeamRow.tenant_id == tenant_id).order_by(TeamRow.key))
    return [_team(row, members.get(row.key, ())) for row in teams]


def find_team(session: Session, tenant_id: str, key: str) -> Team | None:
    row = session.get(TeamRow, (tenant_id, key))
    return None if row is None else _team(row, members_of(session, tenant_id, key))


def members_of(session: Session, tenant_id: str, team: str) -> list[str]:
    """Agent ids, in order."""
    found = select(TeamMember.agent_id).where(TeamMember.tenant_id == tenant_id, TeamMember.team == team)
    return list(session.scalars(found.order_by(TeamMember.agent_id)))


def save_team(session: Session, tenant_id: str, data: Any, agents: Collection[str]) -> Team:
    """{"key", "name": {"zh", "en"}, "auto_assign", "members": [agent id]}; new or in place of what it was.
    `agents` are the ids of those there are."""
    reading = Reading()
    given = reading.mapping("", data, ("key", "name", "auto_assign", "members"))
    key, name = reading.key("key", given.get("key")), reading.words("name", given.get("name"), LONGEST_NAME)
    auto_assign = reading.flag("auto_assign", given.get("auto_assign", True))
    listed = given.get("members") or ()
    members = reading.some("members", listed, sorted(agents)) if listed else ()
    reading.check()
    row = session.get(TeamRow, (tenant_id, key)) or TeamRow(tenant_id=tenant_id, key=key)
    row.name_zh, row.name_en = name
    row.auto_assign = auto_assign
    session.add(row)
    session.flush()
    session.execute(delete(TeamMember).where(TeamMember.tenant_id == tenant_id, TeamMember.team == key))
    session.add_all(TeamMember(tenant_id=tenant_id, team=key, agent_id=one) for one in members)
    session.flush()
    return Team(key, name, auto_assign, tuple(sorted(members)))


def delete_team(session: Session, tenant_id: str, key: str) -> None:
    row = session.get(TeamRow, (tenant_id, key))
    if row is None:
        raise NotFound("team", key)
    _check_free(session, tenant_id, "team", key)
    session.execute(delete(TeamMember).where(TeamMember.tenant_id == tenant_id, TeamMember.team == key))
    session.delete(row)
    session.flush()


def list_queues(session: Session, tenant_id: str) -> list[Queue]:
    """By key."""
    rows = session.scalars(select(QueueRow).where(QueueRow.tenant_id == tenant_id).order_by(QueueRow.key))
    return [Queue(row.key, Words(row.name_zh, row.name_en)) for row in rows]


def save_queue(session: Session, tenant_id: str, data: Any) -> Queue:
    """{"key", "name": {"zh", "en"}}; new or in place of what it was."""
    reading = Reading()
    given = reading.mapping("", data, ("key", "name"))
    key, name = reading.key("key", given.get("key")), reading.words("name", given.get("name"), LONGEST_NAME)
    reading.check()
    row = session.get(QueueRow, (tenant_id, key)) or QueueRow(tenant_id=tenant_id, key=key)
    row.name_zh, row.name_en = name
    session.add(row)
    return Queue(key, name)


def delete_queue(session: Session, tenant_id: str, key: str) -> None:
    row = session.get(QueueRow, (tenant_id, key))
    if row is None:
        raise NotFound("queue", key)
    if key == DEFAULT_QUEUE:
        raise SettingRejected([Problem("key", shown(key), KEPT)])
    _check_free(session, tenant_id, "queue", key)
    session.delete(row)
    session.flush()


def get_profile(session: Session, tenant_id: str, agent_id: str) -> Profile:
    """Of an agent of whom nothing was set: the usual capacity, and anything."""
    row = session.get(AgentProfile, (tenant_id, agent_id))
    return Profile() if row is None else _profile(row)


def list_profiles(session: Session, tenant_id: str) -> dict[str, Profile]:
    """By agent id; those of whom something was set."""
    rows = session.scalars(select(AgentProfile).where(AgentProfile.tenant_id == tenant_id))
    return {row.agent_id: _profile(row) for row in rows}


def save_profile(session: Session, tenant_id: str, agent_id: str, data: Any) -> Profile:
    """As `read_profile` reads it; SettingRejected."""
    reading = Reading()
    profile = read_profile(reading, data)
    reading.check()
    store_profile(session, tenant_id, agent_id, profile)
    return profile


def read_profile(reading: Reading, data: Any) -> Profile:
    """{"capacity", "languages": ["zh"], "modules": [], "products": [], "phone": "+86…"}.
    What is left out is as usual."""
    given = reading.mapping("", data, ("capacity", "languages", "modules", "products", "phone"))
    return Profile(
        capacity=reading.whole("capacity", given.get("capacity", DEFAULT_CAPACITY), 0, LARGEST_CAPACITY),
        languages=_skills(reading, "languages", given.get("languages")),
        modules=_skills(reading, "modules", given.get("modules")),
        products=_skills(reading, "products", given.get("products")),
        phone=_phone(reading, given.get("phone")),
    )


def store_profile(session: Session, tenant_id: str, agent_id: str, profile: Profile) -> None:
    row = session.get(AgentProfile, (tenant_id, agent_id)) or AgentProfile(
        tenant_id=tenant_id, agent_id=agent_id
    )
    row.capacity, row.phone = profile.capacity, profile.phone
    row.languages, row.modules, row.products = (
        list(skills) for skills in (profile.languages, profile.modules, profile.products)
    )
    session.add(row)


def read_teams(reading: Reading, given: Any, known: Collection[str]) -> tuple[str, ...]:
    """Of which teams somebody is, by key; none is in order."""
    return reading.some("teams", given, sorted(known)) if given else ()


def store_teams(session: Session, tenant_id: str, agent_id: str, teams: Collection[str]) -> None:
    """Of these and no others. Every team is there."""
    mine = (TeamMember.tenant_id == tenant_id, TeamMember.agent_id == agent_id)
    session.execute(delete(TeamMember).where(*mine))
    session.add_all(TeamMember(tenant_id=tenant_id, team=one, agent_id=agent_id) for one in teams)
    session.flush()


def open_loads(session: Session, tenant_id: str, agents: Collection[str]) -> dict[str, int]:
    """How many tickets that are not solved each has in hand; those with none are left out."""
    counted = (
        select(Ticket.agent_id, func.count())
        .where(
            Ticket.tenant_id == tenant_id,
            Ticket.agent_id.in_(agents),
            Ticket.status.in_(OPEN),
            Ticket.merged_into.is_(None),
        )
        .group_by(Ticket.agent_id)
    )
    return {agent_id: count for agent_id, count in session.execute(counted) if agent_id is not None}


def _check_free(session: Session, tenant_id: str, what: str, key: str) -> None:
    held = Ticket.team if what == "team" else Ticket.queue
    inside = select(Ticket.number).where(Ticket.tenant_id == tenant_id, held == key, Ticket.status.in_(OPEN))
    users = rules_naming(session, tenant_id, what, key)
    tickets = [f"#{number}" for number in session.scalars(inside.limit(5))]
    if users or tickets:
        raise SettingRejected([Problem("key", shown([*users, *tickets]), FREE)])


def _skills(reading: Reading, path: str, given: Any) -> tuple[str, ...]:
    items = reading.sequence(path, given or ())[:MOST_SKILLS]
    return tuple(
        dict.fromkeys(reading.text(f"{path}.{n}", one, LONGEST_SKILL) for n, one in enumerate(items))
    )


def _phone(reading: Reading, given: Any) -> str | None:
    if given in (None, ""):
        return None
    phone = "".join(given.split()).replace("-", "") if isinstance(given, str) else ""
    if not is_phone(phone):
        reading.complain("phone", given, PHONE)
    return phone


def _team(row: TeamRow, members: Collection[str]) -> Team:
    return Team(row.key, Words(row.name_zh, row.name_en), row.auto_assign, tuple(members))


def _profile(row: AgentProfile) -> Profile:
    return Profile(row.capacity, tuple(row.languages), tuple(row.modules), tuple(row.products), row.phone)
