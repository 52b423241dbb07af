"""A model in force of which only its manifest is there: for what asks which intents it knows."""

from collections.abc import Sequence
from pathlib import Path

from nlu.fallback import Thresholds
from nlu.model_store import Manifest, write_manifest
from nlu.versions.pointer import Pointer, write_pointer

VERSION = "20260511T020000.000Z-0123456789"


def put_in_force(home: Path, owner: str, labels: Sequence[str]) -> None:
    folder = home / "models" / "versions" / owner / VERSION
    folder.mkdir(parents=True)
    nothing = {"metrics": {}, "versions": {}, "encoder": "", "data": "", "examples": 0}
    how = {"recipe": "fast", "classifier": "kernel.v1", "thresholds": Thresholds(0.5, 0.1, 0.5)}
    write_manifest(Manifest(labels=tuple(labels), **how, **nothing), folder)
    write_pointer(Pointer(VERSION, (None,), ()), folder.parent / "in_force.json")
