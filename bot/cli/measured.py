"""What two models are measured on before one comes into force: messages that the new one did not learn."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nlu.errors import NothingToMeasureOn

if TYPE_CHECKING:
    from nlu.versions.registry import Version
    from training_data.schema import Example


def read_test(
    source: Path,
    lesson: "Sequence[Example]",
    *,
    serving: "Version | None" = None,
    progress: Callable[[str], None],
) -> "tuple[Example, ...]":
    """Of what a new model is trained on, what it does not learn, nor did the one that is `serving`.

    Raises NothingToMeasureOn for none.
    """
    from nlu.language import detect
    from nlu.learned import mark_learned, mark_taught
    from training_data.schema import Split
    from training_data.sources import has_splits, load_messages

    if not has_splits(source):
        raise NothingToMeasureOn(source)
    messages = load_messages(source, Split.test, detect=detect)
    known = mark_taught(messages, lesson)
    if serving is not None:
        known |= mark_learned(messages, serving.folder)
    if known.all():
        raise NothingToMeasureOn(source)
    if known.any():
        progress(f"{known.sum()} of {len(messages)} messages in test are left out: a model learns them")
    return tuple(one for one, is_known in zip(messages, known, strict=True) if not is_known)


def read_strange(
    source: Path,
    version: "Version",
    serving: "Version",
    *,
    force: bool,
    progress: Callable[[str], None],
) -> "tuple[tuple[Example, ...], str]":
    """Messages to measure `version` on beside the one that is `serving`, and what they are called.

    What either learned is left out, as it would win there. Raises NothingToMeasureOn where that leaves
    nothing, unless `force`: then all stay.
    """
    from nlu.language import detect
    from nlu.learned import mark_learned
    from nlu.model_store import hash_examples, read_manifest
    from training_data.schema import Split
    from training_data.sources import has_splits, load_messages

    messages = load_messages(source, Split.test, detect=detect)
    called = "the test split" if has_splits(source) else source.name
    known = mark_learned(messages, version.folder) | mark_learned(messages, serving.folder)
    strange = tuple(one for one, is_known in zip(messages, known, strict=True) if not is_known)
    if not strange or hash_examples(messages) == read_manifest(version.folder).data:
        if not force:
            raise NothingToMeasureOn(source)
        return messages, f"{called}, which one of the two learned"
    if learned := len(messages) - len(strange):
        progress(
            f"{learned} of {len(messages)} messages are left out, as {version.name} or what is in force "
            "learned them"
        )
    return strange, called
