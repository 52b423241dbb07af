"""Tickets opened by agents and by scripts (docs/how-to/opening-tickets.md)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot.api.dependencies import KeyDep, PrincipalDep, ServiceDep, check_desk
from bot.api.schemas import OpenTicket, TicketOut
from bot.clock import new_id, utc_now
from bot.desk.opening import Opened, Wish
from bot.errors import NotAllowed
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.thread import CUSTOMER

router = APIRouter(prefix="/tickets", tags=["tickets"])


@router.post("", response_model=TicketOut, status_code=201)
def open_ticket(body: OpenTicket, service: ServiceDep, principal: PrincipalDep, key: KeyDep) -> JSONResponse:
    """The same Idempotency-Key again gives the same ticket, with 200. Agents and API keys only."""
    if principal.kind == "agent":
        check_desk(principal)
    elif principal.kind != "api":
        raise NotAllowed("customers tell their trouble in a conversation; tickets are opened by the desk")
    wish = Wish(
        subject=body.subject,
        text=body.text,
        contact=body.contact,
        address=body.email or "",
        name=body.name or "",
        audience=CUSTOMER if body.audience == "customer" else "",
        priority=body.priority,
        tags=tuple(body.tags),
        module=body.module,
        language=body.language,
        channel=body.channel,
    )
    opened = service.openings.open(principal, wish, key or new_id(), utc_now())
    if not opened.duplicate:
        service.sweeper.nudge(principal.tenant_id)
    return JSONResponse(ticket_shape(opened), 200 if opened.duplicate else 201)


def ticket_shape(opened: Opened) -> dict[str, Any]:
    ticket = opened.ticket
    return {
        "number": ticket.number,
        "label": ticket_label(ticket),
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "priority_reason": ticket.priority_reason,
        "channel": ticket.channel,
        "language": ticket.language,
        "intent": ticket.intent,
        "module": ticket.module,
        "tags": list(ticket.tags),
        "contact": ticket.contact_key,
        "tier": ticket.tier,
        "conversation": opened.place,
        "due_at": ticket.due_at.isoformat() if ticket.due_at else None,
        "created_at": ticket.created_at.isoformat(),
    }
