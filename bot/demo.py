"""What only the demo has: an agent whose password everybody knows. Never made outside demo mode."""

from datetime import datetime

from bot.agents import Role, create_agent, find_agent
from bot.clock import utc_now
from bot.models import Agent
from bot.persistence.tenancy import TenantSession

SLUG = "demo"
AGENT_EMAIL = "agent@lanyun.example"
AGENT_NAME = "周宁"
AGENT_PASSWORD = "lanyun-demo"  # noqa: S105 - it is printed on the demo's sign-in page


def seed_demo_agent(session: TenantSession, now: datetime | None = None) -> Agent:
    """The demo tenant's agent; the one that is there already stays as it is."""
    return find_agent(session, AGENT_EMAIL) or create_agent(
        session,
        email=AGENT_EMAIL,
        name=AGENT_NAME,
        role=Role.agent,
        password=AGENT_PASSWORD,
        language="zh",
        now=now or utc_now(),
    )
