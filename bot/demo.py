"""What only the demo has: people whose password everybody knows. Never made outside demo mode."""

from datetime import datetime

from bot.agents import Role, create_agent, find_agent
from bot.clock import utc_now
from bot.persistence.tenancy import TenantSession

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
