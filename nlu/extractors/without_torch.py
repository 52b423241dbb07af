"""Imports spaCy without torch, which it would otherwise load into the serving process."""

import sys
from types import ModuleType


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
