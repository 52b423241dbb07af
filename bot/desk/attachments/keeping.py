"""From a file that came in to an attachment: within the limits, on the disk, then in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.clock import new_id
from bot.desk.attachments.content import check_content
from bot.desk.attachments.errors import AttachmentTooLarge, NoRoom
from bot.desk.attachments.store import AttachmentStore, Draft
from bot.desk.attachments.telling import Telling, file_shape
from bot.errors import BotError
from bot.inbox import Accepted
from bot.models import Tenant
from bot.owner_change import Change
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.settings import Settings
from escalation.ticketing.attachments import (
    Attachment,
    Place,
    attach,
    bytes_held,
    count_attachments,
    find_same,
)
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.thread import CUSTOMER

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one file and of all of a tenant's; files of one ticket or conversation."""

    file: int
    per_ticket: int
    per_tenant: int

    def check_size(self, size: int) -> None:
        if size > self.file:
            raise AttachmentTooLarge("too_large", limit=round(self.file / MIB, 2))

    def check_room(self, session: TenantSession, place: Place, size: int) -> None:
        tenant_id = session.require_tenant()
        if count_attachments(session, tenant_id, place) >= self.per_ticket:
            raise NoRoom("ticket_full", limit=self.per_ticket)
        if bytes_held(session, tenant_id) + size > self.per_tenant:
            raise NoRoom("tenant_full")


@dataclass(frozen=True, slots=True)
class Sender:
    """`by` as an event names people; `audience` is empty for what only the desk sees."""

    by: str
    audience: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file that was looked at and is on the disk, under its `id`, and has no row yet."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """`said` is the message in the conversation, None where it was not to be said, and `taken` that the agent
    has taken that over."""

    attachment: Mapping[str, Any]
    duplicate: bool
    said: Accepted | None
    taken: Change | None = None


def limits_of(settings: Settings) -> Limits:
    return Limits(settings.attachment_limit, settings.attachments_per_ticket, settings.attachments_per_tenant)


def keep(
    database: Database,
    store: AttachmentStore,
    draft: Draft,
    *,
    tenant_id: str,
    place: Place,
    sender: Sender,
    name: str,
    limits: Limits,
    now: datetime,
    telling: Telling | None = None,
) -> Kept:
    """When it returns, file and row are on the disk. The same file in the same place is kept once."""
    # The file first: a row always has its file. One that gets no row is swept, where it is not removed here.
    attachment = attachment_of(shelve(store, draft, tenant_id, name), tenant_id, place, sender, now)
    try:
        with database.uow(tenant_id) as session:
            kept = _add_row(session, attachment, place, limits, telling)
    except BotError:
        store.remove(tenant_id, [attachment.id])
        raise
    if kept.duplicate:
        store.remove(tenant_id, [attachment.id])
    return kept


def shelve(store: AttachmentStore, draft: Draft, tenant_id: str, name: str) -> Shelved:
    """Raises AttachmentRejected with the reason."""
    draft.seal()
    checked = check_content(draft.path, name)
    shelved = Shelved(new_id("f_"), checked.name, checked.media_type, draft.size, draft.sha256)
    store.keep(draft, tenant_id, shelved.id)
    return shelved


def attachment_of(
    shelved: Shelved, tenant_id: str, place: Place, sender: Sender, now: datetime
) -> Attachment:
    return Attachment(
        tenant_id=tenant_id,
        id=shelved.id,
        ticket_id=place.ticket_id,
        conversation_id=place.conversation_id,
        name=shelved.name,
        media_type=shelved.media_type,
        size=shelved.size,
        sha256=shelved.sha256,
        audience=sender.audience,
        by=sender.by,
        created_at=now,
    )


def wait_for_room(session: TenantSession) -> None:
    """Whoever else uploads for this tenant waits here, so that two cannot take the same last place."""
    session.execute(select(Tenant.id).where(Tenant.id == session.require_tenant()).with_for_update())


def find_same_in(session: TenantSession, attachment: Attachment, place: Place) -> Attachment | None:
    return find_same(
        session,
        attachment.tenant_id,
        place,
        sha256=attachment.sha256,
        name=attachment.name,
        audience=attachment.audience,
    )


def _add_row(
    session: TenantSession, attachment: Attachment, place: Place, limits: Limits, telling: Telling | None
) -> Kept:
    tenant_id = attachment.tenant_id
    wait_for_room(session)
    same = find_same_in(session, attachment, place)
    if same is None:
        limits.check_room(session, place, attachment.size)
    said, taken = telling.say(session, same or attachment) if telling else (None, None)
    tickets = lock_tickets(session, tenant_id, [place.ticket_id]) if place.ticket_id else []
    ticket = tickets[0] if tickets else None
    if same is None:
        attach(session, attachment, ticket)
    if telling and ticket and said and not said.duplicate:
        telling.answer(session, ticket, said, attachment.created_at)
    return Kept(attachment_shape(same or attachment), same is not None, said, taken)


def attachment_shape(attachment: Attachment) -> dict[str, Any]:
    """As the API shows it."""
    return {
        **file_shape(attachment),
        "author": "agent" if attachment.by.startswith("agent:") else "customer",
        "internal": attachment.audience != CUSTOMER,
        "created_at": attachment.created_at.isoformat(),
    }
