"""A trained model's folder: manifest.json beside the head and the names model; which encoder it goes with."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from nlu.errors import ModelBroken, ModelMissing, ModelOfAnotherFormat
from nlu.fallback import Thresholds
from training_data.schema import Example

MANIFEST_FILE = "manifest.json"
NAMES_FOLDER = "ner"
# What a model may lack, beside messages out of scope: examples of people and companies to learn names from.
NAMES = "names"
COMMAND = "huiyi train"
FORMAT = 1
# What the numbers of a model depend on.
DEPENDENCIES = ("numpy", "onnxruntime", "scikit-learn", "spacy", "tokenizers")


@dataclass(frozen=True)
class ChosenOn:
    """The messages that thresholds were chosen on after training: where from, their hash, how many."""

    source: str
    data: str
    messages: int


@dataclass(frozen=True)
class Manifest:
    """`metrics` are cross-validated on the training messages, or of those of `chosen_on`, which are not held
    out; `data` is the hash of the training messages.

    `made_at` is ISO 8601 in UTC, empty until the model is kept as a version. `chosen_on` is None where
    training chose the thresholds; else they were chosen at `made_at`. `lacks` says what the data had
    no example of, OUT_OF_SCOPE or NAMES: then there is no class and no metric of the first, no model of the
    second.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    recipe: str
    classifier: str
    labels: tuple[str, ...]
    thresholds: Thresholds
    data: str
    examples: int
    metrics: Mapping[str, float]
    versions: Mapping[str, str]
    encoder: str
    format: int = FORMAT
    made_at: str = ""
    lacks: tuple[str, ...] = ()
    chosen_on: ChosenOn | None = None

    @property
    def measured_on(self) -> str:
        """What `metrics` are of, in words; empty where there are none."""
        if not self.metrics:
            return ""
        if self.chosen_on is None:
            return "training messages, held out"
        return f"the {self.chosen_on.messages} messages of {self.chosen_on.source} that chose its thresholds"

    def fields(self) -> dict[str, Any]:
        """As it is written, and as a version's name hashes it: `lacks` and `chosen_on` only where there is
        any."""
        fields = asdict(self)
        return {name: value for name, value in fields.items() if value or name not in ("lacks", "chosen_on")}


def write_manifest(manifest: Manifest, folder: Path) -> None:
    text = json.dumps(manifest.fields(), ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises ModelMissing where no model was trained into `folder`, ModelBroken for another form of it.

    The format is looked at first: what another one means by the rest nobody knows here.
    """
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise ModelMissing(folder, COMMAND)
    try:
        text = path.read_text(encoding="utf-8")
        stored = json.loads(text)
        if not isinstance(stored, dict):
            raise TypeError(f"expected an object, got {text[:40]!r}")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ModelBroken(folder, f"{MANIFEST_FILE} cannot be read ({error})") from error
    if (found := stored.get("format", FORMAT)) != FORMAT:
        raise ModelOfAnotherFormat(folder, found, FORMAT)
    try:
        manifest = _form().validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = f"{where}: {first['msg']}, got {first['input']!r:.40}"
        raise ModelBroken(folder, f"{MANIFEST_FILE} cannot be read ({why})") from error
    if len(set(manifest.labels)) < len(manifest.labels):
        raise ModelBroken(folder, f"{MANIFEST_FILE} has a label twice among its labels")
    return manifest


@cache
def _form() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def check_encoder(manifest: Manifest, folder: Path, encoder: str) -> None:
    """Raises ModelBroken where the model learned from another encoder's vectors than `encoder` makes."""
    if manifest.encoder != encoder:
        raise ModelBroken(
            folder,
            f"it was trained with encoder {manifest.encoder[:12]} and the encoder here is {encoder[:12]}, "
            "whose vectors mean something else",
        )


def hash_examples(examples: Sequence[Example]) -> str:
    """The same for the same messages and labels, wherever their files lie."""
    digest = hashlib.sha256()
    for example in examples:
        spans = [(span.entity, span.start, span.end, span.value) for span in example.entities]
        digest.update(json.dumps([example.language, example.intent, example.text, spans]).encode() + b"\n")
    return digest.hexdigest()


def installed_versions() -> dict[str, str]:
    return {name: version(name) for name in DEPENDENCIES}
