"""What is suggested beside a conversation, and what the agent made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.conversations import preview
from bot.errors import NotAllowed
from bot.suggestion_use import note_inserted, note_rating, note_used
from bot.suggestions import Customer, SuggestedArticle, SuggestedCase, Suggestions, suggest
from bot.web.console.access import Me, MeHere, MeWriting
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.conversation import get_conversation
from bot.web.console.rendering import page
from bot.web.console.strings import say
from bot.web.help.held_for import held_for, is_past
from bot.web.help.labels import label
from bot.web.help.markdown import anchor_of
from bot.web.help.summary import as_line
from bot.web.site import own_origin
from dialogs.actions.knowledge import LONGEST
from kb_index.asker_words import is_among
from kb_index.excerpt import excerpt, with_heading
from kb_index.feedback import REASONS
from kb_index.telling_sentence import find_telling
from kb_index.types import SearchHit

EXCERPT = {"zh": 80, "en": 160}
PASSAGE = "^([0-9a-f]{64})?$"

router = APIRouter(route_class=ConsoleRoute, prefix="/conversations/{conversation_id}/suggestions")


@dataclass(frozen=True, slots=True)
class Tag:
    """`hot` is a doubt whether it holds for this customer; `hint` is said at a closer look."""

    text: str
    hot: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One suggestion. `key` is the digit that inserts `text`; 0 and "" cannot be inserted."""

    key: int
    path: str
    title: str
    href: str
    lead: str
    language: str
    text: str
    tags: Sequence[Tag]
    passage: str = ""


def inserting(me: MeWriting) -> Me:
    if not me.may_reply:
        raise NotAllowed("the role may only look at the desk")
    return me


Inserter = Annotated[Me, Depends(inserting)]
Number = Annotated[int, Path(gt=0, lt=2**31)]


@router.get("", include_in_schema=False)
def suggestions(request: Request, service: ServiceDep, me: MeHere, conversation_id: str) -> Response:
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
        found = suggest(service, session, conversation, agent_id=me.agent_id)
    help_centre = f"{own_origin(request)}/kb/{me.site_key}"
    return page(
        "fragments/suggestions.html",
        me.look(),
        me=me,
        wanted=preview(found.wanted.text) if found.wanted else "",
        articles=_articles(found, me, help_centre),
        cases=[(one, _case(one, key, me)) for key, one in enumerate(found.cases, 5)],
        customer_language=found.language,
        searched=found.searched,
        reasons=REASONS,
    )


@router.post("/articles/{article}/{language}/{version}/inserted", include_in_schema=False)
def article_inserted(
    service: ServiceDep,
    me: Inserter,
    conversation_id: str,
    article: str,
    language: str,
    version: Number,
    passage: Annotated[str, Form(pattern=PASSAGE)] = "",
) -> Response:
    """`passage` is the hash of the one that was taken over; a page of an earlier version does not say it."""
    with service.database.uow(me.tenant_id) as session:
        get_conversation(session, conversation_id)
        note_inserted(
            session,
            article,
            language,
            version,
            agent_id=me.agent_id,
            conversation=conversation_id,
            passage=passage,
            now=utc_now(),
        )
    return Response(status_code=204)


@router.post("/articles/{article}/{language}/{version}/rating", include_in_schema=False)
def article_rated(
    service: ServiceDep,
    me: Inserter,
    article: str,
    language: str,
    version: Number,
    helpful: Annotated[bool, Form()],
    reason: Annotated[str, Form(max_length=32)] = "",
) -> Response:
    """A `reason` that we do not know is none, as in the help centre."""
    with service.database.uow(me.tenant_id) as session:
        note_rating(
            session,
            article,
            language,
            version,
            agent_id=me.agent_id,
            helpful=helpful,
            reason=reason,
            now=utc_now(),
        )
    return Response(status_code=204)


