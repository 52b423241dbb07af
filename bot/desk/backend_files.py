"""Files of a message from outside: fetched, judged as any that is attached, and on the disk before the
message is taken. The message comes all the same, with a line for each that was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.attachments.errors import AttachmentRejected, StorageUnavailable
from bot.desk.attachments.keeping import (
    Limits,
    Sender,
    Shelved,
    attachment_of,
    find_same_in,
    shelve,
    wait_for_room,
)
from bot.desk.attachments.names import clean_name
from bot.desk.attachments.store import AttachmentStore
from bot.desk.backend_words import in_both
from bot.persistence.tenancy import TenantSession
from escalation.backends.errors import NotDone, Refused, TooMuch
from escalation.backends.types import OutsideFile, TicketBackend
from escalation.routing.words import Words
from escalation.ticketing.attachments import Attachment, Place, attach
from escalation.ticketing.models import Ticket

MOST_FILES = 20
"""Of one message."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    name: str | Words
    why: Words


Brought = Sequence[Shelved | LeftOut]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where files from outside are put, and how many and how large they may be."""

    store: AttachmentStore
    limits: Limits

    def fetch(
        self, backend: TicketBackend, tenant_id: str, files: Sequence[OutsideFile], *, last: bool
    ) -> Brought:
        """NotDone or StorageUnavailable where another try may bring it, unless this is the `last`."""
        brought: list[Shelved | LeftOut] = []
        for file in files[:MOST_FILES]:
            try:
                brought.append(self._fetch(backend, tenant_id, file))
            except AttachmentRejected as refused:
                brought.append(LeftOut(clean_name(file.name), _in_both(refused)))
            except Refused as refusal:
                brought.append(_not_fetched(file, str(refusal)))
            except (NotDone, StorageUnavailable) as problem:
                if not last:
                    raise
                brought.append(_not_fetched(file, str(problem)))
        if (more := len(files) - MOST_FILES) > 0:
            name = in_both("more_left_out", count=str(more))
            brought.append(LeftOut(name, in_both("too_many", most=str(MOST_FILES))))
        return brought

    def _fetch(self, backend: TicketBackend, tenant_id: str, file: OutsideFile) -> Shelved:
        self.limits.check_size(file.size or 0)
        try:
            content = file.content if file.content is not None else backend.fetch(file, self.limits.file)
        except TooMuch:
            self.limits.check_size(self.limits.file + 1)
            raise
        self.limits.check_size(len(content))
        draft = self.store.draft(tenant_id)
        try:
            draft.write(content)
            return shelve(self.store, draft, tenant_id, file.name)
        finally:
            draft.discard()

    def attach(
        self,
        session: TenantSession,
        ticket: Ticket,
        files: Brought,
        place: Place,
        sender: Sender,
        now: datetime,
    ) -> tuple[list[Attachment], list[LeftOut]]:
        """To the locked ticket, after `wait_for_room`; the same file in the same place is kept once."""
        attached: list[Attachment] = []
        left_out = [file for file in files if isinstance(file, LeftOut)]
        for file in files:
            if isinstance(file, LeftOut):
                continue
            fresh = attachment_of(file, ticket.tenant_id, place, sender, now)
            same = find_same_in(session, fresh, place)
            try:
                if same is None:
                    self.limits.check_room(session, place, file.size)
            except AttachmentRejected as refused:
                left_out.append(LeftOut(file.name, _in_both(refused)))
                continue
            if same is None:
                attach(session, fresh, ticket)
            attached.append(same or fresh)
        return attached, left_out


def lock_room(session: TenantSession, files: Brought) -> None:
    """Before conversation and tickets, as whoever attaches a file does."""
    if any(isinstance(file, Shelved) for file in files):
        wait_for_room(session)


def line(left_out: LeftOut, language: str) -> str:
    return in_both("left_out", name=left_out.name, why=left_out.why).in_language(language)


def _not_fetched(file: OutsideFile, told: str) -> LeftOut:
    return LeftOut(clean_name(file.name), in_both("not_fetched", told=told))


def _in_both(refused: AttachmentRejected) -> Words:
    return Words(str(refused.in_language("zh")), str(refused.in_language("en")))
