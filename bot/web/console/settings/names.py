"""What a tenant's own things are called, in the reader's language: forms offer them, sentences say them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.desk.assigning import works_tickets
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.routing.action_check import Known
from escalation.routing.people import list_queues, list_teams
from escalation.routing.reading import Problem
from escalation.routing.rulebook import list_rules
from escalation.workflow.shelf import MACROS, TEMPLATES

Named = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """By key. `people` has those who left as well, `agents` only who can be given a ticket."""

    language: str
    teams: Named
    queues: Named
    agents: Named
    people: Named
    emails: Named
    macros: Named
    templates: Named

    def who(self, email: str) -> str:
        """Who changed something, by their address."""
        return self.emails.get(email, email)


def users_of(session: TenantSession, problem: Problem, language: str) -> str:
    """Who still needs what is not taken away: rules by their names, tickets by their numbers."""
    rules = {
        kept.rule.id: kept.rule.name.in_language(language)
        for kept in list_rules(session, session.require_tenant(), Known())
    }
    return ", ".join(rules.get(one, one) for one in re.findall('"([^"]+)"', problem.got))


def read_names(session: TenantSession, language: str) -> Names:
    tenant_id = session.require_tenant()
    agents = session.scalars(select(Agent).order_by(Agent.name)).all()
    return Names(
        language,
        teams={one.key: one.name.in_language(language) for one in list_teams(session, tenant_id)},
        queues={one.key: one.name.in_language(language) for one in list_queues(session, tenant_id)},
        agents={one.id: one.name for one in agents if works_tickets(one)},
        people={one.id: one.name for one in agents},
        emails={one.email: one.name for one in agents},
        macros={one.key: one.value.name.in_language(language) for one in MACROS.list(session, tenant_id)},
        templates={
            one.key: one.value.name.in_language(language) for one in TEMPLATES.list(session, tenant_id)
        },
    )
