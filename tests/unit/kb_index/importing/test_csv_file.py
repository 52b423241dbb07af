from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.errors import BrokenArticles
from kb_index.importing.csv_file import join_list, read_csv, split_list
from kb_index.importing.entries import Defaults, ReadArticles

HEAD = "id,language,title,body"


def read(tmp_path: Path, text: str | bytes) -> ReadArticles:
    file = tmp_path / "articles.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_csv(file, Defaults(module="billing"))


def reasons(found: ReadArticles) -> dict[str, str]:
    return {skipped.where: skipped.why for skipped in found.skipped}


def test_every_column_is_read_and_four_are_enough(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "id,language,title,body,module,error_type,solution,versions,audience,related,updated,asked_as,plans,"
        "platforms,revision,original,expires\n"
        'a,zh-CN,退款,"十四天内，\r\n""可退""",crm,policy,reference,>=5.0,owner | admin,b|c,2026/4/5,'
        "钱呢|A \\| B,team,web|ios,7,zh,2027-01-31\n"
        "b,en,Short,Text\n",
    )
    full, short = found.files
    assert (full.language, full.body, full.module) == ("zh", '十四天内，\n"可退"', "crm")
    assert (full.audience, full.related, full.asked_as) == (("owner", "admin"), ("b", "c"), ("钱呢", "A | B"))
    assert (full.plans, full.platforms, full.revision) == (("team",), ("web", "ios"), 7)
    assert (full.updated, full.expires, full.original) == (date(2026, 4, 5), date(2027, 1, 31), "zh")
    assert (short.module, short.versions, short.revision) == ("billing", "*", None)


def test_a_broken_row_is_skipped_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"{HEAD},updated,revision\n"
        'good,en,Good,"two\nlines",,\n'
        "Not A Slug,en,T,B,,\n"
        "french,fr,T,B,,\n"
        "untitled,en,,B,,\n"
        "bodiless,en,T,,,\n"
        "commas,en,T,one, two, three, four,\n"
        "undated,en,T,B,2026-02-30,\n"
        "unnumbered,en,T,B,,first\n"
        "\n"
        'quotes,en,"T"x,B,,\n'
        "last,en,Last,Text,,\n"
        "good,en,Again,Text,,\n"
        'open,en,T,"never closed\n'
        "lost,en,T,B,,\n",
    )
    assert [file.id for file in found.files] == ["good", "last"]
    why = {where.removeprefix("articles.csv:"): reason for where, reason in reasons(found).items()}
    assert why["4"] == "id: got 'Not A Slug', expected small letters, digits and hyphens"
    assert why["5"] == "language: got 'fr', expected zh or en"
    assert why["6"].startswith("title: got ''")
    assert why["7"] == "the article is empty; expected text"
    assert why["8"].startswith("got 8 cells, expected 6")
    assert why["9"] == "updated: got '2026-02-30', expected a date such as 2026-04-25"
    assert why["10"].startswith("revision: got 'first'")
    assert "delimiter" in why["12"] or "expected after" in why["12"]
    assert why["14"] == "good.en comes twice; articles.csv:2 is taken"
    assert "a quote that is never closed swallows the rest" in why["15"]


def test_an_article_of_ten_megabytes_is_skipped_alone(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}\nhuge,en,T,{'a' * 10_000_000}\nb,en,T,B\n")
    assert [file.id for file in found.files] == ["b"]
    assert "got 10,000,000 bytes" in reasons(found)["articles.csv:2"]


def test_what_spreadsheets_save_is_read_or_named(tmp_path: Path) -> None:
    rows = f"{HEAD}\na,zh,退款,十四天内可退\n"
    (tabs,) = read(tmp_path, rows.replace(",", "\t").encode("utf-16")).files
    (semicolons,) = read(tmp_path, rows.replace(",", ";").encode("utf-8-sig")).files
    assert tabs.title == semicolons.title == "退款"
    with pytest.raises(BrokenArticles, match=r"articles\.csv: got GB18030 \(GBK\), it seems, expected UTF-8"):
        read(tmp_path, rows.encode("gb18030"))
    with pytest.raises(BrokenArticles, match="UTF-16 without its mark"):
        read(tmp_path, rows.encode("utf-16-le"))


def test_a_file_without_the_columns_is_an_error_and_an_unknown_column_a_note(tmp_path: Path) -> None:
    with pytest.raises(BrokenArticles, match=r"articles\.csv:1: no column body; got id, language, title"):
        read(tmp_path, "id,language,title\n")
    with pytest.raises(BrokenArticles, match="no column id, language, title, body; got nothing"):
        read(tmp_path, "")
    (note,) = read(tmp_path, f"{HEAD},audiance\na,en,T,B,x\n").notes
    assert note.startswith("column audiance was left out; known are id, language")


def test_half_a_character_and_nul_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(BrokenArticles, match="got a binary file"):
        read(tmp_path, f"{HEAD}\na,en,T,B\0\n")
    found = read(tmp_path, f"{HEAD}\na,en,T,B\0\n".encode("utf-16"))
    assert "body: got the character '\\x00'" in reasons(found)["articles.csv:2"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)))
def test_a_list_is_read_as_it_was_joined(words: list[str]) -> None:
    assert split_list(join_list(tuple(words))) == words


def test_ids_of_pages_of_the_help_centre_are_refused_and_their_like_are_not(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}\nsearch,en,T,B\nin,zh,T,B\nsearch-in,en,T,B\nsearches,en,T,B\n")
    assert [file.id for file in found.files] == ["search-in", "searches"]
    assert reasons(found)["articles.csv:2"] == (
        "id: got 'search', expected another: this one is a page of the help centre"
    )
    assert "got 'in'" in reasons(found)["articles.csv:3"]


def test_what_is_told_of_a_huge_cell_is_short(tmp_path: Path) -> None:
    huge = "X" * 1_000_000
    found = read(tmp_path, f"{HEAD},revision\n{huge},en,T,B,\na,{huge},T,B,\nb,en,T,B,{'9' * 5000}\n")
    assert found.files == ()
    assert all(len(skipped.why) < 300 for skipped in found.skipped)
