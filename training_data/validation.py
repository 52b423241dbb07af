"""What is wrong with labelled messages: names nobody knows, doubles, test text in train."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from training_data.intents import ENTITIES, INTENTS, VALUES
from training_data.schema import Complaint, Example


def check_examples(
    train: Sequence[Example],
    test: Sequence[Example] = (),
    *,
    intents: Collection[str] = INTENTS,
    entities: Collection[str] = ENTITIES,
    values: Mapping[str, Collection[str]] = VALUES,
) -> tuple[Complaint, ...]:
    """Every complaint, in the order of the examples; empty when the data can be used."""
    names = [
        complaint
        for example in (*train, *test)
        for complaint in _check_names(example, intents, entities, values)
    ]
    return (*names, *_check_doubles(train, test))


def plain_key(text: str) -> str:
    """Texts with the same key count as the same message."""
    return " ".join(text.casefold().split())


def bare_key(text: str) -> str:
    """Stricter, between train and test: punctuation, spaces and emoji make no other message."""
    return "".join(character for character in text.casefold() if character.isalnum()) or plain_key(text)


def _check_names(
    example: Example,
    intents: Collection[str],
    entities: Collection[str],
    values: Mapping[str, Collection[str]],
) -> Iterator[Complaint]:
    if not example.text:
        yield Complaint(example.file, example.line, "the message is empty; write one or drop the line")
    if example.intent not in intents:
        known = ", ".join(sorted(intents))
        yield Complaint(example.file, example.line, f"unknown intent {example.intent!r}; known are {known}")
    for span in example.entities:
        if span.entity not in entities:
            known = ", ".join(sorted(entities))
            yield Complaint(example.file, example.line, f"unknown entity {span.entity!r}; known are {known}")
        elif span.value is not None and span.value not in values.get(span.entity, (span.value,)):
            known = ", ".join(sorted(values[span.entity]))
            message = f"{span.value!r} is no value of {span.entity}; known are {known}"
            yield Complaint(example.file, example.line, message)


def _check_doubles(train: Sequence[Example], test: Sequence[Example]) -> Iterator[Complaint]:
    for split in (train, test):
        first: dict[str, Example] = {}
        for example in split:
            earlier = first.setdefault(plain_key(example.text), example)
            if earlier is not example:
                label = "" if earlier.intent == example.intent else f" as {earlier.intent}"
                where = f"{earlier.file}:{earlier.line}{label}"
                yield Complaint(example.file, example.line, f"this message is already at {where}")
    tested = {bare_key(example.text): example for example in test}
    for example in train:
        if twin := tested.get(bare_key(example.text)):
            message = f"this message is also in test ({twin.file}:{twin.line}); drop it here"
            yield Complaint(example.file, example.line, message)
