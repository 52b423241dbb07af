"""Who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Principal:
    """`id` is the contact's key, the visitor's, agent's or API key's id. `expires_at`: None for an API key.

    `csrf` is set for an agent: what a writing request must repeat in its header.
    """

    kind: Literal["contact", "visitor", "agent", "api"]
    tenant_id: str
    id: str
    name: str | None = None
    expires_at: datetime | None = None
    csrf: str | None = None
    role: str | None = None

    @property
    def is_staff(self) -> bool:
        """Sees every conversation of the tenant, and traces."""
        return self.kind in ("agent", "api")

    def may_see(self, conversation: Mapping[str, Any]) -> bool:
        if self.kind == "contact":
            return bool(conversation["contact_key"] == self.id)
        if self.kind == "visitor":
            return bool(conversation["visitor_id"] == self.id and conversation["contact_key"] is None)
        return self.is_staff
