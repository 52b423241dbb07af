"""What is asked of an outside ticket system, and what it tells."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Person:
    """A customer, as the outside system gets to know them."""

    name: str
    email: str | None
    company: str | None


@dataclass(frozen=True, slots=True)
class File:
    """One of ours that goes along. What a browser would run is told to be nothing in particular by its
    `media_type`; `content` is read when it is sent, and empty before."""

    id: str
    name: str
    media_type: str
    size: int
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Opening:
    """The ticket itself, with what it begins with. `number` is the one it has here, `text` may be empty.

    `key` is the push's own and the same at each try; `reference` names it to people: "#3313/1".
    """

    key: str
    reference: str
    number: int
    subject: str
    text: str
    priority: str
    language: str
    customer: Person | None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """A message for the outside ticket's thread; one that is not `public` the customer does not see there.

    `mark` is what the push before it left.
    """

    key: str
    reference: str
    outside_id: str
    goes_on_in: str
    mark: str
    subject: str
    text: str
    public: bool
    language: str
    files: tuple[File, ...] = ()

    @property
    def place(self) -> str:
        """The outside ticket to write to: where a merge there had the twin go, as far as it is known here."""
        return self.goes_on_in or self.outside_id


@dataclass(frozen=True, slots=True)
class Setting:
    """Status or priority, in our words; None leaves it. `text` says so to people."""

    key: str
    reference: str
    outside_id: str
    goes_on_in: str
    mark: str
    status: str | None
    priority: str | None
    text: str

    @property
    def place(self) -> str:
        return self.goes_on_in or self.outside_id


Push = Opening | Saying | Setting


@dataclass(frozen=True, slots=True)
class Done:
    """`mark` is where in the outside ticket's history the push stands; the next one's search begins there."""

    outside_id: str
    mark: str


@dataclass(frozen=True, slots=True)
class Author:
    """`customer`: of the person who asked for help, who may have written there too. Not `known`: nobody can
    say whether it is one of these or of the people who answer."""

    name: str
    customer: bool
    known: bool = True


@dataclass(frozen=True, slots=True)
class OutsideFile:
    """One that came with a message there, `name` as it is called there. `size` in bytes where it says that.
    `place` is where it is to be had, `content` what it is where it came along."""

    name: str
    size: int | None
    place: str
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OutsideMessage:
    """`at` is by the outside clock, here and below; None where it does not say."""

    id: str
    outside_id: str
    author: Author
    text: str
    public: bool
    at: datetime | None = None
    files: tuple[OutsideFile, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideValue:
    """`what` is status or priority, `value` in the outside system's words."""

    id: str
    outside_id: str
    author: Author
    what: str
    value: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutsideMerge:
    """The outside ticket goes on in `into`: whatever is done there since `at` is done to it too."""

    id: str
    outside_id: str
    author: Author
    into: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutsideUnread:
    """Something that could not be read, and why; `outside_id` is empty where not even its ticket can be."""

    id: str
    outside_id: str
    why: str
    at: datetime | None = None


OutsideChange = OutsideMessage | OutsideValue | OutsideMerge | OutsideUnread


@dataclass(frozen=True, slots=True)
class Changes:
    """Oldest first. The next look begins at `cursor`; `more`: there is more already."""

    found: tuple[OutsideChange, ...]
    cursor: str
    more: bool = False


class Ledger(Protocol):
    """What is known here of an outside system: only what is ours and new is worth reading."""

    def is_ours(self, outside_id: str) -> bool: ...

    def is_new(self, outside_id: str, change_id: str) -> bool:
        """False too for a change of a ticket that is not ours."""
        ...


class TicketBackend(Protocol):
    """An outside ticket system. Reading raises NotDone, Refused or Unclear; `carry_out` Unanswered too. What
    `changes` cannot read of one change is an OutsideUnread among the others."""

    @property
    def most_bytes(self) -> int:
        """Of all files of one push."""
        ...

    def find(self, push: Push) -> Done | None:
        """What was carried out under the push's key."""
        ...

    def carry_out(self, push: Push) -> Done: ...

    def proof(self, push: Push) -> timedelta | None:
        """How long after a try a search that finds nothing proves that nothing was done. None: it never does.

        Nothing at all where the other side drops what comes twice.
        """
        ...

    def begin(self, now: datetime) -> str:
        """The cursor for all that happens from now on."""
        ...

    def changes(self, cursor: str, ledger: Ledger, now: datetime) -> Changes:
        """What others did there. The same change may come again, with the same id."""
        ...

    def fetch(self, file: OutsideFile, most: int) -> bytes:
        """Its bytes; TooMuch where there are more than `most`."""
        ...

    def check(self) -> None:
        """Raises where the outside system lacks what pushes need; says what to do."""
        ...

    def outside_status(self, status: str) -> str:
        """The outside word for ours."""
        ...

    def our_status(self, status: str) -> str | None:
        """None where we have no word for it."""
        ...

    def outside_priority(self, priority: str) -> str: ...

    def our_priority(self, priority: str) -> str | None: ...