@router.post("/cases/{ticket}/inserted", include_in_schema=False)
def case_inserted(service: ServiceDep, me: Inserter, ticket: Number) -> Response:
    with service.database.uow(me.tenant_id) as session:
        note_used(session, ticket)
    return Response(status_code=204)


def _articles(found: Suggestions, me: Me, help_centre: str) -> list[tuple[SuggestedArticle, Entry]]:
    """The digits count what can be inserted."""
    insertable = [one for one in found.articles if not one.facets.is_internal]
    keys = {one.hit.article: key for key, one in enumerate(insertable, 1)}
    return [
        (one, _article(one, keys.get(one.hit.article, 0), found, me, help_centre)) for one in found.articles
    ]


def _article(one: SuggestedArticle, key: int, found: Suggestions, me: Me, help_centre: str) -> Entry:
    hit = one.hit
    around = find_telling(hit, found.wanted.text) if found.wanted else 0
    return Entry(
        key=key,
        path=f"articles/{hit.article}/{hit.language}/{hit.version}",
        title=hit.title,
        href=_address(one, me),
        lead=as_line(_headed(hit, EXCERPT[hit.language], around)),
        language=hit.language,
        # What is internal must not get into a reply by a slip of the finger.
        text="" if one.facets.is_internal else _reply(hit, around, help_centre),
        tags=list(_fit(one, me, found.customer)),
        passage=hit.passage_hash,
    )


def _address(one: SuggestedArticle, me: Me) -> str:
    """Where the agent reads the whole; "" for what only authors see."""
    if not one.facets.is_internal:
        return f"/kb/{me.site_key}/{one.hit.article}?lang={one.hit.language}"
    return f"/console/knowledge/articles/{one.hit.article}" if me.may_read else ""


def _reply(hit: SearchHit, around: int, help_centre: str) -> str:
    """The passage under its heading, and where the whole article is."""
    anchor = f"#{anchor_of(hit.heading)}" if hit.heading else ""
    link = f"{help_centre}/{hit.article}?lang={hit.language}{anchor}"
    colon = "：" if hit.language == "zh" else ": "
    return f"{_headed(hit, LONGEST[hit.language], around)}\n{hit.title}{colon}{link}"


def _headed(hit: SearchHit, limit: int, around: int) -> str:
    return with_heading(hit.heading, excerpt(hit.passage, limit, around), hit.language)


def _fit(one: SuggestedArticle, me: Me, customer: Customer) -> Sequence[Tag]:
    """For whom it holds, as far as that is not everybody."""
    facets, tags = one.facets, list[Tag]()
    if facets.is_internal:
        hint = say(me.language, "suggest_internal_lead")
        tags.append(Tag(say(me.language, "suggest_internal"), hot=True, hint=hint))
    if held := held_for(facets.versions, me.language):
        known = customer.product_version
        hint = say(me.language, "suggest_customer_has", version=known) if known else ""
        tags.append(Tag(held, hint=hint))
        if known is None and is_past(facets.versions):
            tags.append(Tag(say(me.language, "suggest_past"), hot=True))
    for kind, held_by, has in (
        ("plan", facets.plans, customer.plan),
        ("platform", facets.platforms, customer.platform),
    ):
        if held_by:
            what = ", ".join(label(me.language, kind, name) for name in held_by)
            misfit = has is not None and not is_among(has, held_by)
            tags.append(Tag(say(me.language, "suggest_only_for", what=what), hot=misfit))
    if one.inserted:
        tags.append(Tag(say(me.language, "suggest_before")))
    return tags


def _case(one: SuggestedCase, key: int, me: Me) -> Entry:
    used = [Tag(say(me.language, "suggest_used", count=one.used))] if one.used else []
    return Entry(
        key=key,
        path=f"cases/{one.ticket}",
        title=f"#{one.ticket}",
        href=f"/console/tickets/{one.ticket}",
        lead=preview(one.question),
        language=one.language,
        text=one.answer,
        tags=used,
    )
