"""The help centre over each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.persistence.database import Database
from kb_index.models import ArticleFeedback
from tests.unit.bot.web.help.conftest import ARTICLES, Centre, open_centre


@pytest.fixture
def centre(database: Database, tmp_path: Path) -> Iterator[Centre]:
    with open_centre(database, tmp_path) as centre:
        centre.write(*ARTICLES[1:])
        yield centre


def test_readers_browse_search_read_and_rate(centre: Centre) -> None:
    assert "Billing and plans" in centre.get("?lang=en")
    assert "Trials" in centre.get("/in/billing?lang=en&error_type=limit")
    assert "/kb/site_1/refunds?lang=en" in centre.get("/search?lang=en&q=refunds")
    assert "Within 14 days." in centre.get("/refunds?lang=en&answer=a1")
    form = {"helpful": "no", "version": 1, "reason": "wrong", "comment": "no\0pe"}
    assert centre.site.post("/kb/site_1/refunds/rating?lang=en", data=form).status_code == 303
    with centre.database.reading("demo") as session:
        kept = session.scalars(select(ArticleFeedback).order_by(ArticleFeedback.kind)).all()
    assert [(one.kind, one.value, one.comment) for one in kept] == [
        ("opened", 1, None),
        ("rating", -1, "nope"),
    ]


@pytest.mark.parametrize(
    "path", ["?lang=en", "/refunds?lang=en", "/in/billing?lang=en", "/sitemap.xml", "/gone"]
)
def test_what_checks_links_is_told_as_readers_are(centre: Centre, path: str) -> None:
    asked, read = (getattr(centre.site, method)(f"/kb/site_1{path}") for method in ("head", "get"))
    assert asked.status_code == read.status_code
    centre.site.head("/kb/site_1/refunds?lang=en&answer=a1")
    with centre.database.reading("demo") as session:
        assert session.scalars(select(ArticleFeedback)).all() == [], "nobody read it"


@pytest.mark.parametrize("path", ["/%00?lang=en", "/in/%00?lang=en", "/in/billing?lang=en&solution=%00"])
def test_no_address_upsets_the_database(centre: Centre, path: str) -> None:
    assert centre.site.get(f"/kb/site_1{path}").status_code in (200, 404)


def test_another_tenant_sees_nothing_of_it(centre: Centre) -> None:
    for path in ("?lang=en", "/search?lang=en&q=refunds", "/sitemap.xml"):
        answer = centre.site.get(f"/kb/site_2{path}")
        assert answer.status_code == 200
        assert "/refunds" not in answer.text
    assert centre.site.get("/kb/site_2/refunds?lang=en").status_code == 404
