"""Which of some labelled messages may judge a model, and why the others may not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlu.classifiers.kernel import find_column
from nlu.encoder.adapter import Keys
from nlu.errors import TrainingDataBroken
from nlu.learned import mark_learned
from nlu.model_store import hash_examples
from nlu.pipeline import Pipeline
from nlu.training import mark_unseen
from nlu.types import OUT_OF_SCOPE
from nlu.versions.registry import Version
from training_data.schema import Example, place


@dataclass(frozen=True, slots=True)
class Judges:
    """`asked` may judge it. `unknown` are of intents that it did not learn, `strange` out of scope where it
    learned none of that; `learned` it knows itself, `tuned_on` its encoder.
    """

    labels: tuple[str, ...]
    asked: tuple[Example, ...]
    unknown: tuple[Example, ...]
    strange: int
    learned: int
    tuned_on: int

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many, by why; as JSON names it."""
        return {
            "unknown_intent": len(self.unknown),
            "out_of_scope": self.strange,
            "learned": self.learned,
            "tuned_on": self.tuned_on,
        }

    def complaints(self) -> Iterator[str]:
        """A line for each intent that it did not learn."""
        for intent in dict.fromkeys(one.intent for one in self.unknown):
            those = [one for one in self.unknown if one.intent == intent]
            yield f"{place(those[0])}: {intent!r} is no intent of the model; messages left out: {len(those)}"
        if self.unknown:
            yield f"expected one of {', '.join(self.labels)}"

    def told(self) -> str:
        """How many are left out, and why."""
        return (
            f"{self.tuned_on} that the encoder was tuned on, {self.learned} that the model learned, "
            f"{len(self.unknown)} of intents that it did not learn, "
            f"{self.strange} out of scope for a model that learned none of it"
        )


def find_judges(data: Sequence[Example], pipeline: Pipeline, version: Version, tuned_on: Keys) -> Judges:
    """Raises TrainingDataBroken where the model learned all of them, or knows none of their intents."""
    labels = pipeline.manifest.labels
    known = [one for one in data if one.intent in pipeline.intents]
    if not known:
        raise TrainingDataBroken(
            f"{place(data[0])}: {data[0].intent!r} is no intent of the model, nor is that of any of these "
            f"{len(data)} messages; expected one of {', '.join(labels)}"
        )
    takes_strange = find_column(labels) is not None
    usual = [one for one in known if takes_strange or one.intent != OUT_OF_SCOPE]
    learned, unseen = mark_learned(usual, version.folder), mark_unseen(usual, tuned_on)
    if hash_examples(data) == pipeline.manifest.data or (usual and learned.all()):
        raise TrainingDataBroken(
            "the model learned these messages, and of those it is too sure; expected others"
        )
    return Judges(
        labels=labels,
        asked=tuple(one for one, fit in zip(usual, unseen & ~learned, strict=True) if fit),
        unknown=tuple(one for one in data if one.intent not in pipeline.intents),
        strange=len(known) - len(usual),
        learned=int(learned.sum()),
        tuned_on=int((~unseen & ~learned).sum()),
    )
