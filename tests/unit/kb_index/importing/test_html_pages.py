from pathlib import Path

import pytest

from kb_index.errors import BrokenArticles
from kb_index.importing.entries import Defaults, ReadArticles
from kb_index.importing.html_pages import read_html


def page(body: str, *, lang: str = "en-GB", title: str = "Title of the tab | Site", head: str = "") -> str:
    return f'<html lang="{lang}"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def reasons(found: ReadArticles) -> dict[str, str]:
    return {skipped.where: skipped.why for skipped in found.skipped}


def test_what_is_around_the_article_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "Refund Policy.html").write_text(
        page(
            "<nav>Menu</nav><main><header>S</header><h1>Refunds</h1><p>14 days.</p></main><footer>©</footer>"
        )
    )
    (article,) = read_html(tmp_path, Defaults()).files
    assert (article.id, article.language, article.title) == ("refund-policy", "en", "Refunds")
    assert article.body == "14 days."


def test_what_a_page_plays_is_noted_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page('<h1>T</h1>text<iframe src="https://v.example/1"></iframe>'))
    found = read_html(tmp_path, Defaults())
    assert found.notes == ("a.html: the frame https://v.example/1 became a link",)
    assert found.files[0].body == "text\n\n[https://v.example/1](https://v.example/1)"


def test_a_page_without_a_heading_is_titled_by_its_tab(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page("<p>Text</p>", title="  How\n to "))
    (tmp_path / "b.html").write_text(page("<p>Text</p>", title=""))
    found = read_html(tmp_path, Defaults())
    assert [file.title for file in found.files] == ["How to"]
    assert "title: got ''" in reasons(found)["b.html"]


def test_the_name_says_the_language_before_the_option_and_the_option_before_the_page(tmp_path: Path) -> None:
    for name, lang in (("a.zh-cn.html", "en"), ("b.html", "en"), ("c.htm", "zh-Hant")):
        (tmp_path / name).write_text(page("<h1>T</h1>text", lang=lang))
    assert [file.language for file in read_html(tmp_path, Defaults()).files] == ["zh", "en", "zh"]
    assert [file.language for file in read_html(tmp_path, Defaults(language="zh")).files] == [
        "zh",
        "zh",
        "zh",
    ]
    (tmp_path / "d.html").write_text(page("<h1>T</h1>text", lang="de"))
    assert reasons(read_html(tmp_path, Defaults())) == {
        "d.html": "lang is de; expected zh or en, or --language"
    }


def test_pages_with_chinese_names_become_articles_that_lead_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "第1章开票.html").write_text(page('<h1>R</h1><a href="%E9%80%80%E6%AC%BE.html">退款</a>'))
    (tmp_path / "退款.html").write_text(page("<h1>S</h1>text"))
    first, second = read_html(tmp_path, Defaults()).files
    assert first.body == f"[退款]({second.id})"
    assert first.id.startswith("article-") and first.id != second.id


def test_links_between_pages_lead_to_articles(tmp_path: Path) -> None:
    (tmp_path / "billing").mkdir()
    (tmp_path / "billing" / "refunds.html").write_text(
        page('<h1>R</h1><a href="../add%20seats.html#how">seats</a> <a href="gone.html">gone</a>')
    )
    (tmp_path / "add seats.html").write_text(page("<h1>S</h1>text"))
    texts = {file.id: file.body for file in read_html(tmp_path, Defaults()).files}
    assert texts["billing-refunds"] == "[seats](add-seats) gone"


def test_a_link_from_the_root_of_the_site_is_one_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "billing").mkdir()
    (tmp_path / "billing" / "a.html").write_text(page('<h1>A</h1><a href="/seats.html?x=1#top">seats</a>'))
    (tmp_path / "seats.html").write_text(page('<h1>Seats</h1><a href="/gone.html">gone</a>'))
    assert [file.body for file in read_html(tmp_path, Defaults()).files] == ["[seats](seats)", "gone"]


def test_the_page_says_its_encoding(tmp_path: Path) -> None:
    chinese = page("<h1>退款</h1><p>十四天内</p>", head='<meta charset="gb2312">')
    (tmp_path / "a.zh.html").write_bytes(chinese.encode("gb18030"))
    (tmp_path / "b.zh.html").write_bytes(chinese.replace("gb2312", "utf-8").encode("gb18030"))
    (tmp_path / "c.zh.html").write_bytes(b"\x7fELF\0\0")
    found = read_html(tmp_path, Defaults())
    assert [file.title for file in found.files] == ["退款"]
    assert "got GB18030 (GBK), it seems" in reasons(found)["b.zh.html"]
    assert "got a binary file" in reasons(found)["c.zh.html"]


def test_pictures_in_a_page_do_not_count_for_its_size(tmp_path: Path) -> None:
    picture = f'<img alt="screen" src="data:image/png;base64,{"A" * 2_000_000}">'
    (tmp_path / "a.html").write_text(page(f"<h1>T</h1>{picture}"))
    (tmp_path / "b.html").write_text(page(f"<h1>T</h1>{'a' * 2_000_000}"))
    found = read_html(tmp_path, Defaults())
    assert [(file.id, file.body) for file in found.files] == [("a", "screen")]
    assert "split the article" in reasons(found)["b.html"]


def test_a_single_page_will_do_and_no_page_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page("<h1>T</h1>text"))
    assert [file.id for file in read_html(tmp_path / "a.html", Defaults()).files] == ["a"]
    (tmp_path / "a.html").unlink()
    with pytest.raises(BrokenArticles, match=r"ending in \.html or \.htm"):
        read_html(tmp_path, Defaults())
