"""Two texts where there should be one: somebody saved, or published, while an author wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.persistence.tenancy import TenantSession
from bot.web.console.authoring.diff import FieldChange, field_changes, fold, whole_text
from bot.web.console.authoring.form import text_of
from kb_index.comparing import Line
from kb_index.drafts import DraftText, find_draft, is_outrun, read_in_force
from kb_index.errors import NoSuchArticle
from kb_index.models import ArticleDraft, ArticleEdition, ArticleRevision


@dataclass(frozen=True, slots=True)
class Clash:
    """`kind` is moved (another draft is stored), outrun (another text is in force), or gone (it is retired).

    `lines` lead from the other text to this author's, `seen` is what saving over the other one takes.
    """

    kind: str
    author: str
    at: datetime | None
    seen: int | None
    lines: Sequence[Line]
    fields: Sequence[FieldChange]


def find_clash(
    session: TenantSession, article: str, language: str, mine: DraftText, seen: int | None
) -> Clash | None:
    """Why `mine`, written over `seen`, cannot simply be stored or published."""
    tenant_id = session.require_tenant()
    draft = find_draft(session, tenant_id, article, language)
    if draft is not None and draft.edit != seen:
        lines, fields = _differences(text_of(draft), mine)
        return Clash("moved", draft.author, draft.updated_at, draft.edit, lines, fields)
    if (draft is None and seen is not None) or (draft is not None and is_outrun(session, draft)):
        return _outrun(session, article, language, mine, draft)
    return None


def _outrun(
    session: TenantSession, article: str, language: str, mine: DraftText, draft: ArticleDraft | None
) -> Clash:
    tenant_id, seen = session.require_tenant(), draft.edit if draft else None
    try:
        lines, fields = _differences(read_in_force(session, tenant_id, article, language), mine)
    except NoSuchArticle:
        return Clash("gone", "", None, seen, (), ())
    edition = session.get_one(ArticleEdition, (tenant_id, article, language))
    revision = session.get_one(ArticleRevision, (tenant_id, article, language, edition.version))
    return Clash("outrun", revision.author, revision.created_at, seen, lines, fields)


def _differences(theirs: DraftText, mine: DraftText) -> tuple[list[Line], list[FieldChange]]:
    before, after = (whole_text(one.title, one.body, one.asked_as) for one in (theirs, mine))
    return fold(before, after), field_changes(theirs.facets.as_json(), mine.facets.as_json())
