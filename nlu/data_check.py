"""Everything that is wrong with labelled messages, or would be once a model learned from them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import TrainingDataBroken
from nlu.extractors.name_model import LABELS
from nlu.likeness import NEARLY_SAME, ConfusablePair, Pair, find_near_pairs, group_by_intents
from nlu.training import check_enough
from training_data.balance import check_balance
from training_data.intents import ENTITIES
from training_data.schema import Complaint, Example, Reading, Severity, Split, place
from training_data.spans import check_annotations
from training_data.validation import Domain, bare_key, check_examples, plain_key


@dataclass(frozen=True)
class DataReport:
    """`confusable` are no complaints: intents close to each other, with the messages that show it."""

    train: int
    test: int
    complaints: tuple[Complaint, ...]
    confusable: tuple[ConfusablePair, ...]


def check_data(
    source: Path,
    train: Reading,
    test: Reading,
    domain: Domain | None,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> DataReport:
    """`source` is what the readings come from; without a `domain` any labels will do."""
    taught, asked = train.examples, test.examples
    progress(f"read {len(taught)} messages of train, {len(asked)} of test")
    clashes, copies = find_near_pairs(taught, asked, progress=progress)
    complaints = (
        *train.complaints,
        *test.complaints,
        *check_examples(taught, asked, domain=domain),
        *_check_enough(source, taught),
        *check_balance(taught, Split.train),
        *check_balance(asked, Split.test),
        *check_annotations((*taught, *asked), domain.entities if domain else ENTITIES),
        *_check_near(clashes, plain_key, "one of the two intents may be wrong"),
        *_check_near(copies, bare_key, "train has it, so that it measures memory"),
    )
    return DataReport(len(taught), len(asked), complaints, group_by_intents(clashes))


def _check_enough(source: Path, train: Sequence[Example]) -> Iterator[Complaint]:
    """What training refuses."""
    try:
        check_enough(train)
    except TrainingDataBroken as wrong:
        yield Complaint(source, 0, str(wrong))
    if not any(span.entity in LABELS for example in train for span in example.entities):
        yield Complaint(source, 0, "no message has a person or company marked; training needs some")


def _check_near(pairs: Sequence[Pair], key: Callable[[str], str], why: str) -> Iterator[Complaint]:
    """For those with the same key there is a complaint already."""
    for pair in pairs:
        one, other = pair.first, pair.second
        if pair.likeness >= NEARLY_SAME and key(one.text) != key(other.text):
            twin = f"{other.text!r} ({other.intent}, {place(other)})"
            message = f"{one.text!r} ({one.intent}) is nearly {twin}; {why}"
            yield Complaint(one.file, one.line, message, Severity.warning)
