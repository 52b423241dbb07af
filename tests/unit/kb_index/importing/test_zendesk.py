"""The records are as the Help Center API documents them, with fewer fields."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb_index.importing.entries import Defaults, ReadArticles
from kb_index.importing.zendesk import read_zendesk

URL = "https://lanyun.zendesk.com/hc"


def article(number: int = 360001, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "html_url": f"{URL}/en-us/articles/{number}-Refunds",
        "draft": False,
        "promoted": False,
        "section_id": 71,
        "user_segment_id": None,
        "permission_group_id": 12,
        "label_names": ["refund"],
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2026-04-20T09:14:57Z",
        "edited_at": "2026-04-18T09:14:57Z",
        "title": "Refunds",
        "body": "<p>Within <b>14 days</b>.</p>",
        "source_locale": "en-us",
        "locale": "en-us",
        "outdated": False,
        **fields,
    }


def translation(source: int = 360001, **fields: Any) -> dict[str, Any]:
    return {
        "id": 9_000_000 + source,
        "source_id": source,
        "source_type": "Article",
        "locale": "zh-cn",
        "title": "退款",
        "body": "<p>十四天内。</p>",
        "draft": False,
        "outdated": False,
        "updated_at": "2026-04-21T09:14:57Z",
        **fields,
    }


SECTION = {"id": 71, "name": "Paying & refunds", "category_id": 5}
CATEGORY = {"id": 5, "name": "Billing"}


def read(tmp_path: Path, *articles: dict[str, Any], **others: Any) -> ReadArticles:
    (tmp_path / "articles.json").write_text(json.dumps({"articles": articles, "next_page": None, **others}))
    return read_zendesk(tmp_path, Defaults(module="general"))


def reasons(found: ReadArticles) -> list[tuple[str, bool]]:
    return [(skipped.why, skipped.unreadable) for skipped in found.skipped]


def test_an_article_and_its_translation_become_one_article_in_two_languages(tmp_path: Path) -> None:
    found = read(tmp_path, article(), translations=[translation()], sections=[SECTION], categories=[CATEGORY])
    english, chinese = found.files
    assert (english.id, english.language, english.title) == ("zendesk-360001", "en", "Refunds")
    assert (english.body, english.module, english.original) == ("Within **14 days**.", "billing", "en")
    assert english.updated == date(2026, 4, 18)
    assert (chinese.id, chinese.language, chinese.body) == ("zendesk-360001", "zh", "十四天内。")
    assert chinese.updated == date(2026, 4, 21)
    assert found.skipped == () and found.notes == ()


def test_translations_may_stand_inside_their_article_and_repeat_it(tmp_path: Path) -> None:
    source = translation(locale="en-us", title="Refunds", body="<p>Within 14 days.</p>")
    found = read(tmp_path, article(updated_at=source["updated_at"], translations=[source, translation()]))
    assert [(file.language, file.title) for file in found.files] == [("en", "Refunds"), ("zh", "退款")]
    assert found.skipped == ()


def test_the_module_is_the_categorys_name_else_the_sections_else_the_default(tmp_path: Path) -> None:
    def module(**others: Any) -> str:
        return read(tmp_path, article(), **others).files[0].module

    chinese = {**CATEGORY, "name": "费用"}
    assert module() == "general"
    assert module(sections=[SECTION]) == "paying_refunds"
    assert module(sections=[SECTION], categories=[chinese]) == "paying_refunds"
    own = [{**SECTION, "name": " 账单  与支付 "}]
    assert module(sections=own) == "账单 与支付"
    assert module(sections=own, categories=[chinese]) == "费用"
    assert module(sections=own, categories=[CATEGORY]) == "billing"
    assert module(sections=[{**SECTION, "name": "费" * 40}]) == "费" * 32
    assert module(sections=[{**SECTION, "name": "2024"}]) == "general"
    assert module(sections=[{**SECTION, "name": "long " * 20}]) == "long_long_long_long_long_long_lo"


def test_what_an_article_plays_is_noted_and_stays_a_link(tmp_path: Path) -> None:
    body = '<p>Text</p><iframe src="//www.youtube-nocookie.com/embed/a1"></iframe>'
    found = read(tmp_path, article(body=body))
    assert found.files[0].body.endswith("(https://www.youtube-nocookie.com/embed/a1)")
    assert found.notes == (
        "zendesk-360001.en: the frame https://www.youtube-nocookie.com/embed/a1 became a link",
    )


def test_drafts_and_other_languages_are_left_out_and_are_no_failure(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        article(1, draft=True),
        article(2, locale="de", source_locale="de"),
        article(3),
        translations=[translation(3, draft=True), translation(3, id=8, locale="ja")],
    )
    assert [(file.id, file.language) for file in found.files] == [("zendesk-3", "en")]
    assert reasons(found) == [
        ("is a draft or hidden", False),
        ("locale: got 'de', expected zh or en", False),
        ("is a draft or hidden", False),
        ("locale: got 'ja', expected zh or en", False),
    ]


def test_of_two_locales_of_a_language_the_source_is_taken_then_the_mainland_and_america(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        article(locale="en-gb", source_locale="en-gb", title="British"),
        translations=[
            translation(id=1, locale="en-us", title="American"),
            translation(id=2, locale="zh-tw", title="繁體"),
            translation(id=3, locale="zh-cn", title="简体"),
        ],
    )
    assert [file.title for file in found.files] == ["British", "简体"]
    assert ("locale en-us: en-gb stands for en already", False) in reasons(found)


def test_what_only_some_may_read_is_for_agents_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, article(user_segment_id=4), translations=[translation()])
    assert [file.audience for file in found.files] == [("agent",), ("agent",)]
    assert found.notes == ("zendesk-360001: only some may read it in Zendesk; here nobody but agents",)


def test_an_outdated_translation_is_taken_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, article(), translations=[translation(outdated=True)])
    assert len(found.files) == 2
    assert found.notes == ("zendesk-360001.zh: Zendesk calls this translation outdated",)


def test_a_broken_record_is_skipped_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        article(1, body=None),
        article(2, title="x" * 301),
        article(3, updated_at=None, edited_at=None, created_at="once"),
        {"title": "no id"},
        article(5, body="<p>half: \ud83d</p>"),
        article(6),
        translations=[translation(7)],
    )
    assert [file.id for file in found.files] == ["zendesk-6"]
    why = {skipped.where: skipped.why for skipped in found.skipped}
    assert why["articles.json, articles 1 (id 1)"] == "the article is empty; expected text"
    assert "expected a text of 1 to 300 characters" in why["articles.json, articles 2 (id 2)"]
    assert "has no updated_at" in why["articles.json, articles 3 (id 3)"]
    assert "has no id" in why["articles.json, articles 4"]
    assert "got the character '\\ud83d'" in why["articles.json, articles 5 (id 5)"]
    assert why["articles.json, translations 1 (id 9000007)"] == "its article 7 is not in the export"
    assert all(skipped.unreadable for skipped in found.skipped)


def test_of_pages_one_that_is_cut_off_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    whole = json.dumps({"articles": [article(1)], "page": 1}, indent=2)
    (tmp_path / "articles-1.json").write_text(whole)
    for at in range(3, len(whole) - 1, 37):
        (tmp_path / "articles-2.json").write_text(whole[:at])
        found = read_zendesk(tmp_path, Defaults())
        assert [file.id for file in found.files] == ["zendesk-1"]
        (skipped,) = found.skipped
        assert skipped.where.startswith("articles-2.json:")
        assert f"the file is cut off after {at:,} characters" in skipped.why
        assert skipped.unreadable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"articles": [}], "count": 1, "page": 1}', "Expecting value in column 15"),
        ('{"tickets": []}', 'got tickets, expected an object with "articles"'),
        ("[]", "got list, expected an object"),
        ("[" * 100_000, "nests too deep"),
        ('{"articles": {"1": {}}}', "articles: got dict, expected a list"),
    ],
)
def test_a_file_that_is_no_export_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.json").write_text(text)
    found = read_zendesk(tmp_path / "a.json", Defaults())
    assert said in found.skipped[0].why
    assert found.files == ()


def test_an_article_that_an_incremental_export_gives_twice_is_taken_as_it_was_last(tmp_path: Path) -> None:
    newer = article(title="New", updated_at="2026-05-01T00:00:00Z")
    for order in ([newer, article()], [article(), newer]):
        found = read(tmp_path, *order)
        assert [file.title for file in found.files] == ["New"]
        assert [unreadable for _, unreadable in reasons(found)] == [False]


def test_links_between_articles_lead_to_them_here(tmp_path: Path) -> None:
    body = (
        f'<a href="{URL}/zh-cn/articles/2-Seats#how">seats</a> <a href="/hc/articles/2">again</a> '
        f'<a href="/hc/en-us/articles/3">gone</a> <a href="#top">top</a> <a href="mailto:a@b.cn">mail</a>'
    )
    found = read(tmp_path, article(1, body=body), article(2))
    assert found.files[0].body == (
        "[seats](zendesk-2) [again](zendesk-2) [gone](https://lanyun.zendesk.com/hc/en-us/articles/3) "
        "[top](https://lanyun.zendesk.com/hc/en-us/articles/1-Refunds#top) [mail](mailto:a@b.cn)"
    )


def test_an_address_that_is_none_stops_nothing(tmp_path: Path) -> None:
    body = 'On <a href="http://[server]/x">it</a>, <a href="//[x">that</a> <img src="http://[a" alt="shot">'
    found = read(tmp_path, article(1, body=body), article(2))
    assert [file.body for file in found.files] == [
        "On [it](http://[server]/x), that [shot](http://[a)",
        found.files[1].body,
    ]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([{"count": 250}], "says that there are 250 articles, got 1"),
        ([{"count": 2}, {"count": 2}], None),
        ([{"next_page": f"{URL}/articles.json?page=2"}], "another follows"),
        ([{"meta": {"has_more": True}}, {"meta": {"has_more": False}}], None),
        ([{"next_page": f"{URL}/articles.json?page=2"}, {"next_page": None}], None),
    ],
)
def test_an_export_without_all_its_pages_is_not_taken_for_a_whole_one(
    tmp_path: Path, pages: list[dict[str, Any]], said: str | None
) -> None:
    for number, page in enumerate(pages):
        content = {"articles": [article(360001 + number)], "next_page": None, **page}
        (tmp_path / f"page-{number}.json").write_text(json.dumps(content))
    told = [skipped.why for skipped in read_zendesk(tmp_path, Defaults()).skipped if skipped.unreadable]
    assert (said is None and not told) or (said is not None and said in told[0])


def test_who_reads_it_is_said_though_the_export_names_nobody(tmp_path: Path) -> None:
    assert [file.audience for file in read(tmp_path, article()).files] == [("customer",)]
