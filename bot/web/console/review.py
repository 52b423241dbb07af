"""The review: messages that the bot was unsure of, for people to confirm, relabel or reject."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import AlreadyDecided, LabelRejected, NotAllowed
from bot.model_registry import open_registry
from bot.persistence.tenancy import TenantSession
from bot.review.cards import PAGE, list_cards, list_choices, place_of
from bot.review.intents import list_intents
from bot.review.proposing import Why
from bot.review.queue import Item, State, count_open, decide, get_item
from bot.service import Service
from bot.web.console.access import Me, MeHere, MeWriting
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.inbox import frame
from bot.web.console.intent_choices import intent_choices
from bot.web.console.rendering import is_fragment, page
from bot.web.console.review_asked import LANGUAGES, ReviewAsked, ReviewAskedHere, cursor
from bot.web.console.strings import say
from bot.web.console.trace_view import Rank, view_ranks

router = APIRouter(route_class=ConsoleRoute, prefix="/review")

RANKS = 3


class Decided(BaseModel):
    """The form of a proposal; `version` is the one that was shown."""

    decision: State = State.rejected
    intent: str = ""
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as it is shown; `problem` says why the decision just made does not hold.

    `note` is the reason that was given with it.
    """

    item: Item
    ranks: tuple[Rank, ...]
    problem: str = ""
    note: str = ""


@router.get("", include_in_schema=False)
def review_page(request: Request, service: ServiceDep, me: MeHere, wanted: ReviewAskedHere) -> Response:
    with service.database.reading(me.tenant_id) as session:
        found = list_cards(session, wanted.states, wanted.narrowed, after=wanted.place, limit=PAGE + 1)
        items = found[:PAGE]
        onward = cursor(place_of(items[-1])) if len(found) > PAGE else ""
        cards = [_card(me, item) for item in items]
        return _page(session, service, request, me, cards, wanted=wanted, onward=onward)


def deciding(me: MeWriting) -> Me:
    if not me.may_teach:
        raise NotAllowed("the role does not decide what the bot learns")
    return me


@router.post("/{conversation_id}/{seq}", include_in_schema=False)
def decide_proposal(
    request: Request,
    service: ServiceDep,
    me: Annotated[Me, Depends(deciding)],
    conversation_id: str,
    seq: int,
    form: Annotated[Decided, Form()],
    wanted: ReviewAskedHere,
) -> Response:
    """The card as it stands then: in its place for htmx, on a page of its own where something was wrong."""
    problem, status = _decide(service, me, conversation_id, seq, form)
    with service.database.reading(me.tenant_id) as session:
        card = _card(me, get_item(session, conversation_id, seq), problem, form.note if problem else "")
        if is_fragment(request):
            return page(
                "fragments/proposal.html",
                me.look(),
                card=card,
                me=me,
                wanted=wanted,
                intents=intent_choices(session, service, me.language),
                open_count=count_open(session),
            )
        if problem:
            return _page(session, service, request, me, [card], wanted=wanted, status=status)
    return RedirectResponse(wanted.address, status_code=303)


def _decide(service: Service, me: Me, conversation_id: str, seq: int, form: Decided) -> tuple[str, int]:
    """What was wrong, in the agent's words, with its status; "" where it is done."""
    try:
        with service.database.uow(me.tenant_id) as session:
            item = get_item(session, conversation_id, seq)
            decide(
                session,
                item,
                form.decision,
                by=me.email,
                now=utc_now(),
                seen=form.version,
                label=form.intent or None,
                note=form.note,
                intents=list_intents(session, open_registry(service.settings)),
            )
    except AlreadyDecided:
        return say(me.language, "review_late"), 409
    except LabelRejected:
        return say(me.language, "review_incomplete"), 422
    return "", 200


def _page(
    session: TenantSession,
    service: Service,
    request: Request,
    me: Me,
    cards: Sequence[Card],
    *,
    wanted: ReviewAsked,
    onward: str = "",
    status: int = 200,
) -> Response:
    return page(
        "console.html",
        me.look(),
        status=status,
        work="fragments/review.html",
        heading=say(me.language, "review"),
        cards=cards,
        wanted=wanted,
        onward=onward,
        whys=list(Why),
        chosen_intents=list_choices(session, wanted.states),
        languages=LANGUAGES,
        open_count=count_open(session),
        intents=intent_choices(session, service, me.language),
        slug=service.tenants.get(me.tenant_id).slug,
        **frame(session, request, me),
    )


def _card(me: Me, item: Item, problem: str = "", note: str = "") -> Card:
    return Card(item, view_ranks(item.proposal.ranking[:RANKS], me.language), problem, note)
