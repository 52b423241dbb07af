"""Which push comes next for a ticket: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from escalation.backends.types import File, Opening, Person, Push, Saying, Setting
from escalation.backends.words import said_by, word
from escalation.ticketing.events import TicketEvent

MESSAGES = ("ticket.customer_wrote", "ticket.agent_replied", "ticket.noted")
FILED = "ticket.attached"
PUSHED = (
    *MESSAGES,
    FILED,
    "ticket.status_changed",
    "ticket.priority_changed",
    "ticket.merged",
    "ticket.unmerged",
)


@dataclass(frozen=True, slots=True)
class Twin:
    """The ticket as its pushes name it; the outside one's id and mark once there is one.

    `goes_on_in` is what a merge there has it go on in, "" where there was none; `shared`: that is the twin of
    another ticket of ours, whose customer and values it has. `files` were there when it was opened.
    """

    ticket_id: str
    number: int
    subject: str
    language: str
    customer: Person | None
    status: str
    priority: str
    outside_id: str | None
    mark: str
    goes_on_in: str = ""
    shared: bool = False
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Of the thread, or an attached file. `told`: it is no more than a file that its own event brings, or the
    opening."""

    author: str
    text: str
    public: bool = True
    file: File | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """`upto` is the position of the last event that it brings there. No push: there is nothing to do.

    `overtaken`: the ticket has another value by now, ours or theirs, and this one must not come after it.
    """

    push: Push | None
    upto: int
    overtaken: bool = False


def next_step(
    twin: Twin,
    events: Sequence[tuple[int, TicketEvent]],
    entries: Mapping[int, Entry],
    numbers: Mapping[str, int],
    attached: Mapping[str, Entry],
) -> Step:
    """For the first of `events`, those that are not there yet; `entries` are of the thread, `numbers` of
    tickets that it names by id, `attached` files by id, but those that were erased. The customer's first word
    goes along with the opening."""
    position, event = events[0]
    key, reference = f"huiyi:{twin.ticket_id}:{position}", f"#{twin.number}/{position}"
    if event.type == "ticket.opened":
        upto, text = position, ""
        told = next(((place, one) for place, one in events[1:] if one.type in PUSHED), None)
        if told is not None and told[1].type == "ticket.customer_wrote":
            first = entries[told[1].data["message"]]
            upto, text = told[0], "" if first.told else first.text
        opening = Opening(
            key=key,
            reference=reference,
            number=twin.number,
            subject=twin.subject,
            text=text,
            priority=event.data["priority"],
            language=twin.language,
            customer=twin.customer,
            files=twin.files,
        )
        return Step(opening, upto)
    push = _following(twin, event, entries, numbers, attached, key, reference)
    if push is not None and twin.shared:
        push = _noted(push, twin)
    overtaken = isinstance(push, Setting) and not (
        push.status in (None, twin.status) and push.priority in (None, twin.priority)
    )
    return Step(push, position, overtaken)


def _following(
    twin: Twin,
    event: TicketEvent,
    entries: Mapping[int, Entry],
    numbers: Mapping[str, int],
    attached: Mapping[str, Entry],
    key: str,
    reference: str,
) -> Saying | Setting | None:
    language = twin.language
    outside = (twin.outside_id or "", twin.goes_on_in, twin.mark)
    if event.type in (*MESSAGES, FILED):
        filed = event.type == FILED
        entry = attached.get(event.data["attachment"]) if filed else entries[event.data["message"]]
        if entry is None or entry.told:
            return None
        text = said_by(entry.author, twin.customer, language, entry.text)
        public = entry.public and event.type != "ticket.noted"
        files = (entry.file,) if entry.file else ()
        return Saying(key, reference, *outside, twin.subject, text, public, language, files)
    if event.type in ("ticket.merged", "ticket.unmerged"):
        name, other = ("merged", "into") if event.type == "ticket.merged" else ("separated", "from")
        number = str(numbers.get(event.data[other], "?"))
        text = word(name, language, number=number)
        return Saying(key, reference, *outside, twin.subject, text, False, language)
    if event.type == "ticket.status_changed":
        to = event.data["to"]
        return Setting(key, reference, *outside, to, None, word("status", language, value=to))
    if event.type == "ticket.priority_changed":
        to = event.data["to"]
        return Setting(key, reference, *outside, None, to, word("priority_set", language, value=to))
    return None


def _noted(push: Saying | Setting, twin: Twin) -> Saying:
    """For the people there alone."""
    if isinstance(push, Saying):
        return replace(push, public=False)
    outside = (push.outside_id, push.goes_on_in, push.mark)
    return Saying(push.key, push.reference, *outside, twin.subject, push.text, False, twin.language)
