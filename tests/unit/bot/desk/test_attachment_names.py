"""What a file's name becomes before anybody looks at it or shows it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.attachments.names import LONGEST, clean_name, extension_of


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("报错截图.png", "报错截图.png"),
        ("Q3 report (final).pdf", "Q3 report (final).pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\drivers.txt", "drivers.txt"),
        ("C:\\Users\\me\\日志.log", "日志.log"),
        ("\u200b.htaccess", "htaccess"),
        (".\u200bhtaccess", "htaccess"),
        ("\ufeff\u2060.env", "env"),
        ("....", "file"),
        ("/", "file"),
        ("", "file"),
        ("\u3164\u2800", "file"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("a\u2066b\u2069.txt", "ab.txt"),
        ("line\r\nbreak\x00.txt", "line break.txt"),
        ("tab\tname.csv", "tab name.csv"),
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL"),
        ("com1 .log", "_com1 .log"),
        ("lpt¹.txt", "_lpt¹.txt"),
        ("notes.txt:evil.exe", "notes.txt_evil.exe"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("a\uff0fb\uff3cc\u2215d.txt", "a_b_c_d.txt"),
        ("report\uff0eexe", "report.exe"),
        ("report.txt. . .", "report.txt"),
        ("-rf.txt", "rf.txt"),
        ("~lock.docx", "lock.docx"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("e\u200d\u0301.txt", "é.txt"),
        ("v\ufe0f1.txt", "v1.txt"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("很" * 500 + ".xlsx")
    assert name.endswith("很.xlsx")
    assert len(name.encode()) <= LONGEST
    assert len(clean_name("x" * 5_000)) == LONGEST


@given(st.text(st.characters(codec=None), max_size=300) | st.from_regex(r"[./\\ ~\u202e\u200b]*[a-z.]{0,9}"))
def test_any_name_is_one_visible_component_and_cleaning_again_changes_nothing(sent: str) -> None:
    name = clean_name(sent)
    assert name == clean_name(name)
    assert 0 < len(name.encode()) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*')
    assert name[0] not in ". -~"
    assert name[-1] not in ". "
    assert not any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn") for one in name)


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PNG", "png"), ("a.tar.gz", "gz"), ("README", ""), ("invoice.pdf.exe", "exe"), ("报告。pdf", "")],
)
def test_the_last_ending_counts(name: str, extension: str) -> None:
    assert extension_of(name) == extension
