"""A message as one line: Rasa's format writes one a line, and an intent is never in the line ends."""

import re
from collections.abc import Sequence
from dataclasses import replace

from training_data.schema import Annotation

# Line ends of every kind, and what YAML does not let stand in a text.
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def one_line(text: str, entities: Sequence[Annotation] = ()) -> tuple[str, tuple[Annotation, ...]]:
    """The text on one line without spaces around it; the spans keep to their words.

    A span must not lie in the spaces that go.
    """
    plain = UNWRITABLE.sub(" ", text)
    begin = len(plain) - len(plain.lstrip())
    moved = tuple(
        replace(
            one,
            start=one.start - begin,
            end=one.end - begin,
            raw=plain[one.start : one.end],
        )
        for one in entities
    )
    return plain.strip(), moved
