"""Everything that an author's page shows of one article in one language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from bot.web.console.authoring.diff import FieldChange, field_changes, fold, whole_text
from bot.web.help.article import SLUG
from kb_index.articles import LANGUAGES
from kb_index.comparing import Line
from kb_index.drafts import State, find_draft
from kb_index.due import CLOCK
from kb_index.facets import Facets
from kb_index.feedback import RevisionFeedback, read_feedback
from kb_index.history import What, list_changes, list_revisions, questions_of
from kb_index.models import Article, ArticleChange, ArticleDraft, ArticleEdition, ArticleRevision
from kb_index.passages import read_questions_of
from kb_index.publishing import find_first

ARTICLES = "/console/knowledge/articles/"

LATEST = 30
"""Changes and revisions that are listed."""

MOST_RELATED = 200
"""Related articles that are looked up."""

_MOVES = (What.submitted, What.approved, What.returned, What.published, What.restored, What.discarded)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the log with the facets that it changed."""

    entry: ArticleChange
    fields: Sequence[FieldChange]


@dataclass(frozen=True, slots=True)
class Staleness:
    """What the original says now and did not when it was translated."""

    language: str
    follows: int
    version: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """`revision` is the one in force, the last one where the edition is `retired`, None where there is none.

    `others` are the languages that have an edition in force or a draft. `questions` are the known ones,
    `related` the titles of articles by their ids; what is not in force has none; `nowhere` are those of them
    that there is no article of.
    """

    article: str
    language: str
    original: str
    facets: Facets
    revision: ArticleRevision | None
    retired: bool
    expires_on: date | None
    draft: ArticleDraft | None
    others: Sequence[str]
    questions: Sequence[str]
    related: Mapping[str, str]
    nowhere: Collection[str]
    stale: Staleness | None
    revisions: Sequence[ArticleRevision]
    changes: Sequence[Change]
    feedback: Sequence[RevisionFeedback]

    def get_revision(self, version: int) -> ArticleRevision:
        """NotFound for a number that it never had."""
        found = next((one for one in self.revisions if one.version == version), None)
        if found is None:
            raise NotFound("revision")
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    before: ArticleRevision
    after: ArticleRevision
    lines: Sequence[Line]
    fields: Sequence[FieldChange]


def get_article(session: TenantSession, article: str) -> Article:
    """NotFound for one that was never published here."""
    found = session.get(Article, (session.require_tenant(), article)) if SLUG.fullmatch(article) else None
    if found is None:
        raise NotFound("article")
    return found


def check_language(language: str) -> str:
    if language not in LANGUAGES:
        raise NotFound("language")
    return language


def view_article(session: TenantSession, article: str, language: str) -> ArticleView:
    tenant_id, found = session.require_tenant(), get_article(session, article)
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    revisions = list_revisions(session, tenant_id, article, language)
    in_force = edition.version if edition else None
    revision = next(
        (one for one in revisions if one.version == in_force), revisions[0] if revisions else None
    )
    return ArticleView(
        article=article,
        language=language,
        original=found.original,
        facets=Facets.of(found),
        revision=revision,
        retired=bool(revisions) and in_force is None,
        expires_on=edition.expires_on if edition else None,
        draft=find_draft(session, tenant_id, article, language),
        others=[one for one in LANGUAGES if one != language and _is_there(session, article, one)],
        questions=_questions(session, revision, in_force),
        related=_titles(session, found.related, language),
        nowhere=find_unknown(session, found.related),
        stale=find_staleness(session, found, language, edition.follows) if in_force and edition else None,
        revisions=revisions,
        changes=view_changes(session, article, language),
        feedback=[one for one in read_feedback(session, tenant_id, article) if one.language == language],
    )


def view_unborn(session: TenantSession, article: str, language: str) -> ArticleView:
    """Of an article that was never published and has no draft in that language: what became of one."""
    return ArticleView(
        article=article,
        language=language,
        original="",
        facets=Facets("", "", "", "*", ()),
        revision=None,
        retired=False,
        expires_on=None,
        draft=None,
        others=(),
        questions=(),
        related={},
        nowhere=(),
        stale=None,
        revisions=(),
        changes=view_changes(session, article, language),
        feedback=(),
    )


def find_drafts(session: TenantSession, article: str) -> Mapping[str, ArticleDraft]:
    """By language."""
    found = select(ArticleDraft).where(ArticleDraft.article_id == article)
    drafts = session.scalars(found).all() if SLUG.fullmatch(article) else ()
    return {one.language: one for one in drafts}


