"""The registry of this installation's models."""

from bot.settings import Settings
from nlu.versions.registry import ModelRegistry


def open_registry(settings: Settings) -> ModelRegistry:
    """Reads nothing yet. Where HUIYI_MODEL names a folder, that one serves everybody."""
    return ModelRegistry(settings.home / "models", pinned=settings.model)
