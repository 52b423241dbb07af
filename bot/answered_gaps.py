"""Settles what customers asked in vain, once an article in force answers it."""

from collections.abc import Collection, Mapping, Sequence

from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from kb_index.articles import LONGEST_QUESTION
from kb_index.gaps import list_gaps, settle_questions
from kb_index.planning import Fate, Planned

_PUBLISHED = (Fate.added, Fate.revised, Fate.described)


def settle_answered(session: TenantSession, known: Mapping[str, Collection[str]]) -> int:
    """Of each gap that one of an article's `known` questions came from, all; returns how many questions."""
    tenant_id, settled = session.require_tenant(), 0
    articles = {_plain(one): article for article, asked_as in known.items() for one in asked_as}
    for gap in list_gaps(session, tenant_id) if articles else ():
        answering = (articles.get(_plain(question.text)) for question in gap.questions)
        if article := next(filter(None, answering), None):
            questions = [(question.conversation, question.seq) for question in gap.questions]
            settled += settle_questions(session, tenant_id, questions, article=article)
    return settled


def settle_imported(database: Database, tenant_id: str, plans: Sequence[Planned]) -> None:
    """What an import put in force answers as what is published in the console does."""
    known: dict[str, list[str]] = {}
    for plan in plans:
        if plan.file is not None and plan.fate in _PUBLISHED:
            known.setdefault(plan.article, []).extend(plan.file.asked_as)
    with database.uow(tenant_id) as session:
        settle_answered(session, known)


def _plain(question: str) -> str:
    """As it is told apart from others: a long one is cut when it becomes a known question."""
    return " ".join(question.split())[:LONGEST_QUESTION].casefold()
