"""Files of conversations and tickets (docs/how-to/attachments.md). The body is the file, not a form."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from bot.api.dependencies import KeyDep, PrincipalDep, ServiceDep, check_desk, check_pace
from bot.api.schemas import AttachmentOut, AttachmentsOut
from bot.clock import utc_now
from bot.desk.attachments.access import Thread, access_attachment, access_place, may_see_attachment
from bot.desk.attachments.content import check_name
from bot.desk.attachments.errors import AttachmentRejected
from bot.desk.attachments.keeping import Kept, Limits, Sender, attachment_shape, keep, limits_of
from bot.desk.attachments.listing import list_files
from bot.desk.attachments.store import AttachmentStore, Draft
from bot.desk.attachments.telling import Telling, find_place_to_tell
from bot.errors import NotAllowed, NotFound
from bot.logging import get_logger
from bot.owner_change import publish_change
from bot.principal import Principal
from bot.service import Service
from bot.web.console.language import choose_language
from escalation.ticketing.attachments import Place
from escalation.ticketing.thread import CUSTOMER

router = APIRouter(prefix="/attachments", tags=["attachments"])
PIECE = 256 * 1024
LONGEST_MINUTES = 10
# A file is handed to the person and never opened here, whatever it says that it is.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
InConversation = Annotated[str | None, Query(max_length=64, pattern=r"^[^\x00]*$")]
OfTicket = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@router.post("", response_model=AttachmentOut, status_code=201)
async def upload(
    request: Request,
    service: ServiceDep,
    principal: PrincipalDep,
    key: KeyDep,
    name: Annotated[str, Query(min_length=1, max_length=1_000)],
    conversation: InConversation = None,
    ticket: OfTicket = None,
    internal: bool = False,
) -> JSONResponse:
    """Stored when it answers; the same file in the same place again gives the first one, with 200.

    In a conversation it is also a message, once for each Idempotency-Key, or once where there is none: an
    agent's where they have it. On a ticket of which the bot has the conversation it takes that over.
    `internal` keeps it from the customer; agents only. Refusals come in the language of Accept-Language.
    """
    sender = _sender(principal, internal=internal)
    check_pace(service, principal, conversation or f"#{ticket}")
    try:
        kept = await _take_in(request, service, principal, Thread(conversation, ticket), sender, name, key)
    except AttachmentRejected as refused:
        language = choose_language(request.headers.get("accept-language"))
        raise refused.in_language(language) from None
    return JSONResponse(kept.attachment, 200 if kept.duplicate else 201)


@router.get("", response_model=AttachmentsOut)
def get_attachments(
    service: ServiceDep,
    principal: PrincipalDep,
    conversation: InConversation = None,
    ticket: OfTicket = None,
) -> dict[str, Any]:
    """Oldest first; a ticket's with those of its conversations and of what was merged into it. Customers get
    their own, and not the internal ones."""
    with service.database.reading(principal.tenant_id) as session:
        place = access_place(session, principal, Thread(conversation, ticket))
        found = list_files(session, place, internal=principal.is_staff)
        theirs = [one for one in found if may_see_attachment(session, principal, one)]
        return {"attachments": [attachment_shape(one) for one in theirs]}


@router.get("/{attachment_id}", response_class=FileResponse)
def download(attachment_id: str, service: ServiceDep, principal: PrincipalDep) -> FileResponse:
    """Always to be saved, never to be shown by a browser at this address."""
    with service.database.reading(principal.tenant_id) as session:
        attachment = access_attachment(session, principal, attachment_id)
    path = _store(service).path(principal.tenant_id, attachment.id)
    if not path.is_file():
        get_logger("attachments").error("file_missing", tenant=principal.tenant_id, attachment=attachment.id)
        raise NotFound("attachment")
    return FileResponse(
        path,
        headers=HEADERS,
        media_type=attachment.media_type,
        filename=attachment.name,
        content_disposition_type="attachment",
    )


async def _take_in(
    request: Request,
    service: Service,
    principal: Principal,
    thread: Thread,
    sender: Sender,
    name: str,
    key: str | None,
) -> Kept:
    limits, store = limits_of(service.settings), _store(service)
    declared = request.headers.get("content-length", "")
    limits.check_size(int(declared) if declared.isdecimal() else 0)
    check_name(name)
    place, conversation_id = await run_in_threadpool(_access, service, principal, thread, limits)
    draft = await run_in_threadpool(store.draft, principal.tenant_id)
    try:
        await _receive(request, draft, limits)
        telling = None
        if sender.audience and conversation_id is not None:
            telling = Telling(principal, conversation_id, key, utc_now(), ticket=thread.ticket)
        kept = await run_in_threadpool(
            keep,
            service.database,
            store,
            draft,
            tenant_id=principal.tenant_id,
            place=place,
            sender=sender,
            name=name,
            limits=limits,
            now=service.tenants.get(principal.tenant_id).now(utc_now()),
            telling=telling,
        )
        if kept.taken:
            publish_change(service.hub, principal.tenant_id, kept.taken)
        if telling and kept.said:
            service.intake.announce(principal.tenant_id, telling.conversation_id, kept.said)
        return kept
    finally:
        draft.discard()


async def _receive(request: Request, draft: Draft, limits: Limits) -> None:
    """Counts while it reads: a length can be left out, or be a lie."""
    waiting = bytearray()
    try:
        async with asyncio.timeout(60 * LONGEST_MINUTES):
            async for piece in request.stream():
                limits.check_size(draft.size + len(waiting) + len(piece))
                waiting += piece
                if len(waiting) >= PIECE:
                    await run_in_threadpool(draft.write, bytes(waiting))
                    waiting.clear()
    except ClientDisconnect:
        raise AttachmentRejected("cut_off") from None
    except TimeoutError:
        raise AttachmentRejected("too_slow", minutes=LONGEST_MINUTES) from None
    await run_in_threadpool(draft.write, bytes(waiting))


def _access(
    service: Service, principal: Principal, thread: Thread, limits: Limits
) -> tuple[Place, str | None]:
    """With the conversation in which a file is said."""
    with service.database.reading(principal.tenant_id) as session:
        place = access_place(session, principal, thread)
        limits.check_room(session, place, 0)
        return place, find_place_to_tell(session, principal, thread.conversation, place)


def _sender(principal: Principal, *, internal: bool) -> Sender:
    """A script speaks for the customer, as it does with messages."""
    if principal.kind == "agent":
        check_desk(principal)
        return Sender(f"agent:{principal.id}", "" if internal else CUSTOMER)
    if internal:
        raise NotAllowed("only agents attach files to internal notes")
    return Sender("customer", CUSTOMER)


def _store(service: Service) -> AttachmentStore:
    return AttachmentStore(service.settings.attachments_folder)
