"""What is wrong with labelled messages: names nobody knows, doubles, test text in train."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from training_data.intents import ENTITIES, INTENTS, VALUES
from training_data.schema import Complaint, Example, Severity, place
from training_data.twins import Standing, find_new


@dataclass(frozen=True, slots=True)
class Domain:
    """The labels that messages may have."""

    intents: Collection[str]
    entities: Collection[str]
    values: Mapping[str, Collection[str]]


DEMO = Domain(INTENTS, ENTITIES, VALUES)


def check_examples(
    train: Sequence[Example], test: Sequence[Example] = (), *, domain: Domain | None = DEMO
) -> tuple[Complaint, ...]:
    """Every complaint, in the order of the examples; empty when the data can be used.

    Without a domain any label will do in train, and test may have no others than train.
    """
    return (
        *_check_empty((*train, *test)),
        *(_check_names((*train, *test), domain) if domain else _check_untaught(train, test)),
        *_check_doubles(train, test),
    )


def _check_empty(examples: Sequence[Example]) -> Iterator[Complaint]:
    for example in examples:
        if not example.text:
            yield Complaint(example.file, example.line, "the message is empty; write one or drop the line")


def _check_names(examples: Sequence[Example], domain: Domain) -> Iterator[Complaint]:
    for example in examples:
        if example.intent not in domain.intents:
            message = f"unknown intent {example.intent!r}; known are {_listed(domain.intents)}"
            yield Complaint(example.file, example.line, message)
        for span in example.entities:
            if span.entity not in domain.entities:
                message = f"unknown entity {span.entity!r}; known are {_listed(domain.entities)}"
                yield Complaint(example.file, example.line, message)
            elif span.value is not None and span.value not in domain.values.get(span.entity, (span.value,)):
                known = _listed(domain.values[span.entity])
                message = f"{span.value!r} is no value of {span.entity}; known are {known}"
                yield Complaint(example.file, example.line, message)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


def _check_untaught(train: Sequence[Example], test: Sequence[Example]) -> Iterator[Complaint]:
    """Where nothing is known but the messages: each label that only test has, once."""
    taught = {example.intent for example in train}
    first = {example.intent: example for example in reversed(test)}
    for intent, example in first.items() if train else ():
        if intent not in taught:
            message = f"no message of train has the intent {intent!r}; add some, or drop it from test"
            yield Complaint(example.file, example.line, message)


def _check_doubles(train: Sequence[Example], test: Sequence[Example]) -> Iterator[Complaint]:
    for split in (train, test):
        for twin in find_new(split)[1]:
            same = twin.standing is Standing.doubled
            where = place(twin.there) if same else f"{place(twin.there)} as {twin.there.intent}"
            message = f"this message is already at {where}"
            severity = Severity.warning if same else Severity.error
            yield Complaint(twin.message.file, twin.message.line, message, severity)
    for twin in find_new(train, elsewhere=test)[1]:
        if twin.standing is Standing.held_out:
            message = f"this message is also in test ({place(twin.there)}); drop it here"
            yield Complaint(twin.message.file, twin.message.line, message)
