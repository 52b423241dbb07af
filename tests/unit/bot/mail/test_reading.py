"""What is made of a raw mail, hostile ones too."""

import time
from email.message import EmailMessage

import pytest

from bot.mail.errors import MailRefused
from bot.mail.reading import bare_subject, read_mail, says_nothing


def raw(body: str, *more: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    head = ["From: Li <li@x.example>", "Message-ID: <1@x.example>", f"Content-Type: {kind}", *more]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("gb2312", "请问怎么退款？镕".encode("gb18030")),
        ("", "请问怎么退款？镕".encode("gb18030")),
        ("", "请问怎么退款？镕".encode()),
        ("no-such-charset", "请问怎么退款？镕".encode()),
        ("unicode_escape", "请问怎么退款？镕".encode()),
        ("utf-16", "请问怎么退款？镕".encode("utf-16")),
        ("big5", "請問怎麼退款？".encode("big5")),
    ],
)
def test_words_come_out_whatever_the_charset_is_called(header, body):
    kind = f"text/plain; charset={header}" if header else "text/plain"
    mail = read_mail(b"From: li@x.example\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body, "zh")
    assert mail.text in ("请问怎么退款？镕", "請問怎麼退款？")


def test_a_broken_charset_loses_what_is_broken_and_nothing_else():
    mail = read_mail(raw("a\udcff b"), "en")
    assert mail.text == "a\ufffd b"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("=?gbk?B?zsrM4g==?=", "问题"),
        ("问题".encode("gbk").decode("utf-8", "surrogateescape"), "问题"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?x-unknown?q?abc?=", "abc"),
        ("a\r\n\tb", "a b"),
    ],
)
def test_a_subject_is_read(given, read):
    assert read_mail(raw("x", f"Subject: {given}"), "zh").subject == read


@pytest.mark.parametrize(
    "sender",
    [
        "From: a@x.example, b@x.example",
        "From: a@x.example\r\nFrom: b@x.example",
        "From: nobody",
        "From: =?utf-8?q?a=40x=2Eexample?=",
        "X: y",
    ],
)
def test_who_does_not_name_one_sender_names_none(sender):
    assert read_mail(f"{sender}\r\n\r\nx".encode(), "en").sender == ""


def test_the_name_of_a_sender_is_no_address():
    mail = read_mail(b'From: "boss@bank.example" <thief@x.example>\r\n\r\nx', "en")
    assert mail.sender == "thief@x.example"


def test_plain_text_is_preferred_unless_it_is_empty():
    mail = EmailMessage()
    mail["From"] = "li@x.example"
    mail.set_content("plain")
    mail.add_alternative("<p>html</p>", subtype="html")
    assert read_mail(mail.as_bytes(), "en").text == "plain"
    mail.get_body(("plain",)).set_content(" ")
    assert read_mail(mail.as_bytes(), "en").text == "html"


def test_signature_and_soft_breaks_are_no_words():
    body = "I cannot \r\nexport.\r\n-- \r\nLi Wei\r\n+86 139"
    assert read_mail(raw(body, kind="text/plain; format=flowed"), "en").text == "I cannot export."


def test_what_is_quoted_is_cut_off_and_kept_aside():
    mail = read_mail(raw("This one\r\n\r\nOn Mon, 1 June 2026, A wrote:\r\n> old words\r\n"), "en")
    assert mail.text == "This one"
    assert "old words" in mail.whole


def test_an_answer_may_say_nothing_of_its_own():
    assert says_nothing("On Mon, 1 June 2026, A wrote:\n> old words")
    assert not says_nothing("Yes")


def test_a_mail_that_was_forwarded_whole_is_what_they_want_us_to_read():
    inner = EmailMessage()
    inner["From"] = "boss@x.example"
    inner.set_content("The export fails")
    mail = EmailMessage()
    mail["From"] = "li@x.example"
    mail.set_content("Please see")
    mail.add_attachment(inner)
    assert read_mail(mail.as_bytes(), "en").text == "Please see\n\nThe export fails"


def test_files_have_their_names():
    mail = EmailMessage()
    mail["From"] = "li@x.example"
    mail.set_content("x")
    mail.add_attachment(b"1", maintype="image", subtype="png", filename="截图.png")
    mail.add_attachment(b"2", maintype="application", subtype="octet-stream")
    assert [(one.name, one.content) for one in read_mail(mail.as_bytes(), "en").files] == [
        ("截图.png", b"1"),
        ("file", b"2"),
    ]


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Fwd: RE: Export", "Export"),
        ("回复：转发: 导出", "导出"),
        ("Regarding", "Regarding"),
        ("Re:", ""),
    ],
)
def test_a_subject_without_re(subject, bare):
    assert bare_subject(subject) == bare


NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth) for depth in range(3_000)
)
HOSTILE = {
    "empty": b"",
    "no header": b"\r\n\r\nwords",
    "nul": b"From: a@b.example\0\r\n\r\n\0\0",
    "nested": b"From: a@b.example\r\n" + NESTED,
    "many parts": b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\n\r\n\r\n" * 50_000,
    "long header": b"From: a@b.example\r\nSubject: " + b"a" * 1_000_000 + b"\r\n\r\nx",
    "long address": b"From: " + b"<" * 30_000 + b"\r\n\r\nx",
    "comments": b"From: " + b"(" * 30_000 + b"a@b.example\r\n\r\nx",
    "references": b"From: a@b.example\r\nReferences: " + b"<a@b> " * 10_000 + b"\r\n\r\nx",
    "encoded words": b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?a?= " * 4_000 + b"\r\n\r\nx",
    "parameters": b"From: a@b.example\r\nContent-Type: text/plain; " + b'a="b;";' * 8_000 + b"\r\n\r\nx",
    "bad base64": b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=A" * 100_000,
    "quotes": b"From: a@b.example\r\n\r\n" + b"On a wrote:\r\n" * 50_000,
    "long line": b"From: a@b.example\r\n\r\n" + b"On " + b"a " * 1_000_000,
    "html": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_or_refused_and_soon(name):
    begun = time.process_time()
    try:
        read_mail(HOSTILE[name], "en")
    except MailRefused as refused:
        assert refused.reply.startswith("554")
    assert time.process_time() - begun < 5
