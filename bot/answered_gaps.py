"""Settles what customers asked in vain, once an article in force answers it."""

from collections.abc import Collection

from bot.persistence.tenancy import TenantSession
from kb_index.articles import LONGEST_QUESTION
from kb_index.gaps import list_gaps, settle_questions


def settle_answered(session: TenantSession, article: str, asked_as: Collection[str]) -> int:
    """Of each gap that one of the article's known questions came from, all; returns how many questions."""
    known = {_plain(one) for one in asked_as}
    answered = [
        (question.conversation, question.seq)
        for gap in (list_gaps(session, session.require_tenant()) if known else ())
        if any(_plain(question.text) in known for question in gap.questions)
        for question in gap.questions
    ]
    return settle_questions(session, session.require_tenant(), answered, article=article)


def _plain(question: str) -> str:
    """As it is told apart from others: a long one is cut when it becomes a known question."""
    return " ".join(question.split())[:LONGEST_QUESTION].casefold()
