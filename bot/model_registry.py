"""The registry of this installation's models."""

from pathlib import Path

from bot.settings import Settings
from nlu.errors import VersionMissing
from nlu.model_store import read_manifest
from nlu.versions.encoder_swap import settle_encoder
from nlu.versions.registry import ModelRegistry


def open_registry(settings: Settings) -> ModelRegistry:
    """Where HUIYI_MODEL names a folder, that one serves everybody.

    Reads nothing yet, but puts the encoder right that a training killed at its last step left.
    """
    registry = ModelRegistry(settings.home / "models", pinned=settings.model)
    settle_encoder(registry, settings.encoder_folder)
    return registry


def choose_model(registry: ModelRegistry, owner: str, named: str) -> Path:
    """The folder of the version called so that could serve the owner, or the folder `named` itself.

    Raises VersionMissing where it is neither, ModelMissing or ModelBroken for a folder that holds no model.
    """
    known = registry.available(owner)
    if named in known:
        return known[named].folder
    folder = Path(named)
    if not folder.is_dir():
        raise VersionMissing(owner, named, list(known), or_folder=True)
    read_manifest(folder)
    return folder
