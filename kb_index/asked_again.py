"""Who asked the same again within a day was not helped the first time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: about what, who asked it where, and the `key` it is counted by, None where it is not."""

    key: str | None
    about: str
    conversation: str
    person: str | None
    at: datetime


def asked_again(asked: Iterable[Asked]) -> set[str]:
    """The keys of those after which the same was asked within AGAIN, in the same conversation or by the same
    person in another one: who was not helped may begin anew."""
    last: dict[tuple[str, str], tuple[str, datetime]] = {}
    found = set[str]()
    for one in sorted(asked, key=lambda one: one.at):
        for whose in filter(None, (one.conversation, one.person)):
            key, at = last.get((whose, one.about), (None, one.at))
            if key is not None and one.at - at <= AGAIN:
                found.add(key)
            if one.key is not None:
                last[whose, one.about] = one.key, one.at
    return found
