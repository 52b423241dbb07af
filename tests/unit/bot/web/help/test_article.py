import re
from datetime import date

import pytest

from bot.web.help.markdown import render_article
from tests.unit.bot.web.help.conftest import Centre, article


def test_an_article_is_shown_as_it_is_now_in_the_readers_language(centre: Centre) -> None:
    chinese, english = centre.get("/refunds?lang=zh"), centre.get("/refunds?lang=en")
    assert '<h1 lang="zh-CN">退款 &amp; 规则</h1>' in chinese
    assert "2026年4月18日" in chinese
    assert "第 2 版" in chinese
    assert '<h1 lang="en">Refunds</h1>' in english
    assert "18 April 2026" in english
    assert "version 1" in english


def test_an_article_without_the_readers_language_is_shown_in_the_other_with_a_word_about_it(
    centre: Centre,
) -> None:
    page = centre.get("/trials?lang=zh")
    assert '<html lang="zh-CN">' in page
    assert '<h1 lang="en">Trials</h1>' in page
    assert "这篇文章暂时只有英文版。" in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/kb/site_1/trials?lang=en">' in page


def test_html_and_scripts_in_an_article_are_text(centre: Centre) -> None:
    answer = centre.site.get("/kb/site_1/refunds?lang=zh")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script" not in answer.text
    assert 'href="javascript' not in answer.text
    assert "<img" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_links_between_articles_keep_language_and_place_and_leave_out_what_is_gone(centre: Centre) -> None:
    page = centre.get("/refunds?lang=zh")
    assert 'href="api-rate-limits?lang=zh#s-how"' in page
    assert 'href="/kb/site_1/trials?lang=zh"' in page
    assert "gone" not in page


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("How to ask", "#how-to-ask"),
        ("How to ask", "#How%20to%20ask"),
        ("How to ask", "#s-how-to-ask"),
        ("怎么申请？", "#怎么申请"),
        ("API 限制", "#api-限制"),
    ],
)
def test_a_link_within_an_article_leads_to_its_heading(centre: Centre, heading: str, link: str) -> None:
    body = f"[there]({link}) [beside](other{link})\n\n## {heading}\nText."
    centre.write(article("lone.en", "Lone", body))
    page = centre.get("/lone?lang=en")
    [anchor] = re.findall(r'<h2 id="(s-[^"]+)"', page)
    assert re.findall(r'<a href="([^"]+)">(?:there|beside)', page) == [
        f"#{anchor}",
        f"other?lang=en#{anchor}",
    ]
    written = render_article(body, "en", beside="/console/").html
    assert f'<a href="#{anchor}">there' in written


def test_a_link_within_an_article_cannot_become_anything_else() -> None:
    html = render_article('[x](#"onclick="alert(1)) [y](<#"><script>>)', "en").html
    assert 'href="#s-onclick-alert-1"' in html
    assert "<script" not in html and '"onclick' not in html


@pytest.mark.parametrize(("written", "read"), [("en", "zh"), ("zh", "en")])
def test_who_reads_an_article_in_its_other_language_goes_on_in_their_own(
    centre: Centre, written: str, read: str
) -> None:
    centre.write(article(f"lone.{written}", "Lone", "See [limits](api-rate-limits#s-how)."))
    page = centre.get(f"/lone?lang={read}")
    assert f'href="api-rate-limits?lang={read}#s-how"' in page
    assert f'href="api-rate-limits?lang={written}' not in page


def test_the_way_up_leads_to_the_module(centre: Centre) -> None:
    assert '<a href="/kb/site_1/in/billing?lang=en">Billing and plans</a>' in centre.get("/refunds?lang=en")


def test_only_a_long_article_has_a_table_of_contents_and_its_links_lead_somewhere(centre: Centre) -> None:
    assert "On this page" not in centre.get("/refunds?lang=en")
    body = "\n\n".join(f"## Step {n}: `a` & b\n{'word ' * 150}" for n in (1, 2, 2))
    centre.write(article("long.en", "Long", body))
    page = centre.get("/long?lang=en")
    for anchor in ("s-step-1-a-b", "s-step-2-a-b", "s-step-2-a-b-2"):
        assert f'<h2 id="{anchor}">' in page
        assert f'<a href="#{anchor}">Step' in page


def test_a_heading_of_the_first_level_does_not_rival_the_title(centre: Centre) -> None:
    centre.write(article("loud.en", "Loud", "# Louder\ntext"))
    page = centre.get("/loud?lang=en")
    assert page.count("<h1") == 1
    assert '<h2 id="s-louder">Louder</h2>' in page


@pytest.mark.parametrize(
    ("versions", "shown"),
    [
        (">=5.0", "5.0 and later"),
        (">=4.0,<5.0", "an earlier version (4.x)"),
        ("<4.2", "an earlier version (before 4.2)"),
        (">=4.2,<4.8", "an earlier version (4.2 to before 4.8)"),
    ],
)
def test_product_versions_are_said_in_words(centre: Centre, versions: str, shown: str) -> None:
    centre.write(article("export.en", "Export", versions=versions))
    assert shown in centre.get("/export?lang=en")


