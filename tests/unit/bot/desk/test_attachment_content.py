"""Which files are taken, by what is in them."""

import zipfile
from pathlib import Path

import pytest

from bot.desk.attachments.content import Checked, check_content
from bot.desk.attachments.errors import AttachmentRejected
from bot.desk.attachments.kinds import KINDS
from bot.desk.attachments.malware import EICAR
from tests.attachment_files import (
    EXE,
    GIF,
    HTML,
    JPEG,
    PDF,
    PNG,
    SVG,
    WEBP,
    locked,
    office,
    sharing_entries,
    with_declared_size,
    zip_of,
)

OCTETS = "application/octet-stream"


@pytest.fixture
def check(tmp_path: Path):
    def checked(name: str, content: bytes) -> Checked:
        path = tmp_path / "draft"
        path.write_bytes(content)
        return check_content(path, name)

    return checked


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("a.png", PNG, "a.png", "image/png"),
        ("a.JPG", JPEG, "a.JPG", "image/jpeg"),
        ("a.jpeg", JPEG, "a.jpeg", "image/jpeg"),
        ("a.gif", GIF, "a.gif", "image/gif"),
        ("a.webp", WEBP, "a.webp", "image/webp"),
        ("微信图片.png", JPEG, "微信图片.jpg", "image/jpeg"),
        ("账单.pdf", PDF, "账单.pdf", "application/pdf"),
        ("a.txt", "中文日志\n".encode(), "a.txt", "text/plain"),
        ("a.log", "\x1b[31mERROR\x1b[0m\tcaf\u00e9\r\n".encode("cp1252"), "a.log", "text/plain"),
        ("a.csv", "姓名,金额\n".encode("gb18030"), "a.csv", "text/csv"),
        ("a.txt", "Windows 记事本\r\n".encode("utf-16"), "a.txt", "text/plain"),
        ("a.json", b'{"a": 1}', "a.json", "application/json"),
        ("a.svg", SVG, "a.svg", OCTETS),
        ("a.html", HTML, "a.html", OCTETS),
        ("a.htm", HTML, "a.htm", OCTETS),
        ("a.txt", HTML, "a.txt", "text/plain"),
        ("a.zip", zip_of({"logs/app.log": b"x" * 1000, "logs/": b""}), "a.zip", "application/zip"),
        (
            "a.zip",
            zip_of({"a.bin": EXE}, method=zipfile.ZIP_STORED, comment=b"hi"),
            "a.zip",
            "application/zip",
        ),
        ("a.zip", zip_of({"合同.docx": office("word")}), "a.zip", "application/zip"),
        ("a.docx", office("word", **{"embedded.xlsx": office("xl")}), "a.docx", KINDS["docx"].media_type),
        ("a.xlsx", office("xl"), "a.xlsx", KINDS["xlsx"].media_type),
        ("a.pptx", office("ppt"), "a.pptx", KINDS["pptx"].media_type),
        ("screenshot", PNG, "screenshot.png", "image/png"),
        ("README", b"read me", "README.txt", "text/plain"),
        ("\u200b.htaccess", b"AddType x", "htaccess.txt", "text/plain"),
        ("photo.jpg.png", PNG, "photo.jpg.png", "image/png"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(check, name, content, kept, media_type) -> None:
    assert check(name, content) == Checked(kept, media_type)


ZIP = zip_of({"a.txt": b"hello" * 50})


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.exe", EXE, "unknown_type"),
        ("a.pdf.exe", EXE, "unknown_type"),
        ("a.jar", ZIP, "unknown_type"),
        ("a.docm", office("word"), "unknown_type"),
        ("a.png", EXE, "not_that_type"),
        ("a.png", PDF, "not_that_type"),
        ("a.png", SVG, "not_that_type"),
        ("a.svg", PNG, "not_that_type"),
        ("a.pdf", b"\n" + PDF, "not_that_type"),
        ("a.pdf", PNG, "not_that_type"),
        ("a.txt", EXE, "not_that_type"),
        ("a.txt", b"GIF89a;alert(1)", "not_that_type"),
        ("a.log", b"ok\x00ok", "not_that_type"),
        ("a.zip", locked(ZIP), "locked_archive"),
        ("a.txt", b"\xff\xfe\x00\xd8\x41\x00", "not_that_type"),
        ("unnamed", EXE, "not_that_type"),
        ("a.zip", PNG, "not_that_type"),
        ("a.docx", zip_of({"word/document.xml": b"x"}), "not_that_type"),
        ("a.docx", office("xl"), "not_that_type"),
        ("a.docx", office("word", **{"vbaProject.bin": b"x"}), "macros"),
        ("a.txt", EICAR, "malware"),
        ("a.pdf", PDF + b"x" * 300_000 + EICAR, "malware"),
        ("a.zip", zip_of({"eicar.com": EICAR}), "malware"),
        ("a.zip", zip_of({"eicar.com": EICAR}, method=zipfile.ZIP_STORED), "malware"),
        ("a.zip", zip_of({"inner.zip": ZIP}), "nested_archive"),
        ("a.zip", zip_of({"harmless.txt": ZIP}), "nested_archive"),
        ("a.zip", zip_of({"a.gz": b"\x1f\x8b\x08" + bytes(30)}), "nested_archive"),
        ("a.zip", zip_of({"zeros": bytes(30_000_000)}), "archive_too_big"),
        ("a.zip", with_declared_size(ZIP, 2**32 - 1), "archive_too_big"),
        ("a.docx", office("word", media=bytes(30_000_000)), "archive_too_big"),
        ("a.zip", with_declared_size(ZIP, 10), "broken_archive"),
        ("a.zip", with_declared_size(zip_of({"zeros": bytes(30_000_000)}), 1), "broken_archive"),
        ("a.zip", ZIP[:-30], "broken_archive"),
        ("a.zip", ZIP + b"trailing", "broken_archive"),
        ("a.zip", zip_of({"a": b"x"}, method=zipfile.ZIP_LZMA), "broken_archive"),
        ("a.zip", sharing_entries(20_000, b"\x00\x00\x00\xff\xff" * 20_000 + b"\x03\x00"), "broken_archive"),
        ("a.zip", b"PK\x03\x04" + bytes(100), "broken_archive"),
    ],
)
def test_what_is_not_taken_says_why_in_both_languages(check, name, content, reason) -> None:
    with pytest.raises(AttachmentRejected) as refused:
        check(name, content)
    assert refused.value.reason == reason
    chinese = refused.value.in_language("zh")
    assert type(chinese) is type(refused.value)
    assert any("\u4e00" <= one <= "\u9fff" for one in str(chinese))
    assert any("\u4e00" <= one <= "\u9fff" for one in chinese.hint)
