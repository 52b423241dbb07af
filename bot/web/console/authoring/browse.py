"""A tenant's articles as their authors browse them: filtered, counted and cut into pages by the database."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import ColumnElement

from bot.persistence.tenancy import TenantSession
from kb_index.drafts import State, list_drafts
from kb_index.facets import DESK_NAMES, Facets
from kb_index.models import Article, ArticleDraft, ArticleEdition, ArticleFeedback, ArticleRevision

PAGE = 50
FACETS: Mapping[str, InstrumentedAttribute[str]] = {
    "module": Article.module,
    "error_type": Article.error_type,
    "solution": Article.solution,
}
STATES = ("draft", "in_review", "scheduled", "stale", "missing", "internal", "retired")
_OF_DRAFTS = {"draft": State.draft, "in_review": State.in_review, "scheduled": State.approved}
_MARK = {state.value: name for name, state in _OF_DRAFTS.items()}

_zh, _en = aliased(ArticleEdition), aliased(ArticleEdition)
_zh_text, _en_text = aliased(ArticleRevision), aliased(ArticleRevision)


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty is any; `state` is one of STATES."""

    words: str = ""
    module: str = ""
    error_type: str = ""
    solution: str = ""
    state: str = ""

    def facet(self, name: str) -> str:
        values = {"module": self.module, "error_type": self.error_type, "solution": self.solution}
        return values[name]


@dataclass(frozen=True, slots=True)
class Row:
    """`marks` are STATES, with "missing_zh" or "missing_en" for which language is missing."""

    article: str
    title: str
    facets: Facets
    marks: tuple[str, ...]
    changed_at: datetime | None
    helpful: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True)
class Unborn:
    """A draft of an article that was never published."""

    article: str
    language: str
    title: str
    mark: str
    author: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page. `facets` and `states` count what each choice would leave, the other filters as they are."""

    rows: Sequence[Row]
    unborn: Sequence[Unborn]
    total: int
    page: int
    pages: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many articles have these facets, by state; "" counts all of them."""

    values: Mapping[str, str]
    counts: Mapping[str, int]


