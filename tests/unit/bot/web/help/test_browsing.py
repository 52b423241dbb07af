import re

import pytest

from bot.web.help import routes
from tests.unit.bot.web.help.conftest import Centre, article

Titles = list[str]


def _titles(page: str) -> Titles:
    """Of the articles listed, in order."""
    return re.findall(r'<a href="/kb/site_1/[a-z]+\?lang=\w\w"[^>]*>([^<]+)</a>', page)


def test_home_has_the_tenants_name_and_a_search_and_each_module_in_the_readers_words(centre: Centre) -> None:
    chinese, english = centre.get("?lang=zh"), centre.get("?lang=en")
    assert "蓝云 &lt;Lanyun&gt;" in chinese
    assert '<form class="search big" role="search" action="/kb/site_1/search" method="get">' in chinese
    assert '<html lang="zh-CN">' in chinese
    assert re.findall(r"/in/(\w+)\?lang=zh", chinese) == ["billing", "webhooks"]
    assert "账单与套餐" in chinese
    assert "Billing and plans" in english


def test_an_article_that_has_no_translation_is_listed_in_its_own_language_and_marked(centre: Centre) -> None:
    page = centre.get("/in/billing?lang=zh")
    assert 'lang="en">Trials</a> <span class="tag" lang="en">English</span>' in page


def test_what_changed_last_stands_first_among_the_recent(centre: Centre) -> None:
    recent = centre.get("?lang=en").partition('id="newest"')[2]
    assert _titles(recent)[0] == "Trials"


def test_a_modules_articles_begin_with_those_that_others_point_to(centre: Centre) -> None:
    assert _titles(centre.get("/in/billing?lang=en")) == ["Trials", "Refunds"]


def test_filters_leave_what_fits_and_say_how_much_each_would_leave(centre: Centre) -> None:
    whole = centre.get("/in/billing?lang=en")
    assert re.findall(r"error_type=(\w+)&amp;lang=en\">\w[^<]*<span class=\"count\">(\d)", whole) == [
        ("how_to", "1"),
        ("limit", "1"),
    ]
    page = centre.get("/in/billing?lang=en&error_type=limit")
    assert _titles(page) == ["Trials"]
    assert re.search(r'aria-current="true">Limits', page)
    assert 'href="?error_type=limit&amp;lang=zh"' in page


def test_filters_that_nothing_passes_offer_the_way_back(centre: Centre) -> None:
    page = centre.get("/in/billing?lang=en&error_type=outage")
    assert _titles(page) == []
    assert '<a href="?lang=en">Clear the filters</a>' in page


def test_a_module_that_no_word_is_known_for_is_shown_as_it_is_called(centre: Centre) -> None:
    centre.write(article("vat.en", "VAT", module="tax_office"))
    assert "tax office" in centre.get("?lang=en")


def test_internal_and_retired_articles_are_listed_nowhere(centre: Centre) -> None:
    centre.retire("webhooks", "zh")
    centre.retire("webhooks", "en")
    for path in (
        "?lang=en",
        "/sitemap.xml",
        "/search?lang=en&q=wake+the+engineer",
        "/search?lang=en&q=E5040",
    ):
        page = centre.get(path)
        assert "escalate" not in page
        assert "/webhooks?" not in page
    assert centre.site.get("/kb/site_1/in/webhooks").status_code == 404


def test_a_tenant_without_articles_says_so(centre: Centre) -> None:
    answer = centre.site.get("/kb/site_2?lang=en")
    assert answer.status_code == 200
    assert "There are no articles here yet." in answer.text


def test_without_a_language_in_the_address_the_browsers_decides(centre: Centre) -> None:
    chinese = {"Accept-Language": "fr, zh-TW;q=0.8, en;q=0.5"}
    assert '<html lang="zh-CN">' in centre.get("", headers=chinese)
    assert '<html lang="en">' in centre.get("", headers={"Accept-Language": "fr"})
    assert '<html lang="en">' in centre.get("?lang=en", headers=chinese)


def test_a_long_module_comes_in_pages(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "A_PAGE", 2)
    names = [f"rule{letter}" for letter in "abcde"]
    centre.write(*(article(f"{name}.en", name, module="rules") for name in names))
    pages = [centre.get(f"/in/rules?lang=en&page={number}") for number in (1, 2, 3)]
    assert [_titles(page) for page in pages] == [names[:2], names[2:4], names[4:]]
    assert "Page 2 of 3" in pages[1]
    assert "5 articles" in pages[1]
    assert 'rel="prev" href="?lang=en&amp;page=1"' in pages[1]
    assert 'rel="next" href="?lang=en&amp;page=3"' in pages[1]
    assert 'rel="next"' not in pages[2]
    assert re.search(r'rel="canonical" href="[^"]+/in/rules\?lang=en&amp;page=2"', pages[1])
    assert "第 2 页，共 3 页" in centre.get("/in/rules?lang=zh&page=2")
    assert _titles(centre.get("/in/rules?lang=en&page=99")) == names[4:]
    assert "Page" not in centre.get("/in/billing?lang=en")
    assert centre.site.get("/kb/site_1/in/rules?page=0").status_code == 422
