"""What stands in a notice's places, for one reader."""

from dataclasses import dataclass

from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.crm.models import Contact
from escalation.routing.people import find_team
from escalation.routing.view import STATUS_LABELS
from escalation.ticketing.desk import find_root, ticket_label
from escalation.ticketing.models import Ticket


@dataclass(frozen=True, slots=True)
class Places:
    """Of one ticket at one event, which stands as the one does that it was merged into. `site` is the scheme
    and host that people open; `text` the message. `speaker` is the agent whose words they stand in, where it
    is somebody's; else the assignee is named."""

    session: TenantSession
    tenant: TenantInfo
    ticket: Ticket
    site: str
    text: str
    speaker: Agent | None = None

    def for_agent(self, language: str) -> dict[str, str]:
        """`language` is the reader's, "zh" or "en"."""
        nobody = "未分派" if language == "zh" else "nobody yet"
        return {**self._values(language, nobody), "link": f"{self.site}/console/tickets/{self.ticket.number}"}

    def for_customer(self, language: str) -> dict[str, str]:
        """They see no console: their link is the page that they write to us on. Where nobody has the ticket
        they hear from the desk as such."""
        page = next(iter(self.tenant.allowed_origins), "")
        return {**self._values(language, self.tenant.name), "link": page}

    def _values(self, language: str, nobody: str) -> dict[str, str]:
        ticket, tenant_id = self.ticket, self.tenant.id
        root = find_root(self.session, ticket, locked=False)
        contact = self.session.get(Contact, (tenant_id, ticket.contact_key)) if ticket.contact_key else None
        has = self.session.get(Agent, (tenant_id, root.agent_id)) if root.agent_id else None
        agent = self.speaker or has
        team = find_team(self.session, tenant_id, root.team) if root.team else None
        return {
            "ticket": ticket_label(ticket),
            "subject": ticket.subject,
            "status": STATUS_LABELS[root.status].in_language(language),
            "priority": root.priority,
            "customer": contact.name if contact else ("访客" if language == "zh" else "a visitor"),
            "company": contact.company if contact else "",
            "agent": agent.name if agent else nobody,
            "team": team.name.in_language(language) if team else nobody,
            "message": self.text,
            "desk": self.tenant.name,
        }
