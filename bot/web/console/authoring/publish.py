"""Does to a draft what its author or a publisher chose, in one transaction; embeds before it."""

from dataclasses import replace
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from bot.answered_gaps import settle_answered
from bot.clock import utc_now
from bot.errors import NotAllowed, NotFound
from bot.persistence.tenancy import TenantSession
from bot.service import Service
from bot.web.console.access import Me
from bot.web.console.authoring.access import by
from bot.web.console.authoring.form import (
    Written,
    check_last_day,
    read_base,
    read_hour,
    read_seen,
    read_text,
)
from bot.web.console.authoring.view import find_drafts
from bot.web.help.article import SLUG
from kb_index.draft_base import Base, catch_up
from kb_index.draft_text import check_draft, text_of
from kb_index.drafts import (
    State,
    discard_draft,
    is_outrun,
    move_draft,
    publish_draft,
    rebase,
    save_draft,
)
from kb_index.embedder import Embedder
from kb_index.embedder_ahead import EmbedderAhead, prepare_publishing
from kb_index.errors import DraftMoved
from kb_index.history import By, list_changes
from kb_index.models import Article, ArticleDraft

PUBLISHING = ("publish", "schedule", "return")


def carry_out(service: Service, me: Me, article: str, language: str, written: Written) -> str:
    """Returns what was done.

    Raises NotAllowed, NotFound, BrokenDraft, DraftMoved and WrongIndex; then nothing is.
    """
    if written.action in PUBLISHING and not me.may_publish:
        raise NotAllowed("the role does not publish articles")
    if written.action != "publish":
        return _at_once(service, me, article, language, written, None)
    with EmbedderAhead(service.embedder()) as ahead:
        _embed(service, me, article, language, written, ahead)
        done = _at_once(service, me, article, language, written, ahead)
    service.refresh_knowledge(me.tenant_id)
    return done


def _embed(
    service: Service, me: Me, article: str, language: str, written: Written, ahead: EmbedderAhead
) -> None:
    """Before the transaction: everybody's writing would wait for it. What will be refused is not embedded."""
    text = read_text(written)
    if not check_draft(article, language, text):
        reading = partial(service.database.reading, me.tenant_id)
        prepare_publishing(ahead, reading, me.tenant_id, [(article, language, text)])


def _at_once(
    service: Service, me: Me, article: str, language: str, written: Written, embedder: Embedder | None
) -> str:
    try:
        with service.database.uow(me.tenant_id) as session:
            return _carry_out(session, me, article, language, written, embedder)
    except (StaleDataError, IntegrityError) as at_once:
        raise DraftMoved(article, language) from at_once


def _carry_out(
    session: TenantSession, me: Me, article: str, language: str, written: Written, embedder: Embedder | None
) -> str:
    draft = _find(session, article, language)
    if written.action in ("return", "discard"):
        if draft is None or draft.edit != read_seen(written):
            raise DraftMoved(article, language)
        return _drop(session, me, draft, written)
    draft = _save(session, me, draft, article, language, written)
    if written.action in ("submit", "schedule") and is_outrun(session, draft):
        raise DraftMoved(article, language)
    match written.action:
        case "rebase" | "follow":
            rebase(draft, _read_base(written), by(me))
            return "rebased" if written.action == "rebase" else "followed"
        case "submit":
            move_draft(session, draft, State.in_review, by(me, draft.reason))
            return "submitted"
        case "schedule":
            hour = read_hour(written, me.timezone, utc_now())
            check_last_day(text_of(draft), hour.date(), "before_then")
            move_draft(session, draft, State.approved, by(me, draft.reason), at=hour)
            return "scheduled"
    if embedder is None:
        return "saved"
    if draft.author != me.email:
        move_draft(session, draft, State.approved, by(me, draft.reason))
    asked_as = list(draft.asked_as)
    publish_draft(session, draft, embedder, By(draft.author, draft.reason, utc_now()))
    settle_answered(session, {article: asked_as})
    return "published"


def _drop(session: TenantSession, me: Me, draft: ArticleDraft, written: Written) -> str:
    if written.action == "return":
        move_draft(session, draft, State.draft, by(me, written.note))
        return "returned"
    discard_draft(session, draft, by(me))
    return "discarded"


def _find(session: TenantSession, article: str, language: str) -> ArticleDraft | None:
    """Raises NotFound where there never was such an article nor a draft of one."""
    if not SLUG.fullmatch(article):
        raise NotFound("article")
    tenant_id = session.require_tenant()
    drafts = find_drafts(session, article)
    # A draft that was discarded is in the log, and who still has its text may save it anew.
    published = session.get(Article, (tenant_id, article)) is not None
    if not drafts and not published and not list_changes(session, tenant_id, article):
        raise NotFound("article")
    return drafts.get(language)


def _save(
    session: TenantSession,
    me: Me,
    draft: ArticleDraft | None,
    article: str,
    language: str,
    written: Written,
) -> ArticleDraft:
    """What is stored already stays as it is, with the review it has passed.

    So does what differs by others' changes alone: it is published with them.
    """
    text, seen, key = read_text(written), read_seen(written), (session.require_tenant(), article, language)
    check_last_day(text, me.today())
    if draft is not None and draft.edit == seen:
        same = [text_of(draft)]
        if written.action not in ("rebase", "follow"):
            same.append(catch_up(session, *key, same[0], draft.base_change).text)
        if text in same:
            return draft
    return save_draft(session, *key, text, seen=seen, by=by(me), base=_read_base(written))


def _read_base(written: Written) -> Base:
    """What the text was begun from, or from now on counts as begun from, as its author has seen the other."""
    base, now = read_base(written.base), read_base(written.now)
    match written.action:
        case "rebase":
            return replace(now, follows=base.follows)
        case "follow":
            return replace(base, follows=now.follows)
    return base
