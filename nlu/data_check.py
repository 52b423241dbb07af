"""Everything that is wrong with labelled messages, or would be once a model learned from them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import TrainingDataBroken
from nlu.likeness import (
    NEARLY_SAME,
    Compared,
    ConfusablePair,
    Pair,
    find_near_pairs,
    group_by_intents,
)
from nlu.span_check import check_against_rules
from nlu.training import LACKING, check_enough, find_lacks
from training_data.balance import check_balance
from training_data.errors import DataMissing
from training_data.intents import ENTITIES
from training_data.schema import Complaint, Reading, Severity, Split, errors_in, place
from training_data.spans import check_annotations
from training_data.twins import bare_key, plain_key
from training_data.validation import Domain, check_examples


@dataclass(frozen=True)
class DataReport:
    """`confusable` are no complaints: intents close to each other, with the messages that show it.

    They and what is said of nearly the same messages come from those that were `compared`.
    """

    train: int
    test: int
    complaints: tuple[Complaint, ...]
    confusable: tuple[ConfusablePair, ...]
    compared: tuple[Compared, ...]


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
    near = find_near_pairs(taught, asked, progress=progress)
    complaints = (
        *train.complaints,
        *test.complaints,
        *check_examples(taught, asked, domain=domain),
        *_check_enough(source, train),
        *check_balance(taught, Split.train),
        *check_balance(asked, Split.test),
        *check_annotations((*taught, *asked), domain.entities if domain else ENTITIES),
        *check_against_rules((*taught, *asked)),
        *_check_near(near.clashes, plain_key, "one of the two intents may be wrong"),
        *_check_near(near.copies, bare_key, "train has it, so that it measures memory"),
    )
    return DataReport(len(taught), len(asked), complaints, group_by_intents(near.clashes), near.compared)


def _check_enough(source: Path, train: Reading) -> Iterator[Complaint]:
    """What training refuses, and what it does without."""
    if not train.examples:
        if not errors_in(train.complaints):
            expected_at = source if source.is_file() else source / Split.train
            yield Complaint(source, 0, str(DataMissing(expected_at)))
        return
    try:
        check_enough(train.examples)
    except TrainingDataBroken as wrong:
        yield Complaint(source, 0, str(wrong))
    for lack in find_lacks(train.examples):
        yield Complaint(source, 0, LACKING[lack], Severity.warning)


def _check_near(pairs: Sequence[Pair], key: Callable[[str], str], why: str) -> Iterator[Complaint]:
    """For those with the same key there is a complaint already."""
    for pair in pairs:
        one, other = pair.first, pair.second
        if pair.likeness >= NEARLY_SAME and key(one.text) != key(other.text):
            twin = f"{other.text!r} ({other.intent}, {place(other)})"
            message = f"{one.text!r} ({one.intent}) is nearly {twin}; {why}"
            yield Complaint(one.file, one.line, message, Severity.warning)
