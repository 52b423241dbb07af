"""Which messages are the same, and what of more messages is new to those that are there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from training_data.schema import Example


class Standing(StrEnum):
    """How the one that is there stands to its twin: of the same intent, of another, or in the other split."""

    doubled = "doubled"
    disputed = "disputed"
    held_out = "held_out"


@dataclass(frozen=True, slots=True)
class Twin:
    """`message` is not new: `there` is the same."""

    message: Example
    there: Example
    standing: Standing


def plain_key(text: str) -> str:
    """Texts with the same key count as the same message."""
    return " ".join(text.casefold().split())


def bare_key(text: str) -> str:
    """Stricter, between train and test: punctuation, spaces and emoji make no other message."""
    return "".join(filter(str.isalnum, text.casefold())) or plain_key(text)


def find_new(
    incoming: Iterable[Example],
    here: Iterable[Example] = (),
    elsewhere: Iterable[Example] = (),
    *,
    key: Callable[[str], str] = plain_key,
) -> tuple[list[Example], list[Twin]]:
    """What is new, and the twin of each other message, in their order. Of twins among them the first is new.

    `here` is the split that they belong to, `elsewhere` the other one, which must have none of them.
    """
    held_out = {bare_key(one.text): one for one in elsewhere}
    seen: dict[str, Example] = {}
    for one in here:
        seen.setdefault(key(one.text), one)
    new: list[Example] = []
    twins: list[Twin] = []
    for one in incoming:
        if held_out and (there := held_out.get(bare_key(one.text))):
            twins.append(Twin(one, there, Standing.held_out))
            continue
        there = seen.setdefault(key(one.text), one)
        if there is one:
            new.append(one)
        else:
            same = there.intent == one.intent
            twins.append(Twin(one, there, Standing.doubled if same else Standing.disputed))
    return new, twins
