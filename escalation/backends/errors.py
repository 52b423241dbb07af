"""BackendError
├── NotDone       nothing was done; later it may be
│   ├── TooLong        what was to be read is longer than is read; it may be had in parts
│   ├── NotSetUp       the outside system lacks something that somebody must set up there
│   └── FilesNotTaken  it may be that only the files stand in the way
├── Unanswered    nobody knows whether it was done
│   └── TooMuch   the answer is longer than is read
├── Refused       it was not done and another try would not change that
├── Unclear       a person must look
│   └── DoneTwice it is there more than once
└── OptionsWrong  a backend cannot be set up as it was told to
"""

from datetime import timedelta

from escalation.errors import EscalationError


class BackendError(EscalationError):
    """An outside ticket system did not do what it was asked to."""


class NotDone(BackendError):
    """`retry_after` is how long the other side asks to be left alone; None where it does not say."""

    def __init__(self, why: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class TooLong(NotDone):
    """The same question will have the same answer."""


class NotSetUp(NotDone):
    """The message says what was found, what is needed and what to do."""


class FilesNotTaken(NotDone):
    """Files are handed over before what they go along with, and one was not: no answer, or half an answer."""


class Unanswered(BackendError):
    """No answer, half an answer, or one that says that something broke on the way."""


class TooMuch(Unanswered):
    """What was done is not known; a file that was to be fetched is larger than it may be."""


class Refused(BackendError):
    """The message is the outside system's."""


class Unclear(BackendError):
    """What is there cannot be told from here."""


class DoneTwice(Unclear):
    def __init__(self, key: str, found: list[str]) -> None:
        super().__init__(f"{key} is there {len(found)} times: {', '.join(found)}")


class OptionsWrong(BackendError):
    """The message names the option, what was got and what was expected."""
