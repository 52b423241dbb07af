"""When the labelled messages were said, as far as the values of their times depend on it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` is an aware instant in ISO 8601; `timezone` an offset or an IANA name."""

    now: str
    timezone: str

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.now)

    def __str__(self) -> str:
        return f"{self.now} ({self.timezone})"


# That of the labels of our own messages: a Monday, 10:00 in the demo.
OURS = Moment("2026-05-11T10:00:00+08:00", "+08:00")
