"""Tickets find a person: when they come to a team, when they are reopened, and when somebody left or came."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from bot.agents import Module, Role, may_change
from bot.desk.ticket_frames import changing_tickets
from bot.hub import Hub
from bot.models import Agent
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.routing.assignment import (
    Assignment,
    Member,
    Need,
    after_leaving,
    choose_agent,
    languages_taken,
)
from escalation.routing.models import TeamMember, TeamRow
from escalation.routing.people import Profile, find_team, list_profiles, members_of, open_loads
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, assign

Present = Callable[[str], Collection[str]]
"""The agents of a tenant who are at the console."""

BATCH = 50
PRODUCT = "product"
"""The custom field that names a ticket's product."""

_OPEN = (Ticket.status.in_(OPEN), Ticket.merged_into.is_(None))


class Assigner:
    """Gives open tickets to people of their team. Whoever locks the ticket first decides."""

    def __init__(self, database: Database, hub: Hub, present: Present) -> None:
        self._database = database
        self._hub = hub
        self._present = present

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Tickets of people who are gone, and those that wait in a team; returns how many changed hands."""
        present = self._present(tenant.id)
        with self._database.reading(tenant.id) as session:
            ids = [*_orphans(session), *(_waiting(session, present) if present else ())]
        return sum(self._settle(tenant, ticket_id, present, now) for ticket_id in dict.fromkeys(ids))

    def _settle(self, tenant: TenantInfo, ticket_id: str, present: Collection[str], now: datetime) -> bool:
        with changing_tickets(self._database, self._hub, tenant.id) as session:
            for ticket in lock_tickets(session, tenant.id, [ticket_id]):
                if ticket.status in OPEN and ticket.merged_into is None:
                    return reassign(session, ticket, present, Deed("system", tenant.now(now)))
        return False


def reassign(session: TenantSession, ticket: Ticket, present: Collection[str], deed: Deed) -> bool:
    """The locked ticket stays with whoever has it if they are with us; else its team gives it to somebody."""
    if ticket.agent_id is not None and is_active(session, ticket.agent_id):
        return False
    chosen = pick(session, ticket, ticket.team, present)
    if ticket.agent_id is not None:
        gone = session.get(Agent, (ticket.tenant_id, ticket.agent_id))
        chosen = after_leaving(chosen, gone.name if gone else ticket.agent_id)
    return _give(session, ticket, chosen, deed)


def reopen(session: TenantSession, ticket: Ticket, present: Collection[str], deed: Deed) -> bool:
    """A solved one that is open again: the same person if they are there and have room, else anew."""
    before = ticket.agent_id
    if before is None and ticket.team is None:
        return False
    return _give(session, ticket, pick(session, ticket, ticket.team, present, before=before), deed)


def pick(
    session: TenantSession,
    ticket: Ticket,
    team: str | None,
    present: Collection[str],
    *,
    before: str | None = None,
) -> Assignment:
    """Of a team that assigns by itself, else only `before`. The ticket does not count as theirs yet."""
    row = find_team(session, ticket.tenant_id, team) if team else None
    ids = list(members_of(session, ticket.tenant_id, row.key)) if row and row.auto_assign else []
    if before is not None and before not in ids:
        ids.append(before)
    need = Need(ticket.language, ticket.module, ticket.fields.get(PRODUCT))
    return choose_agent(team_members(session, ticket, ids, present), need, before=before)


def team_members(
    session: TenantSession, ticket: Ticket, ids: Collection[str], present: Collection[str]
) -> list[Member]:
    """What choosing has to know of each; ids of nobody are left out."""
    loads = open_loads(session, ticket.tenant_id, ids)
    if ticket.agent_id in loads and ticket.status in OPEN:
        loads[ticket.agent_id] -= 1
    return _members(session, ids, present, loads)


def _members(
    session: TenantSession, ids: Collection[str], present: Collection[str], loads: Mapping[str, int]
) -> list[Member]:
    profiles = list_profiles(session, session.require_tenant())
    agents = session.scalars(select(Agent).where(Agent.id.in_(ids)).order_by(Agent.id))
    return [
        _member(agent, profiles.get(agent.id, Profile()), loads.get(agent.id, 0), agent.id in present)
        for agent in agents
    ]


def is_active(session: TenantSession, agent_id: str) -> bool:
    agent = session.get(Agent, (session.require_tenant(), agent_id))
    return agent is not None and works_tickets(agent)


def works_tickets(agent: Agent) -> bool:
    """With us, in a role that has the desk."""
    return agent.disabled_at is None and may_change(agent.role, Module.desk)


def _give(session: TenantSession, ticket: Ticket, chosen: Assignment, deed: Deed) -> bool:
    to = {"agent": chosen.agent_id, "team": ticket.team, "queue": ticket.queue}
    return assign(session, ticket, deed, **to, reason=chosen.reason)


def _member(agent: Agent, profile: Profile, load: int, present: bool) -> Member:
    return Member(
        agent_id=agent.id,
        name=agent.name,
        active=works_tickets(agent),
        present=present,
        open=load,
        capacity=profile.capacity,
        languages=frozenset(profile.languages),
        modules=frozenset(profile.modules),
        products=frozenset(profile.products),
    )


def _orphans(session: TenantSession) -> list[str]:
    """Open tickets of people who left, were switched off, or have another role now."""
    theirs = aliased(Agent)
    roles = [role.value for role in Role if may_change(role, Module.desk)]
    found = (
        select(Ticket.id)
        .outerjoin(theirs, (theirs.tenant_id == Ticket.tenant_id) & (theirs.id == Ticket.agent_id))
        .where(
            *_OPEN,
            Ticket.agent_id.is_not(None),
            or_(theirs.id.is_(None), theirs.disabled_at.is_not(None), theirs.role.not_in(roles)),
        )
    )
    return list(session.scalars(found.order_by(Ticket.priority, Ticket.number).limit(BATCH)))


def _waiting(session: TenantSession, present: Collection[str]) -> list[str]:
    """Open tickets without a person, of each team what somebody there has room for, most urgent first.

    What nobody there could take is left out, or the most urgent of those would stand before all others.
    """
    there = session.execute(
        select(TeamMember.team, TeamMember.agent_id)
        .join(TeamRow, (TeamRow.tenant_id == TeamMember.tenant_id) & (TeamRow.key == TeamMember.team))
        .where(TeamRow.auto_assign, TeamMember.agent_id.in_(present))
    ).all()
    ids = {agent_id for _, agent_id in there}
    loads = open_loads(session, session.require_tenant(), ids)
    people = {one.agent_id: one for one in _members(session, ids, present, loads)}
    waiting: list[tuple[str, int, str]] = []
    for team in dict.fromkeys(team for team, _ in there):
        spoken = languages_taken(
            [people[agent_id] for of, agent_id in there if of == team and agent_id in people]
        )
        found = select(Ticket.priority, Ticket.number, Ticket.id).where(
            *_OPEN, Ticket.agent_id.is_(None), Ticket.team == team
        )
        if spoken is not None:
            found = found.where(Ticket.language.in_(spoken))
        waiting += session.execute(found.order_by(Ticket.priority, Ticket.number).limit(BATCH))
    return [ticket_id for *_, ticket_id in sorted(waiting)]  # somebody may be of two teams
