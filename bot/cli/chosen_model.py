"""Which model a command reads messages with."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.model_owner import owner_of
from bot.settings import Settings

ModelOption = Annotated[
    str | None,
    typer.Option(help="A model in place of the one in force: a version of `huiyi models list`, or a folder."),
]


def chosen_folder(settings: Settings, model: str | None, tenant: str | None) -> Path:
    """The model that is named, as a version or a folder; without a name, what serves the tenant or all.

    Raises NotFound for an unknown tenant, and what `choose_model` does.
    """
    from bot.model_registry import choose_model, open_registry

    registry = open_registry(settings)
    if model is None and tenant is None:
        return settings.model_folder
    owner = owner_of(tenant)
    return registry.in_force(owner).folder if model is None else choose_model(registry, owner, model)
