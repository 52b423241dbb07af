"""What two models are measured on before one comes into force: messages that the new one did not learn."""

from pathlib import Path
from typing import TYPE_CHECKING

from nlu.errors import NothingToMeasureOn

if TYPE_CHECKING:
    from nlu.versions.registry import Version
    from training_data.schema import Example


def read_test(source: Path) -> "tuple[Example, ...]":
    """Of what a new model is trained on, what it does not learn. Raises NothingToMeasureOn for none."""
    from nlu.language import detect
    from training_data.schema import Split
    from training_data.sources import has_splits, load_messages

    if not has_splits(source):
        raise NothingToMeasureOn(source)
    return load_messages(source, Split.test, detect=detect)


def read_strange(source: Path, version: "Version", *, force: bool) -> "tuple[tuple[Example, ...], str]":
    """Messages to measure `version` on, and what they are called.

    Raises NothingToMeasureOn where they are those that it learned, unless `force`.
    """
    from nlu.language import detect
    from nlu.model_store import hash_examples, read_manifest
    from training_data.schema import Split
    from training_data.sources import has_splits, load_messages

    messages = load_messages(source, Split.test, detect=detect)
    if has_splits(source):
        return messages, "the test split"
    if not force and hash_examples(messages) == read_manifest(version.folder).data:
        raise NothingToMeasureOn(source)
    return messages, source.name
