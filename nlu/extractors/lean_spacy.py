"""Imports spaCy without what serving never uses: torch, and spaCy's commands, a third of a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any


@cache
def lean_spacy() -> ModuleType:
    """The spacy module; torch stays unloaded if it was, and can be imported afterwards as `spacy.cli` can."""
    info = ModuleType("spacy.cli.info")
    info.info = None  # type: ignore[attr-defined]
    with _standing_in({"torch": None, "spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": info}):
        import spacy
        import spacy.training
    return spacy


def adam(rate: float, **settings: Any) -> Any:
    """thinc's Adam; thinc comes with spaCy and would look for torch as well."""
    return lean_spacy().util.registry.optimizers.get("Adam.v1")(learn_rate=rate, **settings)


@contextmanager
def _standing_in(modules: dict[str, ModuleType | None]) -> Iterator[None]:
    """None makes an import fail. What is imported already stays."""
    added = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(added)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]
