"""The names that a tenant's rules and macros may say: forms offer them, saving is checked against them."""

from sqlalchemy import select

from bot.desk.assigning import works_tickets
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.routing.action_check import Known
from escalation.routing.people import list_queues, list_teams
from escalation.workflow.shelf import MACROS, TEMPLATES


def known_names(session: TenantSession) -> Known:
    tenant_id = session.require_tenant()
    agents = session.scalars(select(Agent))
    return Known(
        teams=frozenset(team.key for team in list_teams(session, tenant_id)),
        queues=frozenset(queue.key for queue in list_queues(session, tenant_id)),
        agents=frozenset(agent.id for agent in agents if works_tickets(agent)),
        macros=frozenset(kept.key for kept in MACROS.list(session, tenant_id)),
        templates=frozenset(kept.key for kept in TEMPLATES.list(session, tenant_id)),
    )
