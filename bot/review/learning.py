"""Which accepted messages a training learns beside its data, and why it leaves the others out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from training_data.schema import Example, place
from training_data.twins import Standing, Twin, find_new

WHY = {
    Standing.doubled: "in the data already",
    Standing.disputed: "in the data with another intent",
    Standing.held_out: "in test, which training must not see",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """`taken` are learned; `twins` the data has already; `rare` are of intents with fewer than `fewest`.

    `overtaken` are those whose words were accepted again later.
    """

    taken: tuple[Example, ...]
    twins: tuple[Twin, ...]
    overtaken: tuple[Twin, ...]
    rare: tuple[Example, ...]
    fewest: int

    @property
    def left_out(self) -> Iterator[str]:
        """Reasons, each with how many or which."""
        for standing, count in Counter(twin.standing for twin in self.twins).items():
            yield f"{count} {WHY[standing]}"
        for twin in self.overtaken:
            one, later = twin.message, twin.there
            yield f"{place(one)} as {one.intent}, since {place(later)} was accepted later as {later.intent}"
        for intent, count in Counter(one.intent for one in self.rare).items():
            yield f"{count} of {intent}, which has fewer than {self.fewest} messages"


def choose_lesson(
    accepted: Iterable[Example], data: Sequence[Example], test: Sequence[Example], *, fewest: int
) -> Lesson:
    """`test` is what a model from `data` is measured on; `fewest` is how many messages an intent needs.

    Of accepted ones with the same words the first counts.
    """
    new, twins = find_new(accepted, data, test)
    among = set(new)
    counts = Counter(one.intent for one in (*data, *new))
    return Lesson(
        taken=tuple(one for one in new if counts[one.intent] >= fewest),
        twins=tuple(twin for twin in twins if twin.there not in among),
        overtaken=tuple(twin for twin in twins if twin.there in among),
        rare=tuple(one for one in new if counts[one.intent] < fewest),
        fewest=fewest,
    )
