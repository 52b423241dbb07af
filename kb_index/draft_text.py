"""What an author writes of an article in one language, and what can be wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb_index.articles import LANGUAGES, LONGEST, LONGEST_QUESTION, MAX_BYTES, MOST_QUESTIONS, RESERVED
from kb_index.errors import BrokenVersionRange
from kb_index.facets import Facets
from kb_index.models import ArticleDraft
from kb_index.pictures import lacks_words
from kb_index.versions import parse_range

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_TITLE, LONGEST_REASON = 300, 500


class Problem(StrEnum):
    """What can be wrong with a field of a draft."""

    missing = "missing"
    too_long = "too_long"
    too_many = "too_many"
    not_a_slug = "not_a_slug"
    not_a_language = "not_a_language"
    not_a_range = "not_a_range"
    not_storable = "not_storable"
    wordless_picture = "wordless_picture"


@dataclass(frozen=True, slots=True)
class DraftText:
    """What the author's form holds. `reason` is why, for the history; `expires_on` the last day in force."""

    title: str
    body: str
    facets: Facets
    asked_as: tuple[str, ...] = ()
    reason: str = ""
    expires_on: date | None = None


def text_of(draft: ArticleDraft) -> DraftText:
    return DraftText(
        draft.title,
        draft.body,
        Facets.from_json(draft.facets),
        tuple(draft.asked_as),
        draft.reason,
        draft.expires_on,
    )


def check_draft(article: str, language: str, text: DraftText) -> list[tuple[str, str]]:
    """Fields and what is wrong with them."""
    found: list[tuple[str, Problem]] = []
    if not _ID.fullmatch(article) or len(article) > LONGEST["id"] or article in RESERVED:
        found.append(("id", Problem.not_a_slug))
    if language not in LANGUAGES:
        found.append(("language", Problem.not_a_language))
    for field, value, most in (
        ("title", text.title, LONGEST_TITLE),
        ("body", text.body, MAX_BYTES),
        ("module", text.facets.module, LONGEST["module"]),
        ("error_type", text.facets.error_type, LONGEST["error_type"]),
        ("solution", text.facets.solution, LONGEST["solution"]),
    ):
        if not value.strip():
            found.append((field, Problem.missing))
        elif len(value.encode()) > most if field == "body" else len(value) > most:
            found.append((field, Problem.too_long))
    if lacks_words(text.body):
        found.append(("body", Problem.wordless_picture))
    if len(text.reason) > LONGEST_REASON:
        found.append(("reason", Problem.too_long))
    if not text.facets.audience:
        found.append(("audience", Problem.missing))
    if len(text.asked_as) > MOST_QUESTIONS:
        found.append(("asked_as", Problem.too_many))
    if any(len(one) > LONGEST_QUESTION for one in text.asked_as):
        found.append(("asked_as", Problem.too_long))
    if len(text.facets.versions) > LONGEST["versions"]:
        found.append(("versions", Problem.too_long))
    try:
        parse_range(text.facets.versions)
    except BrokenVersionRange:
        found.append(("versions", Problem.not_a_range))
    # PostgreSQL has no NUL in a text.
    found += ((field, Problem.not_storable) for field, value in _values(text) if "\0" in value)
    return [(field, problem.value) for field, problem in found]


def _values(text: DraftText) -> Iterator[tuple[str, str]]:
    """Every field with each of its texts."""
    yield from (("title", text.title), ("body", text.body), ("reason", text.reason))
    yield from (("asked_as", one) for one in text.asked_as)
    for name, value in text.facets.as_json().items():
        yield from ((name, one) for one in ([value] if isinstance(value, str) else value))
