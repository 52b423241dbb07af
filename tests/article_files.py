"""An article as a source brings it, for tests that want one and care for little of what it says."""

from dataclasses import replace
from datetime import date

from kb_index.articles import ArticleFile

PLAIN = ArticleFile(
    id="refunds",
    language="en",
    title="Refunds",
    module="billing",
    error_type="how_to",
    solution="steps",
    versions="*",
    audience=("member",),
    related=(),
    revision=None,
    updated=date(2026, 5, 12),
    asked_as=(),
    body="Within 14 days.",
)


def article_file(id: str = "refunds", **fields: object) -> ArticleFile:
    """What `fields` do not say is as in PLAIN."""
    return replace(PLAIN, id=id, **fields)  # type: ignore[arg-type]
