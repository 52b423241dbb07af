"""Who works at the desk, as pages name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.agents import Module, may_change
from bot.models import Agent, ApiKey
from bot.persistence.tenancy import TenantSession
from bot.web.console.strings import say
from escalation.routing.people import Queue, Team, list_queues, list_teams


@dataclass(frozen=True, slots=True)
class Colleague:
    id: str
    name: str
    works: bool
    """Answers customers, and was not disabled."""


@dataclass(frozen=True, slots=True)
class Staff:
    """`agents` has those who left as well: their names stay in the stories."""

    agents: Mapping[str, Colleague]
    teams: tuple[Team, ...]
    queues: tuple[Queue, ...]
    keys: Mapping[str, str] = field(default_factory=dict)
    """The names of API keys, by id."""

    @property
    def working(self) -> list[Colleague]:
        return [one for one in self.agents.values() if one.works]

    def teams_of(self, agent_id: str) -> tuple[str, ...]:
        return tuple(team.key for team in self.teams if agent_id in team.members)

    def agent_name(self, agent_id: str | None) -> str:
        found = self.agents.get(agent_id or "")
        return found.name if found else agent_id or ""

    def team_name(self, key: str | None, language: str) -> str:
        return _name(self.teams, key, language)

    def queue_name(self, key: str | None, language: str) -> str:
        return _name(self.queues, key, language)

    def doer(self, by: str, language: str) -> str:
        """Who did it, of an event's `by`."""
        kind, _, key = by.partition(":")
        if kind == "agent":
            return self.agent_name(key)
        if kind == "api":
            return say(language, "desk_by_api", name=self.keys.get(key, key))
        if kind == "rule":
            return say(language, "desk_by_rule", rule=key)
        return say(language, f"author_{kind}") if kind in ("customer", "bot", "system") else by

    def mentioned(self, text: str) -> set[str]:
        """Whom a note names with @; of two names that both fit, the longer."""
        found = set()
        for one in sorted(self.working, key=lambda one: -len(one.name)):
            if f"@{one.name}" in text:
                found.add(one.id)
                text = text.replace(f"@{one.name}", "")
        return found


def read_staff(session: TenantSession) -> Staff:
    agents = {
        row.id: Colleague(row.id, row.name, row.disabled_at is None and may_change(row.role, Module.desk))
        for row in session.scalars(select(Agent).order_by(Agent.name))
    }
    tenant_id = session.require_tenant()
    teams, queues = tuple(list_teams(session, tenant_id)), tuple(list_queues(session, tenant_id))
    keys = {row.id: row.name for row in session.execute(select(ApiKey.id, ApiKey.name))}
    return Staff(agents, teams, queues, keys)


def _name(known: Sequence[Team] | Sequence[Queue], key: str | None, language: str) -> str:
    """What is not there any more is named by its key."""
    found = next((one for one in known if one.key == key), None)
    return found.name.in_language(language) if found else key or ""
