"""The socket's door: origin, first frame, who it is; then `stream_session`. See docs/websocket.md."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool

from bot.agent_sessions import COOKIE
from bot.api.dependencies import check_origin, get_service, origin_standing
from bot.api.exception_handlers import error_shape
from bot.api.stream_frames import Close, read_frame, send_json
from bot.api.stream_session import StreamSession
from bot.clock import utc_now
from bot.errors import BotError, DatabaseUnavailable, Malformed, NotFound, NotSignedIn, OriginNotAllowed
from bot.hub import Topic
from bot.intake import access_conversation
from bot.logging import get_logger
from bot.principal import Principal
from bot.service import Service
from escalation.ticketing.models import Ticket

router = APIRouter()
HELLO_S = 10.0


@dataclass(frozen=True, slots=True)
class _Hello:
    principal: Principal
    topic: Topic
    after: int


@router.websocket("/ws")
async def stream(websocket: WebSocket) -> None:
    service = get_service(websocket)
    origin = websocket.headers.get("origin", "")
    if origin_standing(websocket, service) == "foreign" and not service.tenants.knows_origin(origin):
        await websocket.close(Close.origin)  # before the handshake is accepted: the browser sees a 403
        return
    await websocket.accept()
    try:
        hello = await asyncio.wait_for(_hello(websocket, service), HELLO_S)
        session = StreamSession(websocket, service, hello.principal, hello.topic, hello.after)
        code = await session.run()
    except TimeoutError:
        code = Close.late
    except WebSocketDisconnect:
        return
    except BotError as refused:
        code = _close_code(refused)
        await send_json(websocket, {"type": "error", **error_shape(refused)})
    except DataError:  # an id that the database cannot even compare
        code = Close.unknown
        await send_json(websocket, {"type": "error", **error_shape(NotFound("conversation"))})
    except (DBAPIError, PoolTimeout) as away:
        code = Close.ours
        get_logger("stream").error("database_failed", error=type(away).__name__)
        await send_json(websocket, {"type": "error", **error_shape(DatabaseUnavailable())})
    await _close(websocket, code)


async def _hello(websocket: WebSocket, service: Service) -> _Hello:
    body = await read_frame(websocket, service.settings.body_limit)
    if body.get("type") != "hello":
        raise Malformed("type", f"the first frame is {str(body.get('type'))[:40]!r}; expected hello")
    conversation_id, after = body.get("conversation"), body.get("after", 0)
    if conversation_id is not None and not isinstance(conversation_id, str):
        raise Malformed("conversation", "expected an id or null")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 2**31:
        raise Malformed("after", "expected the last seq you have, 0 for none")
    ticket = body.get("ticket")
    if ticket is not None and (not isinstance(ticket, int) or not 0 < ticket < 2**31 or conversation_id):
        raise Malformed("ticket", "expected a ticket's number, and no conversation with it")
    principal = await _principal(websocket, service, body.get("token"))
    check_origin(websocket, service, principal.tenant_id)
    topic = Topic(principal.tenant_id, conversation_id, ticket)
    if ticket is not None:
        await run_in_threadpool(_check_ticket, service, principal, ticket)
    elif conversation_id is not None:
        await run_in_threadpool(_check_access, service, principal, conversation_id)
    elif not principal.is_staff:
        raise Malformed("conversation", "name the conversation to follow")
    return _Hello(principal, topic, after)


async def _principal(websocket: WebSocket, service: Service, token: object) -> Principal:
    if token is None:
        # A cookie comes along by itself, so only our own pages may use it.
        if origin_standing(websocket, service) != "own":
            raise OriginNotAllowed(websocket.headers.get("origin", "(none)"))
        return await run_in_threadpool(service.identity.of_cookie, websocket.cookies.get(COOKIE), utc_now())
    if not isinstance(token, str):
        raise Malformed("token", "expected a string")
    return await run_in_threadpool(service.identity.of_bearer, token, utc_now())


def _check_access(service: Service, principal: Principal, conversation_id: str) -> None:
    with service.database.reading(principal.tenant_id) as session:
        access_conversation(session, principal, conversation_id)


def _check_ticket(service: Service, principal: Principal, number: int) -> None:
    """Only people at the desk follow tickets."""
    if principal.kind != "agent":
        raise NotFound("ticket")
    with service.database.reading(principal.tenant_id) as session:
        if session.scalars(select(Ticket.number).where(Ticket.number == number)).first() is None:
            raise NotFound("ticket")


def _close_code(refused: BotError) -> Close:
    if isinstance(refused, NotSignedIn):
        return Close.signed_out
    if isinstance(refused, OriginNotAllowed):
        return Close.origin
    if isinstance(refused, NotFound):
        return Close.unknown
    return Close.malformed if isinstance(refused, Malformed) else Close.ours


async def _close(websocket: WebSocket, code: Close) -> None:
    try:
        await websocket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        return  # the other side was faster
