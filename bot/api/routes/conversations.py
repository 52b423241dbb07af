"""Conversations and their messages, for customers, scripts and agents alike."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from bot.api.dependencies import KeyDep, PrincipalDep, ServiceDep, check_desk, check_pace
from bot.api.schemas import (
    AskForPerson,
    ConversationOut,
    ConversationsOut,
    MarkSeen,
    MessagesOut,
    OpenConversation,
    PostedOut,
    PostMessage,
    TurnsOut,
)
from bot.api.waiting import replies_after, wait_for_turn
from bot.clock import new_id, utc_now
from bot.conversations import conversation_shape, list_conversations, read_messages
from bot.errors import Malformed, NotAllowed, NotFound
from bot.hub import Topic
from bot.inbox import Accepted, Arrival
from bot.intake import WEB, access_conversation
from bot.message_text import clean_text
from bot.models import TurnRecord
from bot.phrases import phrase
from bot.principal import Principal
from bot.service import Service

router = APIRouter(prefix="/conversations", tags=["conversations"])
After = Annotated[int, Query(ge=0, lt=2**31)]


@router.post("", response_model=ConversationOut, status_code=201)
def open_conversation(
    body: OpenConversation, service: ServiceDep, principal: PrincipalDep, key: KeyDep
) -> dict[str, Any]:
    """A new conversation of the one who asks; an API key may open it for a contact."""
    if principal.kind == "agent":
        raise NotAllowed("agents join conversations, they do not open them")
    if body.contact is not None and principal.kind != "api":
        raise Malformed("contact", "only an API key may name one")
    if not principal.is_staff:
        check_pace(service, principal, "open")
    return conversation_shape(
        service.intake.open_conversation(
            principal,
            language=body.language,
            contact=body.contact,
            key=key,
            new_id=new_id("c_"),
            now=utc_now(),
        )
    )


@router.get("", response_model=ConversationsOut)
def get_conversations(
    service: ServiceDep,
    principal: PrincipalDep,
    waiting: bool | None = None,
    owner: Literal["bot", "agent"] | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """One's own, newest first; the filters are for agents and API keys."""
    with service.database.reading(principal.tenant_id) as session:
        found = list_conversations(session, principal, limit=limit, waiting=waiting, owner=owner)
    return {"conversations": found}


@router.get("/{conversation_id}", response_model=ConversationOut)
def get_conversation(conversation_id: str, service: ServiceDep, principal: PrincipalDep) -> dict[str, Any]:
    with service.database.reading(principal.tenant_id) as session:
        return conversation_shape(access_conversation(session, principal, conversation_id))


