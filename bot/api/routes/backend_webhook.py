"""What an outside ticket system of the kind webhook.v1 tells, signed as Standard Webhooks has it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.backend_account import read_secret as read_variable
from bot.desk.backend_links import find_system
from bot.errors import Malformed, NotFound, NotSignedIn
from bot.service import Service
from escalation.backends.errors import OptionsWrong, Refused
from escalation.backends.signing import ID, is_signed, read_secret
from escalation.backends.webhook import read_change

router = APIRouter(prefix="/ticket-backends", tags=["tickets"])
KIND = "webhook.v1"


@router.post("/{site_key}/webhook")
async def take_webhook(
    site_key: Annotated[str, Path(max_length=64)], request: Request, service: ServiceDep
) -> dict[str, bool]:
    """`taken` is false for a ticket that is not kept there and for a change that is known."""
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    return {"taken": await run_in_threadpool(_take, service, site_key, headers, body)}


def _take(service: Service, site_key: str, headers: dict[str, str], body: bytes) -> bool:
    """The signature is of the bytes as they came, and looked at before anything else of them."""
    tenant = service.tenants.find_by_site_key(site_key)
    if tenant is None:
        raise NotFound("site")
    with service.database.reading(tenant.id) as session:
        system = find_system(session)
    if system is None or system.kind != KIND:
        raise NotFound("site")
    try:
        secret = read_secret(read_variable(system.secret))
    except (ValueError, OptionsWrong):
        raise NotFound("site") from None
    if not is_signed(body, headers, secret, now=utc_now()):
        raise NotSignedIn("the webhook's signature does not hold")
    try:
        change = read_change(headers[ID][:128], body)
    except Refused as wrong:
        raise Malformed("body", str(wrong)) from None
    return service.backends.puller.take(tenant.id, system, change)
