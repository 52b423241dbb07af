"""Imports spaCy without torch, which it would otherwise load into the serving process."""

import sys
from functools import cache
from types import ModuleType
from typing import Any


@cache
def spacy_without_torch() -> ModuleType:
    """The spacy module; torch stays unloaded if it was, and can still be imported afterwards."""
    hidden = "torch" not in sys.modules
    if hidden:
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        import spacy
        import spacy.training
    finally:
        if hidden:
            del sys.modules["torch"]
    return spacy


def adam(rate: float, **settings: Any) -> Any:
    """thinc's Adam; thinc comes with spaCy and would look for torch as well."""
    return spacy_without_torch().util.registry.optimizers.get("Adam.v1")(learn_rate=rate, **settings)
