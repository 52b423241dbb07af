"""What only the demo has: people whose password everybody knows. Never made outside demo mode."""

from datetime import datetime

from sqlalchemy import select

from bot.agents import Role, create_agent, find_agent
from bot.clock import utc_now
from bot.desk.assigning import works_tickets
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.routing.people import save_team
from escalation.workflow.defaults import TEAMS, furnish_desk, has_desk

SLUG = "demo"
AGENT_EMAIL = "agent@lanyun.example"
ADMIN_EMAIL = "admin@lanyun.example"
AGENT_PASSWORD = "lanyun-demo"  # noqa: S105 - it is printed on the demo's sign-in page
PEOPLE = ((AGENT_EMAIL, "周宁", Role.agent), (ADMIN_EMAIL, "林静", Role.admin))


def seed_demo_people(session: TenantSession, now: datetime | None = None) -> None:
    """The demo tenant's agent, and its admin, who may publish; who is there already stays as they are."""
    for email, name, role in PEOPLE:
        if find_agent(session, email) is None:
            create_agent(
                session,
                email=email,
                name=name,
                role=role,
                password=AGENT_PASSWORD,
                language="zh",
                now=now or utc_now(),
            )


def seed_demo_teams(session: TenantSession) -> None:
    """Its desk, with everybody in each team, so that an alert finds somebody. One that is there stays."""
    if has_desk(session, SLUG):
        return
    furnish_desk(session, SLUG, utc_now())
    people = [agent.id for agent in session.scalars(select(Agent)) if works_tickets(agent)]
    for key, (zh, en) in TEAMS.items():
        team = {"key": key, "name": {"zh": zh, "en": en}, "members": people}
        save_team(session, SLUG, team, agents=people)
