"""One article: what is in force and why, its history, what people made of it, and taking it out of force."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.given_answers import list_outdated
from bot.persistence.tenancy import TenantSession
from bot.service import Service
from bot.web.console.access import Me
from bot.web.console.authoring.access import Author, Publisher, Reader, by
from bot.web.console.authoring.page import knowledge_page
from bot.web.console.authoring.pictures import PICTURES
from bot.web.console.authoring.view import (
    ARTICLES,
    LATEST,
    check_language,
    compare_revisions,
    find_drafts,
    get_article,
    view_article,
    view_unborn,
)
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.strings import say
from bot.web.help.markdown import render_article
from kb_index.articles import LANGUAGES
from kb_index.drafts import restore
from kb_index.embedder_ahead import EmbedderAhead, prepare_publishing
from kb_index.history import list_changes
from kb_index.index_state import count_up
from kb_index.models import ArticleRevision
from kb_index.publishing import confirm_translation, make_original, retire

router = APIRouter(route_class=ConsoleRoute, prefix="/articles/{article}")

OUTDATED = 20
"""Answers given from an outdated text that are listed."""

Language = Annotated[str, Depends(check_language)]


@router.get("", include_in_schema=False)
def article_page(
    request: Request,
    service: ServiceDep,
    me: Reader,
    article: str,
    lang: str = "",
    version: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> Response:
    """In the language asked for, else in the reader's where there is one, else in the original's.

    `version` shows the text as it was then.
    """
    with service.database.reading(me.tenant_id) as session:
        try:
            original = get_article(session, article).original
        except NotFound:
            return _unborn_page(session, request, me, article, lang)
        view = view_article(session, article, lang if lang in LANGUAGES else me.language)
        if view.revision is None and view.draft is None and lang not in LANGUAGES:
            view = view_article(session, article, original)
        shown = view.revision if version is None else view.get_revision(version)
        return knowledge_page(
            session,
            request,
            me,
            "article.html",
            heading=shown.title if shown else article,
            view=view,
            earlier=shown if shown is not view.revision else None,
            html=render_article(shown.body, view.language, PICTURES).html if shown else "",
            latest=LATEST,
            outdated=_outdated(service, me, article, view.language) if view.revisions else ([], 0),
        )


@router.get("/compare", include_in_schema=False)
def compare_page(
    request: Request, service: ServiceDep, me: Reader, article: str, language: str, before: int, after: int
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        get_article(session, article)
        comparison = compare_revisions(session, article, check_language(language), before, after)
        return knowledge_page(
            session,
            request,
            me,
            "compare.html",
            heading=say(me.language, "kb_compare_title", title=comparison.after.title),
            article=article,
            language=language,
            comparison=comparison,
        )


@router.post("/{language}/restore", include_in_schema=False)
def restore_revision(
    service: ServiceDep,
    me: Publisher,
    article: str,
    language: Language,
    version: Annotated[int, Form(ge=1, lt=2**31)],
    reason: Annotated[str, Form()] = "",
) -> Response:
    reading = partial(service.database.reading, me.tenant_id)
    with EmbedderAhead(service.embedder()) as ahead:
        with reading() as session:
            old = session.get(ArticleRevision, (me.tenant_id, article, language, version))
        prepare_publishing(ahead, reading, me.tenant_id, [(article, language, old)] if old else [])
        with service.database.uow(me.tenant_id) as session:
            restore(session, me.tenant_id, article, language, version, ahead, by(me, reason))
    service.refresh_knowledge(me.tenant_id)
    return _back(article, language, "restored")


@router.post("/{language}/retire", include_in_schema=False)
def retire_edition(
    service: ServiceDep,
    me: Publisher,
    article: str,
    language: Language,
    reason: Annotated[str, Form()] = "",
) -> Response:
    who = by(me, reason)
    with service.database.uow(me.tenant_id) as session:
        retire(session, me.tenant_id, article, language, by=who)
        count_up(session, me.tenant_id, who.at)
    service.refresh_knowledge(me.tenant_id)
    return _back(article, language, "retired")


@router.post("/{language}/confirm", include_in_schema=False)
def confirm_edition(service: ServiceDep, me: Author, article: str, language: Language) -> Response:
    """The translation is still right."""
    with service.database.uow(me.tenant_id) as session:
        get_article(session, article)
        confirm_translation(session, me.tenant_id, article, language, by=by(me))
    return _back(article, language, "confirmed")


@router.post("/{language}/original", include_in_schema=False)
def make_edition_original(service: ServiceDep, me: Publisher, article: str, language: Language) -> Response:
    """What the other languages translate, wherever it was written first."""
    with service.database.uow(me.tenant_id) as session:
        get_article(session, article)
        make_original(session, me.tenant_id, article, language, by=by(me))
    return _back(article, language, "original")


def _unborn_page(session: TenantSession, request: Request, me: Me, article: str, lang: str) -> Response:
    """Of an article that was never published: its draft, in the language asked for or else in any, else the
    history of what was discarded. NotFound where there is none either.
    """
    drafts = find_drafts(session, article)
    for language in [lang] if lang in LANGUAGES else sorted(drafts, key=lambda one: one != me.language):
        if language in drafts:
            return RedirectResponse(f"{ARTICLES}{article}/{language}/edit", status_code=303)
    last = next(iter(list_changes(session, me.tenant_id, article)), None)
    if last is None and not drafts:
        raise NotFound("article")
    language = lang if lang in LANGUAGES else (last and last.language) or me.language
    view = view_unborn(session, article, language)
    return knowledge_page(
        session, request, me, "article.html", heading=article, view=view, earlier=None, html="", latest=LATEST
    )


def _outdated(service: Service, me: Me, article: str, language: str) -> tuple[Sequence[dict[str, Any]], int]:
    """The first of them, those with open tickets before others, and how many there are."""
    tenant = service.tenants.find(me.tenant_id)
    found = list_outdated(service.database, tenant.slug, article) if tenant else []
    here = [one for one in found if one["language"] == language]
    return sorted(here, key=lambda one: not one["open_tickets"])[:OUTDATED], len(here)


def _back(article: str, language: str, done: str) -> Response:
    return RedirectResponse(f"{ARTICLES}{article}?lang={language}&done={done}", status_code=303)