@router.get("/{conversation_id}/messages", response_model=MessagesOut)
def get_messages(
    conversation_id: str,
    service: ServiceDep,
    principal: PrincipalDep,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> JSONResponse:
    """In order of seq, from the one after `after`."""
    with service.database.reading(principal.tenant_id) as session:
        conversation = access_conversation(session, principal, conversation_id)
        messages = read_messages(session, conversation_id, after=after, limit=limit)
    return JSONResponse({"messages": messages, "head": conversation["next_seq"] - 1})


@router.post("/{conversation_id}/messages", response_model=PostedOut, status_code=201)
async def post_message(
    conversation_id: str, body: PostMessage, service: ServiceDep, principal: PrincipalDep, key: KeyDep
) -> JSONResponse:
    """Stored when it answers. The same Idempotency-Key again gives the same message, with 200."""
    text = clean_text(body.text, service.settings.text_limit)
    arrival = web_arrival(conversation_id, key or new_id(), text)
    if principal.kind == "agent":
        check_desk(principal)
        accepted = await run_in_threadpool(service.ownership.reply, principal, arrival, utc_now())
        return _posted(accepted, True, [])
    return await _take_in(service, principal, arrival, body.wait_s)


@router.post("/{conversation_id}/handoff", response_model=PostedOut, status_code=201)
async def ask_for_person(
    conversation_id: str,
    service: ServiceDep,
    principal: PrincipalDep,
    key: KeyDep,
    body: AskForPerson | None = None,
) -> JSONResponse:
    """The person button: a message of the customer's, whose turn needs no understanding."""
    if principal.kind == "agent":
        raise NotAllowed("a person is here already: take the conversation over")
    arrival = await run_in_threadpool(handoff_arrival, service, principal, conversation_id, key or new_id())
    return await _take_in(service, principal, arrival, body.wait_s if body else 0)


@router.post("/{conversation_id}/take-over", response_model=ConversationOut)
def take_over(conversation_id: str, service: ServiceDep, principal: PrincipalDep) -> dict[str, Any]:
    """The bot is silent from here; agents only."""
    check_desk(principal)
    return service.ownership.take_over(principal, conversation_id, utc_now())


@router.post("/{conversation_id}/hand-back", response_model=ConversationOut)
def hand_back(conversation_id: str, service: ServiceDep, principal: PrincipalDep) -> dict[str, Any]:
    """The bot answers from the next message on; agents only."""
    check_desk(principal)
    return service.ownership.hand_back(principal, conversation_id, utc_now())


@router.get("/{conversation_id}/trace", response_model=TurnsOut)
def get_trace(
    conversation_id: str,
    service: ServiceDep,
    principal: PrincipalDep,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """What each turn understood and decided, and why. Not for customers: to them there is no such thing."""
    if not principal.is_staff:
        raise NotFound("conversation")
    with service.database.reading(principal.tenant_id) as session:
        access_conversation(session, principal, conversation_id)
        turns = session.scalars(
            select(TurnRecord)
            .where(TurnRecord.conversation_id == conversation_id, TurnRecord.seq > after)
            .order_by(TurnRecord.seq)
            .limit(limit)
        ).all()
    return {"turns": [{"seq": one.seq, "trace": one.trace, "created_at": one.created_at} for one in turns]}


@router.post("/{conversation_id}/typing", status_code=204)
def show_typing(conversation_id: str, service: ServiceDep, principal: PrincipalDep) -> Response:
    with service.database.reading(principal.tenant_id) as session:
        access_conversation(session, principal, conversation_id)
    service.intake.show_typing(principal, conversation_id, on=True)
    return Response(status_code=204)


@router.post("/{conversation_id}/seen", status_code=204)
def mark_seen(conversation_id: str, body: MarkSeen, service: ServiceDep, principal: PrincipalDep) -> Response:
    service.intake.mark_seen(principal, conversation_id, body.seq)
    return Response(status_code=204)


def web_arrival(conversation_id: str, client_id: str, text: str) -> Arrival:
    """A message by the API or the socket, which know it by the same id."""
    return Arrival(conversation_id, WEB, f"{conversation_id}:{client_id}", text, client_id=client_id)


def handoff_arrival(service: Service, principal: Principal, conversation_id: str, client_id: str) -> Arrival:
    """The person button's message, in the conversation's language."""
    with service.database.reading(principal.tenant_id) as session:
        conversation = access_conversation(session, principal, conversation_id)
    text = phrase("person_button", conversation["language"])
    external_id = f"{conversation_id}:{client_id}"
    return Arrival(conversation_id, WEB, external_id, text, kind="handoff", client_id=client_id)


async def _take_in(service: Service, principal: Principal, arrival: Arrival, wait_s: float) -> JSONResponse:
    check_pace(service, principal, arrival.conversation_id)
    topic = Topic(principal.tenant_id, arrival.conversation_id, answers=True)
    listener = service.hub.listen(topic) if wait_s > 0 else None
    try:
        accepted = await run_in_threadpool(service.intake.receive, principal, arrival, utc_now())
        seq: int = accepted.message["seq"]
        if listener is None:
            return _posted(accepted, accepted.done, [])
        if not accepted.done:
            replies = await asyncio.wait_for(wait_for_turn(listener, seq), wait_s)
            return _posted(accepted, True, replies)
    except TimeoutError:
        return _posted(accepted, False, [])
    finally:
        if listener is not None:
            service.hub.leave(listener, topic)
    replies = await run_in_threadpool(
        replies_after, service.database, principal.tenant_id, arrival.conversation_id, seq
    )
    return _posted(accepted, True, replies)


def _posted(accepted: Accepted, done: bool, replies: list[Any]) -> JSONResponse:
    body = {"message": accepted.message, "duplicate": accepted.duplicate, "done": done, "replies": replies}
    return JSONResponse(body, 200 if accepted.duplicate else 201)
