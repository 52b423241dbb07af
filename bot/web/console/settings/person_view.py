"""The people of a tenant as the settings show them, and the form of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.agents import NO_PASSWORD, Role
from bot.desk.assigning import works_tickets
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.settings.form import Form, mark_of, number_in, short_names, text_in, values_in
from escalation.routing.people import Profile, Team, get_profile, list_profiles, list_teams, open_loads


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list. `works` is whether tickets can be theirs, `present` whether they are at the
    console, `load` how many open tickets they have."""

    agent: Agent
    profile: Profile
    teams: Sequence[str]
    works: bool
    present: bool
    load: int

    @property
    def disabled(self) -> bool:
        return self.agent.disabled_at is not None

    @property
    def has_password(self) -> bool:
        return self.agent.password_hash != NO_PASSWORD

    @property
    def seen_at(self) -> datetime | None:
        return self.agent.seen_at

    @property
    def skills(self) -> Sequence[str]:
        return (*self.profile.modules, *self.profile.products)


def read_people(session: TenantSession, language: str, present: Collection[str]) -> list[Person]:
    """Those who can be given tickets first, then the others, then those who left."""
    agents = session.scalars(select(Agent).order_by(Agent.name)).all()
    people = _people(session, agents, language, present)
    return sorted(people, key=lambda one: (one.disabled, not one.works))


def read_person(session: TenantSession, agent: Agent, language: str, present: Collection[str]) -> Person:
    return _people(session, [agent], language, present)[0]


def person_form(session: TenantSession, agent: Agent) -> Form:
    profile = get_profile(session, agent.tenant_id, agent.id)
    form: Form = {
        "id": agent.id,
        "name": agent.name,
        "role": agent.role,
        "language": agent.language,
        "teams": [team.key for team in list_teams(session, agent.tenant_id) if agent.id in team.members],
        "capacity": str(profile.capacity),
        "languages": list(profile.languages),
        "modules": ", ".join(profile.modules),
        "products": ", ".join(profile.products),
        "phone": profile.phone or "",
    }
    return form | {"seen": mark_of(form)}


def person_data(form: Form) -> Mapping[str, Any]:
    """As `staffing.change_person` reads it."""
    return {
        "name": text_in(form, "name"),
        "role": text_in(form, "role"),
        "language": text_in(form, "language"),
        "teams": values_in(form, "teams"),
        "capacity": number_in(form, "capacity"),
        "languages": values_in(form, "languages"),
        "modules": short_names(text_in(form, "modules")),
        "products": short_names(text_in(form, "products")),
        "phone": text_in(form, "phone"),
    }


def roles_for(me: Me, agent: Agent | None = None) -> list[str]:
    """What I can make of the agent, or of somebody new; none where their role is not mine to change."""
    mine = [role.value for role in Role if role != Role.owner or me.role == Role.owner]
    return mine if agent is None or (agent.id != me.agent_id and agent.role in mine) else []


def _people(
    session: TenantSession, agents: Sequence[Agent], language: str, present: Collection[str]
) -> list[Person]:
    tenant_id = session.require_tenant()
    teams, profiles = list_teams(session, tenant_id), list_profiles(session, tenant_id)
    loads = open_loads(session, tenant_id, [agent.id for agent in agents])
    return [
        Person(
            agent,
            profiles.get(agent.id, Profile()),
            _names(teams, agent.id, language),
            works_tickets(agent),
            agent.id in present,
            loads.get(agent.id, 0),
        )
        for agent in agents
    ]


def _names(teams: Sequence[Team], agent_id: str, language: str) -> list[str]:
    return [team.name.in_language(language) for team in teams if agent_id in team.members]