def browse(session: TenantSession, language: str, filters: Filters, page: int) -> Shelf:
    tallies = _tally(session, filters)
    counts = _count_states(tallies, filters)
    unborn = _unborn(session, filters)
    for one in unborn:
        counts[one.mark] += 1
    total = counts[filters.state] if filters.state else counts[""]
    shown = [one for one in unborn if not filters.state or one.mark == filters.state]
    stored = total - len(shown) if filters.state in _OF_DRAFTS else total
    pages = max(1, -(-stored // PAGE))
    page = min(max(1, page), pages)
    return Shelf(
        rows=_rows(session, language, filters, page),
        unborn=shown if page == 1 else [],
        total=stored + len(shown),
        page=page,
        pages=pages,
        facets={name: _count_facet(tallies, filters, name) for name in FACETS},
        states={name: counts[name] for name in STATES},
    )


def facet_values(session: TenantSession) -> Mapping[str, Sequence[str]]:
    """What articles have so far."""
    return {
        name: session.scalars(select(column).distinct().order_by(column)).all()
        for name, column in FACETS.items()
    }


def _joined(*columns: Any) -> Any:
    """Articles with both editions and what is in force of them."""
    query = select(*columns).select_from(Article)
    for edition, text, language in ((_zh, _zh_text, "zh"), (_en, _en_text, "en")):
        query = query.outerjoin(
            edition, and_(edition.article_id == Article.id, edition.language == language)
        ).outerjoin(
            text,
            and_(text.article_id == Article.id, text.language == language, text.version == edition.version),
        )
    return query


def _state_conditions() -> dict[str, ColumnElement[bool]]:
    zh, en = _zh.version.is_not(None), _en.version.is_not(None)
    drafts = {
        name: select(ArticleDraft.article_id)
        .where(ArticleDraft.article_id == Article.id, ArticleDraft.state == state.value)
        .exists()
        for name, state in _OF_DRAFTS.items()
    }
    return {
        **drafts,
        "stale": or_(
            and_(Article.original == "zh", en, _en.follows < _zh.version),
            and_(Article.original == "en", zh, _zh.follows < _en.version),
        ),
        "missing": or_(and_(zh, ~en), and_(~zh, en)),
        "internal": func.lower(cast(Article.audience, String)).in_([json.dumps([one]) for one in DESK_NAMES]),
        "retired": and_(~zh, ~en),
    }


def _having(words: str) -> list[ColumnElement[bool]]:
    """In the id or the title in either language."""
    found = []
    for word in words.split()[:8]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Article.id, _zh_text.title, _en_text.title)
        found.append(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    return found


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    facets = [column == filters.facet(name) for name, column in FACETS.items() if filters.facet(name)]
    state = [_state_conditions()[filters.state]] if filters.state else []
    return [*facets, *state, *_having(filters.words)]


def _tally(session: TenantSession, filters: Filters) -> list[_Tally]:
    """Of all that have the words, so that one look at the articles gives the counts for every choice."""
    conditions = _state_conditions()
    counted = [func.count(), *(func.sum(case((one, 1), else_=0)) for one in conditions.values())]
    query = _joined(*FACETS.values(), *counted).where(*_having(filters.words)).group_by(*FACETS.values())
    at = len(FACETS)
    return [
        _Tally(dict(zip(FACETS, row[:at], strict=True)), dict(zip(("", *conditions), row[at:], strict=True)))
        for row in session.execute(query)
    ]


def _count_states(tallies: Sequence[_Tally], filters: Filters) -> Counter[str]:
    """By state; "" counts all."""
    counts = Counter[str]()
    for tally in tallies:
        if _passes(tally, filters):
            counts.update(tally.counts)
    return counts


def _count_facet(tallies: Sequence[_Tally], filters: Filters, name: str) -> list[tuple[str, int]]:
    counts = Counter[str]()
    for tally in tallies:
        if _passes(tally, filters, but=name) and tally.counts[filters.state]:
            counts[tally.values[name]] += tally.counts[filters.state]
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _passes(tally: _Tally, filters: Filters, *, but: str = "") -> bool:
    return all(name == but or filters.facet(name) in ("", value) for name, value in tally.values.items())


def _rows(session: TenantSession, language: str, filters: Filters, page: int) -> list[Row]:
    """What changed last comes first."""
    mine, other = (_zh_text, _en_text) if language == "zh" else (_en_text, _zh_text)
    states = _state_conditions()
    changed_at = func.coalesce(mine.created_at, other.created_at)
    query = (
        _joined(
            Article, mine.title, other.title, mine.created_at, other.created_at, _zh.version, _en.version,
            states["stale"],
        )
        .where(*_conditions(filters))
        .order_by(changed_at.is_(None), changed_at.desc(), Article.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )  # fmt: skip
    found = session.execute(query).all()
    ids = [row[0].id for row in found]
    marks, votes = _draft_marks(session, ids), _votes(session, ids)
    titles = _last_titles(session, [row[0].id for row in found if not (row[1] or row[2])], language)
    rows = []
    for article, title, other_title, at, other_at, zh, en, stale in found:
        facets = Facets.of(article)
        up, down = votes.get(article.id, (0, 0))
        rows.append(
            Row(
                article.id,
                title or other_title or titles.get(article.id, article.id),
                facets,
                (*marks.get(article.id, ()), *_marks(facets, zh, en, bool(stale))),
                at or other_at,
                up,
                down,
            )
        )
    return rows


def _marks(facets: Facets, zh: int | None, en: int | None, stale: bool) -> list[str]:
    missing = None
    if zh is None and en is None:
        missing = "retired"
    elif zh is None or en is None:
        missing = "missing_zh" if zh is None else "missing_en"
    marks = {"stale": stale, "internal": facets.is_internal}
    return [name for name, holds in marks.items() if holds] + ([missing] if missing else [])


def _draft_marks(session: TenantSession, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(ArticleDraft.article_id, ArticleDraft.state).where(ArticleDraft.article_id.in_(ids))
    for article, state in session.execute(query.distinct().order_by(ArticleDraft.state)):
        found.setdefault(article, []).append(_MARK[state])
    return found


def _votes(session: TenantSession, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """What was said of the revisions in force, for and against."""
    rating = ArticleFeedback
    query = (
        select(
            rating.article_id,
            func.sum(case((rating.value > 0, 1), else_=0)),
            func.sum(case((rating.value < 0, 1), else_=0)),
        )
        .join(
            ArticleEdition,
            and_(
                ArticleEdition.article_id == rating.article_id,
                ArticleEdition.language == rating.language,
                ArticleEdition.version == rating.version,
            ),
        )
        .where(rating.kind == "rating", rating.article_id.in_(ids))
        .group_by(rating.article_id)
    )
    return {article: (up, down) for article, up, down in session.execute(query)}


def _last_titles(session: TenantSession, ids: Sequence[str], language: str) -> dict[str, str]:
    """Of what is retired."""
    if not ids:
        return {}
    query = select(ArticleRevision.article_id, ArticleRevision.title).where(
        ArticleRevision.article_id.in_(ids)
    )
    in_order = query.order_by(ArticleRevision.language == language, ArticleRevision.version)
    return {row.article_id: row.title for row in session.execute(in_order)}


def _unborn(session: TenantSession, filters: Filters) -> list[Unborn]:
    words = [word.casefold() for word in filters.words.split()[:8]]
    published = set(
        session.scalars(
            select(Article.id).where(Article.id.in_(select(ArticleDraft.article_id).scalar_subquery()))
        )
    )
    return [
        Unborn(
            draft.article_id, draft.language, draft.title, _MARK[draft.state], draft.author, draft.updated_at
        )
        for draft in list_drafts(session, session.require_tenant())
        if draft.article_id not in published
        and all(word in f"{draft.article_id} {draft.title}".casefold() for word in words)
        and all(not filters.facet(name) or draft.facets[name] == filters.facet(name) for name in FACETS)
    ]
