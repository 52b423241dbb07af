"""Two texts where there should be one: somebody saved, or published, while an author wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.persistence.tenancy import TenantSession
from bot.web.console.authoring.diff import FieldChange, field_changes, fold, whole_text
from kb_index.comparing import Line
from kb_index.draft_base import Base, as_fields, catch_up, is_text_outrun
from kb_index.draft_text import DraftText, text_of
from kb_index.drafts import find_draft, read_in_force
from kb_index.errors import NoSuchArticle
from kb_index.history import What, list_changes
from kb_index.models import ArticleChange, ArticleEdition, ArticleRevision


@dataclass(frozen=True, slots=True)
class Clash:
    """`kind` is moved (another draft is stored), outrun (another text is in force), gone (it is retired),
    discarded (the draft is), or described (what both changed beside the text, each their own way).

    `lines` and `fields` lead from the other text to this author's.
    """

    kind: str
    author: str
    at: datetime | None
    lines: Sequence[Line]
    fields: Sequence[FieldChange]


def find_clash(
    session: TenantSession, article: str, language: str, mine: DraftText, seen: int | None, base: Base
) -> Clash | None:
    """Why `mine`, begun from `base` and written over `seen`, cannot simply be stored or published."""
    tenant_id = session.require_tenant()
    draft = find_draft(session, tenant_id, article, language)
    if draft is not None and draft.edit != seen:
        return Clash("moved", draft.author, draft.updated_at, *_differences(text_of(draft), mine))
    dropped = draft is None and seen is not None
    outrun = is_text_outrun(session, tenant_id, article, language, base.version)
    if dropped and not outrun:
        discarded = _find_discarded(session, article, language, base.change)
        if discarded is not None:
            return Clash("discarded", discarded.author, discarded.at, (), ())
    if dropped or outrun:
        return _outrun(session, article, language, mine)
    caught = catch_up(session, tenant_id, article, language, mine, base.change)
    if caught.last is None:
        return None
    own = {name: value for name, value in as_fields(mine).items() if name in caught.clashing}
    fields = field_changes(dict(caught.clashing), own)
    return Clash("described", caught.last.author, caught.last.at, (), fields)


def _find_discarded(session: TenantSession, article: str, language: str, since: int) -> ArticleChange | None:
    """Who discarded a draft in that language after the change `since`, last."""
    for change in list_changes(session, session.require_tenant(), article):
        if change.what == What.discarded and change.language == language and change.position > since:
            return change
    return None


def _outrun(session: TenantSession, article: str, language: str, mine: DraftText) -> Clash:
    tenant_id = session.require_tenant()
    try:
        lines, fields = _differences(read_in_force(session, tenant_id, article, language), mine)
    except NoSuchArticle:
        return Clash("gone", "", None, (), ())
    edition = session.get_one(ArticleEdition, (tenant_id, article, language))
    revision = session.get_one(ArticleRevision, (tenant_id, article, language, edition.version))
    return Clash("outrun", revision.author, revision.created_at, lines, fields)


def _differences(theirs: DraftText, mine: DraftText) -> tuple[list[Line], list[FieldChange]]:
    before, after = (whole_text(one.title, one.body, one.asked_as) for one in (theirs, mine))
    return fold(before, after), field_changes(theirs.facets.as_json(), mine.facets.as_json())
