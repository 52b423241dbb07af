"""What an outside ticket system of the kind webhook.v1 tells, signed as Standard Webhooks has it."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.backend_account import read_secret as read_variable
from bot.desk.backend_links import find_system
from bot.errors import BodyTooLarge, Malformed, NotFound, NotSignedIn
from bot.service import Service
from escalation.backends.errors import OptionsWrong, Refused
from escalation.backends.models import OutsideSystem
from escalation.backends.signing import ID, is_signed, may_be_signed, read_secret
from escalation.backends.webhook import MOST_BYTES, read_change

router = APIRouter(prefix="/ticket-backends", tags=["tickets"])
KIND = "webhook.v1"
UNSIGNED = "the webhook's signature does not hold"
LARGEST = 4 * MOST_BYTES // 3 + 1024 * 1024
"""Files in base64, and the words."""


@router.post("/{site_key}/webhook")
async def take_webhook(
    site_key: Annotated[str, Path(max_length=64)], request: Request, service: ServiceDep
) -> dict[str, bool]:
    """`taken` is false for a ticket that is not kept there and for a change that is known."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    known = await run_in_threadpool(_find, service, site_key)
    if not may_be_signed(headers, now=utc_now()):
        raise NotSignedIn(UNSIGNED)
    body = await _read(request)
    return {"taken": await run_in_threadpool(_take, service, known, headers, body)}


@dataclass(frozen=True, slots=True)
class _Known:
    tenant_id: str
    system: OutsideSystem
    secret: bytes = field(repr=False)


def _find(service: Service, site_key: str) -> _Known:
    """Before anything is read: only who has such a system may send this much."""
    tenant = service.tenants.find_by_site_key(site_key)
    if tenant is None:
        raise NotFound("site")
    with service.database.reading(tenant.id) as session:
        system = find_system(session)
    if system is None or system.kind != KIND:
        raise NotFound("site")
    try:
        return _Known(tenant.id, system, read_secret(read_variable(system.secret)))
    except (ValueError, OptionsWrong):
        raise NotFound("site") from None


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise BodyTooLarge(len(body), LARGEST)
    return bytes(body)


def _take(service: Service, known: _Known, headers: dict[str, str], body: bytes) -> bool:
    """The signature is of the bytes as they came, and looked at before anything else of them."""
    if not is_signed(body, headers, known.secret, now=utc_now()):
        raise NotSignedIn(UNSIGNED)
    try:
        change = read_change(headers[ID][:128], body)
    except Refused as wrong:
        raise Malformed("body", str(wrong)) from None
    return service.backends.puller.take(known.tenant_id, known.system, change)