def test_plans_and_platforms_are_named_where_it_is_not_for_all(centre: Centre) -> None:
    assert "Plans" not in centre.get("/refunds?lang=en").partition("<article")[2].partition("</article")[0]
    centre.write(article("sso.zh", "单点登录", plans=("enterprise",), platforms=("web", "fridge")))
    page = centre.get("/sso?lang=zh")
    for word in ("企业版", "网页版", "fridge"):
        assert f"<span>{word}</span>" in page


def test_a_translation_says_when_its_original_has_changed_since(centre: Centre) -> None:
    stale = "The Chinese original has changed since this was translated"
    centre.write(article("tax.zh", "税", "旧", original="zh"), article("tax.en", "Tax", original="zh"))
    assert stale not in centre.get("/tax?lang=en")
    centre.write(article("tax.zh", "税", "新", original="zh"))
    page = centre.get("/tax?lang=en")
    assert stale in page
    assert '<a href="/kb/site_1/tax?lang=zh">Read the Chinese original</a>' in page
    assert stale not in centre.get("/tax?lang=zh")


def test_what_search_engines_read_names_the_page_in_both_languages(centre: Centre) -> None:
    page = centre.get("/refunds?lang=en")
    own = "http://127.0.0.1:8000/kb/site_1/refunds"
    assert f'<link rel="canonical" href="{own}?lang=en">' in page
    assert f'hreflang="zh-CN" href="{own}?lang=zh"' in page
    assert f'hreflang="x-default" href="{own}"' in page
    assert '<meta name="description" content="Within 14 days.">' in page
    assert '<meta property="og:title" content="Refunds">' in page
    assert 'rel="alternate" hreflang="zh-CN"' not in centre.get("/trials?lang=en")


def test_an_article_that_is_over_says_so_and_leads_to_the_search(centre: Centre) -> None:
    centre.retire("webhooks", "zh")
    assert "暂时只有英文版" in centre.get("/webhooks?lang=zh")
    centre.retire("webhooks", "en")
    answer = centre.site.get("/kb/site_1/webhooks?lang=en")
    assert answer.status_code == 410
    assert "This article has been retired" in answer.text
    assert 'action="/kb/site_1/search"' in answer.text
    assert "E5040" not in answer.text


def test_what_is_internal_looks_like_what_never_was(centre: Centre) -> None:
    internal, nobodys = centre.site.get("/kb/site_1/escalate"), centre.site.get("/kb/site_1/never-was")
    assert internal.status_code == nobodys.status_code == 404
    assert internal.text.replace("escalate", "") == nobodys.text.replace("never-was", "")
    centre.retire("escalate", "en")
    assert centre.site.get("/kb/site_1/escalate").status_code == 404


@pytest.mark.parametrize("name", ["%00", "Refunds", "%F0%9F%99%82", "x" * 5000, "%2e%2e", "refunds%0a"])
def test_an_address_that_no_article_can_have_is_not_found(centre: Centre, name: str) -> None:
    answer = centre.site.get(f"/kb/site_1/{name}?lang=en")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_another_tenants_article_is_not_there(centre: Centre) -> None:
    theirs, nobodys = centre.site.get("/kb/site_2/refunds"), centre.site.get("/kb/site_2/never-was")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.text.replace("refunds", "") == nobodys.text.replace("never-was", "")


def test_a_language_that_we_do_not_speak_is_refused_with_a_page(centre: Centre) -> None:
    answer = centre.site.get("/kb/site_1/refunds?lang=fr", headers={"Accept-Language": "zh"})
    assert answer.status_code == 422
    assert "这个地址看不懂" in answer.text


def test_a_site_key_that_nobody_has_gives_a_page_without_a_name(centre: Centre) -> None:
    answer = centre.site.get("/kb/nobodys/refunds?lang=en")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "<form" not in answer.text


def test_a_page_that_the_browser_has_is_not_sent_again_until_it_changes(centre: Centre) -> None:
    first = centre.site.get("/kb/site_1/trials?lang=en")
    known = {"If-None-Match": first.headers["etag"]}
    again = centre.site.get("/kb/site_1/trials?lang=en", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert "set-cookie" not in first.headers
    centre.write(article("trials.en", "Trials", "30 days.", updated=date(2026, 5, 2)))
    assert "30 days." in centre.get("/trials?lang=en", headers=known)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("See ![the menu](https://a/b.png).", 'See <a href="https://a/b.png">the menu</a>.'),
        ("![](https://a/b.png)", '<a href="https://a/b.png">https://a/b.png</a>'),
        ("[![the menu](https://a/b.png)](https://c)", '<a href="https://c">the menu</a>'),
        ("![the menu](menu.png)", "<p>the menu</p>"),
        ("![<b>](https://a/b.png)", '<a href="https://a/b.png">&lt;b&gt;</a>'),
        ("Save it![link](https://a)", 'Save it<a href="https://a">link</a>'),
        ("Ready! [link](https://a)", 'Ready! <a href="https://a">link</a>'),
    ],
)
def test_a_picture_is_a_link_to_it(body: str, shown: str) -> None:
    assert shown in render_article(body, "en").html
    assert "<img" not in render_article(body, "en").html


def test_links_of_a_preview_open_beside_the_unsaved_text() -> None:
    html = render_article(
        "[limits](api-rate-limits#keys) and [out](https://a.example)", "zh", beside="/a/"
    ).html
    assert 'href="/a/api-rate-limits?lang=zh#s-keys" target="_blank" rel="noopener"' in html
    assert 'href="https://a.example" target="_blank" rel="noopener"' in html