def view_changes(session: TenantSession, article: str, language: str) -> Sequence[Change]:
    """Newest first: those of that language, and of all."""
    if not SLUG.fullmatch(article):
        return ()
    return [
        Change(entry, field_changes(entry.before or {}, entry.after) if entry.after else [])
        for entry in list_changes(session, session.require_tenant(), article)
        if entry.language in (None, language)
    ]


def find_return(changes: Sequence[Change], draft: ArticleDraft | None) -> ArticleChange | None:
    """By which reviewer the draft was returned, and why, until it is submitted again.

    What the clock sends back has been outrun: the form shows by what.
    """
    if draft is None or draft.state != State.draft.value:
        return None
    moved = (one.entry for one in changes if one.entry.what in _MOVES)
    last = next(moved, None)
    return last if last and last.what == What.returned and last.author != CLOCK else None


def compare_revisions(
    session: TenantSession, article: str, language: str, first: int, second: int
) -> Comparison:
    """The older one first, whichever was named first. NotFound where there is no such revision."""
    before, after = (_get_revision(session, article, language, one) for one in sorted((first, second)))
    facets = session.scalars(
        select(ArticleChange)
        .where(
            ArticleChange.article_id == article,
            ArticleChange.what == "described",
            ArticleChange.language.is_(None),
            ArticleChange.at > before.created_at,
            ArticleChange.at <= after.created_at,
        )
        .order_by(ArticleChange.position)
    ).all()
    was: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for change in facets:
        was, now = (change.before or {}) | was, now | (change.after or {})
    return Comparison(
        before,
        after,
        fold(_text_of(session, before), _text_of(session, after)),
        field_changes(was, now),
    )


def _titles(session: TenantSession, articles: Sequence[str], language: str) -> Mapping[str, str]:
    """In that language where there is one; in the order they were asked for."""
    in_force = session.execute(
        select(ArticleRevision.article_id, ArticleRevision.title)
        .join(
            ArticleEdition,
            (ArticleEdition.article_id == ArticleRevision.article_id)
            & (ArticleEdition.language == ArticleRevision.language)
            & (ArticleEdition.version == ArticleRevision.version),
        )
        .where(ArticleRevision.article_id.in_(articles))
        .order_by(ArticleRevision.language == language)
    )
    found = {row.article_id: row.title for row in in_force}
    return {article: found.get(article, "") for article in articles}


def find_unknown(session: TenantSession, articles: Sequence[str]) -> Sequence[str]:
    """Those of which there is no article, nor a draft of one; the first of very many."""
    asked = articles[:MOST_RELATED]
    ids = [one for one in asked if SLUG.fullmatch(one)]
    known = {
        *session.scalars(select(Article.id).where(Article.id.in_(ids))),
        *session.scalars(select(ArticleDraft.article_id).where(ArticleDraft.article_id.in_(ids))),
    }
    return [one for one in asked if one not in known]


def _is_there(session: TenantSession, article: str, language: str) -> bool:
    edition = session.get(ArticleEdition, (session.require_tenant(), article, language))
    return edition is not None or find_draft(session, session.require_tenant(), article, language) is not None


def find_staleness(
    session: TenantSession, article: Article, language: str, follows: int | None
) -> Staleness | None:
    """None for what renders the original as it is in force, and for the original itself."""
    if language == article.original:
        return None
    original = session.get(ArticleEdition, (article.tenant_id, article.id, article.original))
    now = original.version if original else None
    if follows is None or now is None or now <= follows:
        return None
    follows = follows or find_first(session, article.tenant_id, article.id) or now
    if now <= follows:
        return None
    before, after = (
        _text_of(session, _get_revision(session, article.id, article.original, one)) for one in (follows, now)
    )
    return Staleness(article.original, follows, now, fold(before, after))


def _questions(
    session: TenantSession, revision: ArticleRevision | None, in_force: int | None
) -> Sequence[str]:
    if revision is None:
        return ()
    if in_force is None:
        return questions_of(session, revision)
    return read_questions_of(session, revision.tenant_id, revision.article_id, revision.language)


def _get_revision(session: TenantSession, article: str, language: str, version: int) -> ArticleRevision:
    key = (session.require_tenant(), article, language, version)
    found = session.get(ArticleRevision, key) if 0 < version < 2**31 else None
    if found is None:
        raise NotFound("revision")
    return found


def _text_of(session: TenantSession, revision: ArticleRevision) -> str:
    return whole_text(revision.title, revision.body, questions_of(session, revision))
