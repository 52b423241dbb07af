"""The intents that a tenant's people choose from, as they read them."""

from bot.model_registry import open_registry
from bot.persistence.tenancy import TenantSession
from bot.review.intents import list_intents
from bot.service import Service
from bot.web.console.labels import label


def intent_choices(session: TenantSession, service: Service, language: str) -> list[tuple[str, str]]:
    """What the tenant's model in force knows, each with its label, as they are sorted by eye."""
    names = list_intents(session, open_registry(service.settings))
    return sorted(((name, label(language, "intent", name)) for name in names), key=lambda one: one[1])
