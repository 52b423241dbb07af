from collections.abc import Callable

from fastapi.testclient import TestClient

MakeSite = Callable[..., TestClient]


def test_an_article_is_shown_as_it_is_now_in_the_readers_language(make_site: MakeSite) -> None:
    site = make_site()
    chinese, english = site.get("/kb/site_1/refunds?lang=zh"), site.get("/kb/site_1/refunds?lang=en")
    assert "<h1>退款 &amp; 规则</h1>" in chinese.text
    assert "第 2 版" in chinese.text
    assert '<html lang="zh-CN">' in chinese.text
    assert "<h1>Refunds</h1>" in english.text
    assert "version 1" in english.text


def test_an_article_without_the_readers_language_is_shown_in_the_other(make_site: MakeSite) -> None:
    answer = make_site().get("/kb/site_1/trials?lang=zh")
    assert '<html lang="en">' in answer.text


def test_html_and_scripts_in_an_article_are_text(make_site: MakeSite) -> None:
    answer = make_site().get("/kb/site_1/refunds?lang=zh")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script" not in answer.text
    assert 'href="javascript' not in answer.text
    assert "<img" not in answer.text
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_links_between_articles_keep_the_language_and_leave_out_what_is_gone(make_site: MakeSite) -> None:
    page = make_site().get("/kb/site_1/refunds?lang=zh").text
    assert 'href="api-rate-limits?lang=zh"' in page
    assert 'href="/kb/site_1/trials?lang=zh"' in page
    assert "gone" not in page


def test_another_tenants_article_is_not_there(make_site: MakeSite) -> None:
    site = make_site()
    theirs, nobodys = site.get("/kb/site_2/refunds"), site.get("/kb/site_2/never-was")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


def test_a_language_that_we_do_not_speak_is_refused(make_site: MakeSite) -> None:
    assert make_site().get("/kb/site_1/refunds?lang=fr").status_code == 422
