"""A new article: from nothing, from what customers asked in vain, or from a ticket that was solved."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import IntegrityError

from bot.api.dependencies import ServiceDep
from bot.errors import NotAllowed
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.authoring.access import Author, Reader, by
from bot.web.console.authoring.edit import form_page
from bot.web.console.authoring.form import Written, check_last_day, problems_by_field, read_text, suggest_id
from bot.web.console.authoring.from_ticket import draft_from_ticket
from bot.web.console.authoring.view import ARTICLES
from bot.web.console.console_route import ConsoleRoute
from kb_index.articles import LANGUAGES, LONGEST_QUESTION, MOST_QUESTIONS
from kb_index.draft_base import Base
from kb_index.draft_text import LONGEST_TITLE
from kb_index.drafts import find_draft, save_draft
from kb_index.errors import BrokenDraft, DraftMoved
from kb_index.gaps import find_gap
from kb_index.models import Article

router = APIRouter(route_class=ConsoleRoute, prefix="/new")

AUDIENCE = "owner, admin, member"


@router.get("", include_in_schema=False)
def new_page(
    request: Request,
    service: ServiceDep,
    me: Reader,
    language: str = "",
    gap: str = "",
    ticket: int = 0,
) -> Response:
    if not me.may_write:
        raise NotAllowed("the role does not write articles")
    with service.database.reading(me.tenant_id) as session:
        chosen = language if language in LANGUAGES else me.language
        written = Written(language=chosen, audience=AUDIENCE)
        if gap:
            written = _from_gap(session, gap, written)
        elif ticket:
            written = draft_from_ticket(session, ticket, written)
        written = written.model_copy(update={"id": suggest_id(written.title)})
        return form_page(session, request, me, written, fresh=True, from_ticket=bool(ticket))


@router.post("", include_in_schema=False)
def save_new(
    request: Request, service: ServiceDep, me: Author, written: Annotated[Written, Form()]
) -> Response:
    article = written.id.strip() or suggest_id(written.title)
    written = written.model_copy(update={"id": article})
    try:
        with service.database.uow(me.tenant_id) as session:
            _check_new(session, me, article)
            text = read_text(written)
            check_last_day(text, me.today())
            key = me.tenant_id, article, written.language
            save_draft(session, *key, text, seen=None, by=by(me), base=Base())
    except (BrokenDraft, DraftMoved, IntegrityError) as wrong:
        problems = wrong.problems if isinstance(wrong, BrokenDraft) else [("id", "taken")]
        with service.database.reading(me.tenant_id) as session:
            return form_page(
                session, request, me, written, problems=problems_by_field(problems), fresh=True, status=422
            )
    return RedirectResponse(f"{ARTICLES}{article}/{written.language}/edit?done=saved", status_code=303)


def _check_new(session: TenantSession, me: Me, article: str) -> None:
    drafts = [find_draft(session, me.tenant_id, article[:101], language) for language in LANGUAGES]
    if any(drafts) or session.get(Article, (me.tenant_id, article[:101])) is not None:
        raise BrokenDraft([("id", "taken")])


def _from_gap(session: TenantSession, key: str, written: Written) -> Written:
    """That question as the title, all of its gap as known questions; nothing where it is settled."""
    found = find_gap(session, session.require_tenant(), key)
    if found is None:
        return written
    gap, title = found
    questions = dict.fromkeys(" ".join(one.text.split())[:LONGEST_QUESTION] for one in gap.questions)
    return written.model_copy(
        update={
            "title": title.text[:LONGEST_TITLE],
            "language": title.language if title.language in LANGUAGES else "en",
            "asked_as": "\n".join(list(questions)[:MOST_QUESTIONS]),
        }
    )
