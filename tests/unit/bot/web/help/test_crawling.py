from xml.etree import ElementTree

import pytest

from bot.web.help import crawling
from tests.unit.bot.web.help.conftest import Centre

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
OWN = "http://127.0.0.1:8000/kb/site_1"


def test_the_sitemap_has_each_page_once_a_language_with_its_other_and_its_date(centre: Centre) -> None:
    urls = ElementTree.fromstring(centre.get("/sitemap.xml")).findall("s:url", SITEMAP)  # noqa: S314 - ours
    found = {url.findtext("s:loc", namespaces=SITEMAP): url for url in urls}
    assert len(found) == len(urls)
    articles = (
        "refunds?lang=zh",
        "refunds?lang=en",
        "trials?lang=en",
        "webhooks?lang=zh",
        "webhooks?lang=en",
    )
    pages = ("?lang={}", "/in/billing?lang={}", "/in/webhooks?lang={}")
    assert set(found) == {
        *(f"{OWN}/{one}" for one in articles),
        *(OWN + page.format(language) for page in pages for language in ("zh", "en")),
    }
    refunds = found[f"{OWN}/refunds?lang=zh"]
    assert refunds.findtext("s:lastmod", namespaces=SITEMAP) == "2026-04-18"
    others = {link.get("hreflang"): link.get("href") for link in refunds.findall("x:link", SITEMAP)}
    assert others == {
        "zh-CN": f"{OWN}/refunds?lang=zh",
        "en": f"{OWN}/refunds?lang=en",
        "x-default": f"{OWN}/refunds",
    }


def test_behind_a_proxy_addresses_are_the_public_ones(make_centre: type[Centre]) -> None:
    centre = make_centre(public_url="https://help.lanyun.example")
    assert "https://help.lanyun.example/kb/site_1?lang=zh" in centre.get("/sitemap.xml")
    assert 'rel="canonical" href="https://help.lanyun.example/kb/site_1?lang=zh"' in centre.get("?lang=zh")


def test_robots_may_read_help_pages_and_learn_of_nothing_else(centre: Centre) -> None:
    answer = centre.site.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Allow: /kb/\n" in answer.text
    assert "Disallow: /\n" in answer.text
    for secret in ("site_", "console", "api", "Sitemap"):
        assert secret not in answer.text


def test_of_more_pages_than_one_sitemap_holds_there_is_an_index(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def addresses(path: str) -> list[str]:
        tree = ElementTree.fromstring(centre.get(path))  # noqa: S314 - ours
        return [one.text or "" for one in tree.iter(f"{{{SITEMAP['s']}}}loc")]

    whole = addresses("/sitemap.xml")
    monkeypatch.setattr(crawling, "PAGES", 4)
    assert addresses("/sitemap.xml") == [f"{OWN}/sitemap-1.xml", f"{OWN}/sitemap-2.xml"]
    parts = addresses("/sitemap-1.xml"), addresses("/sitemap-2.xml")
    assert [*parts[0], *parts[1]] == whole
    assert all(parts)
    for wrong, status in (("3", 404), ("0", 422), ("x", 422)):
        assert centre.site.get(f"/kb/site_1/sitemap-{wrong}.xml").status_code == status
