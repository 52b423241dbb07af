import re
from pathlib import Path

import pytest

from kb_index.articles import MAX_BYTES, read_articles
from kb_index.errors import BrokenArticles
from kb_index.importing.entries import Defaults, ReadArticles
from kb_index.importing.markdown_folder import read_markdown

WHOLE = """---
title: Refunds
module: billing
error_type: policy
solution: reference
versions: ">=5.0"
audience: [owner]
updated: 2026-04-25
related: [b]
---
Refunded within 14 days.
"""
DEMO = Path(__file__).parents[4] / "training_data" / "articles"


def reasons(found: ReadArticles) -> dict[str, str]:
    return {skipped.where: skipped.why for skipped in found.skipped}


def test_the_demo_folder_reads_as_its_own_reader_reads_it() -> None:
    assert read_markdown(DEMO, Defaults()).files == read_articles(DEMO)


def test_a_broken_file_is_skipped_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "good.en.md").write_text(WHOLE)
    (tmp_path / "open.en.md").write_text(WHOLE.replace("---\nRefunded", "Refunded"))
    (tmp_path / "yaml.en.md").write_text(WHOLE.replace("[owner]", "[owner"))
    (tmp_path / "range.en.md").write_text(WHOLE.replace(">=5.0", "five"))
    (tmp_path / "empty.en.md").write_text(WHOLE.replace("Refunded within 14 days.", ""))
    (tmp_path / "picture.en.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "huge.en.md").write_bytes(b"a" * 10_000_000)
    (tmp_path / "long-module.en.md").write_text(WHOLE.replace("billing", "b" * 33))
    found = read_markdown(tmp_path, Defaults())
    assert [file.id for file in found.files] == ["good"]
    why = reasons(found)
    assert "has no end" in why["open.en.md:1"]
    assert "got 'five'" in why["range.en.md:6"]
    assert "expected ',' or ']'" in why["yaml.en.md:8"]
    assert "the article is empty" in why["empty.en.md:11"]
    assert "got a binary file" in why["picture.en.md"]
    assert f"got 10,000,000 bytes, expected at most {MAX_BYTES:,}" in why["huge.en.md"]
    assert "expected at most 32 characters" in why["long-module.en.md:3"]
    assert all(skipped.unreadable for skipped in found.skipped)


def test_a_file_without_front_matter_is_titled_by_its_heading_and_described_by_the_defaults(
    tmp_path: Path,
) -> None:
    (tmp_path / "billing").mkdir()
    (tmp_path / "billing" / "How Refunds work.md").write_text("# How refunds work #\n\nWithin 14 days.\n")
    (article,) = read_markdown(tmp_path, Defaults(language="en", module="billing")).files
    assert (article.id, article.language) == ("billing-how-refunds-work", "en")
    assert (article.title, article.body) == ("How refunds work", "Within 14 days.")
    assert (article.module, article.error_type, article.versions) == ("billing", "how_to", "*")


def test_a_file_without_language_title_or_id_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Read me\n\nText.")
    (tmp_path / "plain.en.md").write_text("Text without a title.")
    (tmp_path / "！.zh.md").write_text("# 退款\n\n十四天。")
    why = reasons(read_markdown(tmp_path, Defaults()))
    assert "the name tells no language" in why["README.md"]
    assert "has no title" in why["plain.en.md:1"]
    assert "the name has no letter or digit" in why["！.zh.md"]


def test_front_matter_without_a_title_is_titled_by_the_heading(tmp_path: Path) -> None:
    (tmp_path / "a.en.md").write_text("---\nmodule: billing\n---\n# Refunds\n\nWithin 14 days.")
    (tmp_path / "b.en.md").write_text("---\nmodule: billing\n---\nWithin 14 days.")
    found = read_markdown(tmp_path, Defaults())
    assert [(one.title, one.module, one.body) for one in found.files] == [
        ("Refunds", "billing", "Within 14 days.")
    ]
    assert "has no title" in reasons(found)["b.en.md:1"]


def test_links_between_files_lead_to_articles(tmp_path: Path) -> None:
    (tmp_path / "billing").mkdir()
    (tmp_path / "billing" / "refunds.en.md").write_text(
        "# Refunds\n\n[a](../seats.en.md#how-many) [b](/seats.md) [c]( <refunds.en.md> 'x') [d][r] "
        "[e](gone.md) [f](https://x.example/seats.en.md) `[g](../seats.en.zip)`\n\n[r]: ../发票.en.md"
    )
    (tmp_path / "seats.en.md").write_text(
        "---\nid: add-seats\n---\n# Seats\n\n[a](billing/refunds.en.md#怎么)"
    )
    (tmp_path / "发票.en.md").write_text("# Invoices\n\nText")
    bodies = {file.id: file.body for file in read_markdown(tmp_path, Defaults()).files}
    invoices = next(one for one in bodies if one.startswith("article-"))
    assert bodies["billing-refunds"] == (
        "[a](add-seats#how-many) [b](/seats.md) [c]( <billing-refunds> 'x') [d][r] "
        f"[e](gone.md) [f](https://x.example/seats.en.md) `[g](../seats.en.zip)`\n\n[r]: {invoices}"
    )
    assert bodies["add-seats"] == "[a](billing-refunds#%E6%80%8E%E4%B9%88)"


def test_a_chinese_name_makes_an_id_that_stays(tmp_path: Path) -> None:
    names = (
        "如何退款", "第1章开票", "第1节账号", "2024年公告", "API限制", "API 密钥",
        "billing/退款", "billing/发票", "账单/refunds", "订单/refunds", "2024-1",
    )  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        for language in ("zh", "en"):
            (tmp_path / f"{name}.{language}.md").write_text(f"# {name}\n\n十四天。")
    found = read_markdown(tmp_path, Defaults())
    assert found.skipped == ()
    ids = {(file.title, file.language): file.id for file in found.files}
    assert all(ids[name, "zh"] == ids[name, "en"] for name in names)
    assert len(set(ids.values())) == len(names)
    assert all(re.fullmatch("article-[0-9a-f]{8}", ids[name, "zh"]) for name in names[:4])
    told = ("api", "api", "billing", "billing", "refunds", "refunds")
    for name, latin in zip(names[4:10], told, strict=True):
        assert re.fullmatch(f"{latin}-[0-9a-f]{{8}}", ids[name, "zh"])
    assert ids["2024-1", "zh"] == "2024-1"
    assert ids["如何退款", "zh"] == "article-a80d9f8f"


def test_an_id_in_the_front_matter_goes_before_the_name(tmp_path: Path) -> None:
    for name, named in (
        ("如何退款.zh", "refunds"),
        ("Refunds work.en", "refunds"),
        ("x.en", "Not One"),
        ("y.en", "7"),
    ):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: Refunds\nid: {named}\n---\nWithin 14 days.")
    found = read_markdown(tmp_path, Defaults())
    assert {(file.id, file.language) for file in found.files} == {("refunds", "zh"), ("refunds", "en")}
    assert reasons(found) == {
        "x.en.md:3": "id: got 'Not One', expected small letters, digits and hyphens",
        "y.en.md:3": "id: got 7, expected small letters, digits and hyphens",
    }


def test_languages_share_what_one_leaves_out_and_must_not_disagree(tmp_path: Path) -> None:
    (tmp_path / "a.en.md").write_text(WHOLE)
    (tmp_path / "a.zh.md").write_text("---\ntitle: 退款\n---\n十四天内。")
    (tmp_path / "b.en.md").write_text(WHOLE)
    (tmp_path / "b.zh.md").write_text("---\ntitle: 退款\nmodule: service\n---\n十四天内。")
    found = read_markdown(tmp_path, Defaults(module="general"))
    english, chinese = (file for file in found.files if file.id == "a")
    assert (chinese.module, chinese.versions, chinese.related) == ("billing", ">=5.0", english.related)
    assert reasons(found) == {"b.zh.md": "module: got 'service', expected 'billing' as in b.en.md"}


def test_of_one_id_in_one_language_the_first_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.en.md").write_text("# First\n\nText.")
    (tmp_path / "a-b.en.md").write_text("# Second\n\nText.")
    found = read_markdown(tmp_path, Defaults())
    assert [file.title for file in found.files] == ["First"]
    assert reasons(found) == {"a-b.en.md": "a-b.en comes twice; a/b.en.md is taken"}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, codec: str) -> None:
    (tmp_path / "a.zh.md").write_bytes("# 退款\r\n\r\n十四天内。\r\n可退。".encode(codec))
    (article,) = read_markdown(tmp_path, Defaults()).files
    assert (article.title, article.body) == ("退款", "十四天内。\n可退。")


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BrokenArticles, match="no such file or folder"):
        read_markdown(tmp_path / "nowhere", Defaults())
    with pytest.raises(BrokenArticles, match=r"expected files ending in \.md"):
        read_markdown(tmp_path, Defaults())


def test_an_id_that_is_a_page_of_the_help_centre_is_refused_below_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "billing").mkdir()
    for name in ("search.en.md", "in.zh.md", "billing/search.en.md"):
        (tmp_path / name).write_text(WHOLE)
    found = read_markdown(tmp_path, Defaults())
    assert [file.id for file in found.files] == ["billing-search"]
    assert len(found.skipped) == 2 and all("help centre" in why for why in reasons(found).values())


@pytest.mark.parametrize("front", ["audience: []\n", "audience:\n", ""])
def test_an_article_that_names_no_readers_is_for_customers(tmp_path: Path, front: str) -> None:
    (tmp_path / "open.en.md").write_text(WHOLE.replace("audience: [owner]\n", front))
    assert [one.audience for one in read_markdown(tmp_path, Defaults()).files] == [("customer",)]
