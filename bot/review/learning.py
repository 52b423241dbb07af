"""Which accepted messages a training learns beside its data, and why it leaves the others out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from training_data.schema import Example
from training_data.twins import Standing, Twin, find_new

WHY = {
    Standing.doubled: "in the data already",
    Standing.disputed: "in the data with another intent",
    Standing.held_out: "in test, which training must not see",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """`taken` are learned; `twins` the data has already; `rare` are of intents with fewer than `fewest`."""

    taken: tuple[Example, ...]
    twins: tuple[Twin, ...]
    rare: tuple[Example, ...]
    fewest: int

    @property
    def left_out(self) -> Iterator[str]:
        """Reasons, each with how many."""
        for standing, count in Counter(twin.standing for twin in self.twins).items():
            yield f"{count} {WHY[standing]}"
        for intent, count in Counter(one.intent for one in self.rare).items():
            yield f"{count} of {intent}, which has fewer than {self.fewest} messages"


def choose_lesson(
    accepted: Iterable[Example], data: Sequence[Example], test: Sequence[Example], *, fewest: int
) -> Lesson:
    """`test` is what a model from `data` is measured on; `fewest` is how many messages an intent needs."""
    new, twins = find_new(accepted, data, test)
    counts = Counter(one.intent for one in (*data, *new))
    return Lesson(
        taken=tuple(one for one in new if counts[one.intent] >= fewest),
        twins=tuple(twins),
        rare=tuple(one for one in new if counts[one.intent] < fewest),
        fewest=fewest,
    )
