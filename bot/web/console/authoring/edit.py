"""Writing an article in one language, its review, its publication. Of two who write nobody loses a word."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotAllowed, NotFound
from bot.persistence.tenancy import TenantSession
from bot.service import Service
from bot.web.console.access import Me
from bot.web.console.authoring import form
from bot.web.console.authoring.access import Author, Reader
from bot.web.console.authoring.browse import facet_values
from bot.web.console.authoring.clash import Clash, find_clash
from bot.web.console.authoring.diff import FieldChange, field_changes
from bot.web.console.authoring.form import Written, problems_by_field
from bot.web.console.authoring.page import knowledge_page
from bot.web.console.authoring.pictures import PICTURES
from bot.web.console.authoring.publish import carry_out
from bot.web.console.authoring.view import (
    ARTICLES,
    LATEST,
    check_language,
    find_drafts,
    find_return,
    find_staleness,
    find_unknown,
    view_changes,
)
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.strings import say
from bot.web.help.article import SLUG
from bot.web.help.markdown import render_article
from kb_index.articles import LANGUAGES
from kb_index.draft_base import Base, base_of, catch_up, find_first_draft, read_base
from kb_index.draft_text import DraftText, text_of
from kb_index.drafts import find_draft, read_in_force
from kb_index.errors import BrokenDraft, DraftMoved, NoSuchArticle, WrongIndex
from kb_index.facets import Facets
from kb_index.history import What, list_changes, list_revisions, questions_of
from kb_index.models import Article, ArticleDraft, ArticleEdition, ArticleRevision
from kb_index.unsearched import html_in, is_found

router = APIRouter(route_class=ConsoleRoute)

Language = Annotated[str, Depends(check_language)]


@router.get("/articles/{article}/{language}/edit", include_in_schema=False)
def edit_page(
    request: Request, service: ServiceDep, me: Reader, article: str, language: Language
) -> Response:
    if not me.may_write:
        raise NotAllowed("the role does not write articles")
    with service.database.reading(me.tenant_id) as session:
        draft = find_draft(session, me.tenant_id, article, language) if SLUG.fullmatch(article) else None
        text = text_of(draft) if draft else _begin(session, article, language)
        seen = draft.edit if draft else None
        base = base_of(draft) if draft else read_base(session, me.tenant_id, article, language)
        return form_page(
            session,
            request,
            me,
            _fill(session, article, language, text, seen, base),
            clash=find_clash(session, article, language, text, seen, base),
        )


@router.post("/articles/{article}/{language}/edit", include_in_schema=False)
def save_article(
    request: Request,
    service: ServiceDep,
    me: Author,
    article: str,
    language: Language,
    written: Annotated[Written, Form()],
) -> Response:
    """What was written comes back, whatever stands against it."""
    written = written.model_copy(update={"id": article, "language": language})
    try:
        done = carry_out(service, me, article, language, written)
    except BrokenDraft as broken:
        with service.database.reading(me.tenant_id) as session:
            problems = problems_by_field(broken.problems)
            return form_page(session, request, me, written, problems=problems, status=422)
    except DraftMoved:
        return _clash_page(request, service, me, written)
    except WrongIndex:
        with service.database.reading(me.tenant_id) as session:
            return form_page(session, request, me, written, refused="kb_other_encoder", status=503)
    if done in ("published", "discarded"):
        return RedirectResponse(f"{ARTICLES}{article}?lang={language}&done={done}", status_code=303)
    return RedirectResponse(f"{ARTICLES}{article}/{language}/edit?done={done}", status_code=303)


@router.post("/preview", include_in_schema=False)
def preview(
    _me: Author,
    lang: Literal["zh", "en"] = "en",
    body: Annotated[str, Form()] = "",
    language: Annotated[Literal["zh", "en"] | None, Form()] = None,
) -> Response:
    """As readers will see it; nothing is stored. The form of a new article names its `language` itself."""
    return HTMLResponse(render_article(body.replace("\r\n", "\n"), language or lang, PICTURES, ARTICLES).html)


@router.post("/seen-by", include_in_schema=False)
def seen_by(me: Author, audience: Annotated[str, Form()] = "") -> Response:
    """Whether customers would be shown an article for this audience, before it is for them."""
    return HTMLResponse(say(me.language, form.told_audience(audience)))


def form_page(
    session: TenantSession,
    request: Request,
    me: Me,
    written: Written,
    *,
    problems: Mapping[str, str] | None = None,
    clash: Clash | None = None,
    refused: str = "",
    status: int = 200,
    fresh: bool = False,
    from_ticket: bool = False,
) -> Response:
    """`fresh` is for an article that nobody has saved yet; `refused` are the words why the service cannot."""
    drafts = {} if fresh else find_drafts(session, written.id)
    draft = drafts.get(written.language)
    other = next((one for one in drafts.values() if one is not draft), None)
    found = None if fresh else session.get(Article, (me.tenant_id, written.id))
    first = None if fresh else find_first_draft(session, me.tenant_id, written.id, written.language)
    changes = [] if fresh else view_changes(session, written.id, written.language)
    follows = form.read_base(written.base).follows
    language = written.language if written.language in LANGUAGES else me.language
    return knowledge_page(
        session,
        request,
        me,
        "edit.html",
        status=status,
        heading=written.title or say(me.language, "kb_new"),
        form=written,
        html=render_article(written.body, written.language, PICTURES, ARTICLES).html,
        problems=problems or {},
        clash=clash,
        refused=refused,
        draft=draft,
        fresh=fresh,
        unborn=found is None,
        changes=changes,
        latest=LATEST,
        returned=find_return(changes, draft),
        ticket_lead=from_ticket,
        original=first or (_original(session, found, written.language) if found else None),
        first=first,
        differing=_differing(other, written) if found is None else [],
        other=other,
        behind=None if found is None else find_staleness(session, found, written.language, follows),
        values=facet_values(session),
        tags=html_in(written.body),
        lost=bool(written.body.strip()) and not is_found(written.body, language),
        nowhere=find_unknown(session, form.read_related(written)),
        seen_by=form.told_audience(written.audience),
    )


def _clash_page(request: Request, service: Service, me: Me, written: Written) -> Response:
    with service.database.reading(me.tenant_id) as session:
        article, language, base = written.id, written.language, form.read_base(written.base)
        text, draft = form.read_text(written), find_draft(session, me.tenant_id, article, language)
        clash = find_clash(session, article, language, text, form.read_seen(written), base)
        shown = _fill(session, article, language, text, draft.edit if draft else None, base)
        asked = {"publish_at": written.publish_at, "note": written.note}
        return form_page(session, request, me, shown.model_copy(update=asked), clash=clash, status=409)


def _fill(
    session: TenantSession, article: str, language: str, text: DraftText, seen: int | None, base: Base
) -> Written:
    """With what others changed beside the text; where that clashes, it still counts as come since."""
    tenant_id = session.require_tenant()
    now = read_base(session, tenant_id, article, language)
    caught = catch_up(session, tenant_id, article, language, text, base.change)
    if not caught.clashing:
        base = replace(base, change=now.change)
    return form.write_form(caught.text, id=article, language=language, seen=seen, base=base, now=now)


def _begin(session: TenantSession, article: str, language: str) -> DraftText:
    """What is in force, what was in force last, or nothing yet in this language. Raises NotFound."""
    tenant_id = session.require_tenant()
    found = session.get(Article, (tenant_id, article)) if SLUG.fullmatch(article) else None
    if found is None:
        return _begin_unborn(session, article, language)
    try:
        return read_in_force(session, tenant_id, article, language)
    except NoSuchArticle:
        last = next(iter(list_revisions(session, tenant_id, article, language)), None)
        if last is None:
            return DraftText("", "", Facets.of(found))
        return DraftText(last.title, last.body, Facets.of(found), questions_of(session, last))


def _begin_unborn(session: TenantSession, article: str, language: str) -> DraftText:
    """Of an article that was never published what was discarded last, for whom its other draft says.

    Raises NotFound where nothing was discarded and there is no other draft.
    """
    drafts = find_drafts(session, article)
    changes = list_changes(session, session.require_tenant(), article) if SLUG.fullmatch(article) else ()
    if not changes and not drafts:
        raise NotFound("article")
    told = (one.after for one in changes if one.what == What.discarded and one.language == language)
    last = next(filter(None, told), {"title": "", "body": ""})
    other = next(iter(drafts.values()), None)
    facets = Facets.from_json(other.facets) if other else Facets("", "", "", "*", ())
    return DraftText(last["title"], last["body"], facets, tuple(last.get("asked_as", ())))


def _differing(other: ArticleDraft | None, written: Written) -> list[FieldChange]:
    """From what an article's other draft says of both languages to what the form does."""
    if other is None:
        return []
    return field_changes(Facets.from_json(other.facets).as_json(), form.read_facets(written).as_json())


def _original(session: TenantSession, article: Article, language: str) -> ArticleRevision | None:
    """What a translation renders; None for the original itself."""
    if article.original == language:
        return None
    edition = session.get(ArticleEdition, (article.tenant_id, article.id, article.original))
    if edition is None or edition.version is None:
        return None
    return session.get(ArticleRevision, (article.tenant_id, article.id, article.original, edition.version))
