"""An intent's name as one more message of it: with few examples, what it is called says what it means."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from nlu.language import detect
from nlu.types import OUT_OF_SCOPE
from training_data.schema import Example

# With more messages the name adds nothing that they do not say.
FEW = 20
NOT_A_WORD = re.compile(r"[\W_]+")


def with_names(data: Sequence[Example]) -> list[Example]:
    """`data`, then a message for each intent with at most `FEW`, where its name has words: `card_arrival`."""
    groups = defaultdict[str, list[Example]](list)
    for one in data:
        groups[one.intent].append(one)
    return [
        *data,
        *(
            _named(intent, some[0])
            for intent, some in sorted(groups.items())
            if intent != OUT_OF_SCOPE and len(some) <= FEW and any(map(str.isalpha, intent))
        ),
    ]


def _named(intent: str, first: Example) -> Example:
    words = NOT_A_WORD.sub(" ", intent).strip()
    return replace(first, text=words, language=detect(words), entities=())
