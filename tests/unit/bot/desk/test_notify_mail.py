"""Mail as a real server takes it."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.notify_mail import MailHandler, as_html, build_mail, check_sender, read_mail_server
from bot.errors import SettingsWrong
from bot.outbox import Effect, Undeliverable
from tests.mail_server import mail_server

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
SENDER = "蓝云 <support@lanyun.example>"


def effect(key: str = "rule:t_1:1:r:1:a_1", **payload: object) -> Effect:
    whole = {"to": "sam@lanyun.example", "subject": "紧急：#7", "text": "第一行\nhttps://x.example/7?a=1&b=2"}
    return Effect("demo", "o_1", key, "notify.mail", {**whole, **payload}, attempt=1)


def handler(port: int, user: str = "") -> MailHandler:
    return MailHandler(read_mail_server(f"smtp://{user}127.0.0.1:{port}"), check_sender(SENDER), lambda: NOW)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content


def test_a_notice_arrives_as_text_and_as_html_of_the_same_words() -> None:
    with mail_server() as box:
        handler(box.port)(effect(text="<b>坏了</b> & mehr\nhttps://x.example/7?a=1&b=2"))
    (message,) = box.messages
    assert message["Subject"] == "紧急：#7"
    assert message["From"] == SENDER
    assert part(message, "plain").splitlines() == ["<b>坏了</b> & mehr", "https://x.example/7?a=1&b=2"]
    assert "&lt;b&gt;坏了&lt;/b&gt; &amp; mehr<br>" in part(message, "html")
    assert '<a href="https://x.example/7?a=1&amp;b=2">' in part(message, "html")
    assert message["Auto-Submitted"] == "auto-generated"


def test_each_try_has_the_same_message_id_and_one_tickets_mails_are_one_thread() -> None:
    first = build_mail(effect(thread="t_1"), SENDER, NOW)
    again = build_mail(effect(thread="t_1"), SENDER, NOW)
    later = build_mail(effect("rule:t_1:5:r:1:a_1", thread="t_1"), SENDER, NOW)
    assert first["Message-ID"] == again["Message-ID"] != later["Message-ID"]
    assert first["In-Reply-To"] == later["In-Reply-To"] == later["References"]
    assert first["Message-ID"].endswith("@lanyun.example>")


def test_no_subject_makes_a_header_of_its_own() -> None:
    with mail_server() as box:
        handler(box.port)(effect(subject="done\r\nBcc: thief@x.example\u2028X: y"))
    assert box.messages[0]["Bcc"] is None
    assert box.messages[0]["X"] is None
    assert box.recipients == [["sam@lanyun.example"]]
    assert box.messages[0]["Subject"] == "done Bcc: thief@x.example X: y"


@pytest.mark.parametrize(
    "to", ["a@x.example\nBcc: b@x.example", "a@x.example, b@x.example", "nobody", "<a@x.example>", ""]
)
def test_what_is_no_single_address_is_refused_for_good(to: str) -> None:
    with mail_server() as box, pytest.raises(Undeliverable):
        handler(box.port)(effect(to=to))
    assert not box.messages


def test_what_the_server_puts_off_is_tried_again_and_what_it_refuses_is_not() -> None:
    with mail_server() as box:
        box.answers = ["451 4.7.1 greylisted", "554 5.7.1 we do not want it"]
        with pytest.raises(ConnectionError, match="451"):
            handler(box.port)(effect())
        with pytest.raises(Undeliverable, match="554"):
            handler(box.port)(effect())
        handler(box.port)(effect())
    assert len(box.messages) == 1


def test_a_server_that_is_down_is_tried_again() -> None:
    with mail_server() as box:
        port = box.port
    with pytest.raises(OSError, match="refused"):
        handler(port)(effect())


@pytest.mark.filterwarnings("ignore")  # the server warns of passwords in the clear, and of itself
def test_a_server_with_a_password_takes_mail_from_who_has_it() -> None:
    with mail_server(password="p@ss") as box:
        handler(box.port, "desk:p%40ss@")(effect())
        with pytest.raises(Undeliverable, match="535"):
            handler(box.port, "desk:wrong@")(effect())
        with pytest.raises(Undeliverable, match="530"):
            handler(box.port)(effect())
    assert len(box.messages) == 1


def test_without_a_server_it_ends_at_once_and_says_what_to_set() -> None:
    with pytest.raises(Undeliverable, match="not configured: set HUIYI_SMTP_URL"):
        MailHandler(None, "", lambda: NOW)(effect())


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("smtp://localhost", "localhost", 25),
        ("submission://u:p@mail.example", "mail.example", 587),
        ("smtps://mail.example:4650/", "mail.example", 4650),
    ],
)
def test_a_servers_url_is_read(url: str, host: str, port: int) -> None:
    server = read_mail_server(url)
    assert (server.host, server.port) == (host, port)
    assert "p" not in repr(server).partition("password")[2]


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://h:99999999"])
def test_what_is_no_url_of_a_server_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(SettingsWrong, match="expected submission"):
        read_mail_server(url)


@pytest.mark.parametrize(
    "sender", ["", "Lanyun", "a@x.example\nBcc: b@x.example", "a@x.example, b@x.example"]
)
def test_what_is_no_sender_is_refused(sender: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIYI_MAIL_FROM"):
        check_sender(sender)


@given(subject=st.text(max_size=300), text=st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_whatever_the_customer_wrote_the_mail_has_our_headers_only(subject: str, text: str) -> None:
    surrogates = any("\ud800" <= character <= "\udfff" for character in subject)
    if surrogates:
        return
    message = build_mail(effect(subject=subject, text=text, thread="t_1"), SENDER, NOW)
    wire = message.as_bytes()
    head = wire.partition(b"\r\n\r\n")[0]
    names = {
        line.partition(b":")[0] for line in head.split(b"\r\n") if line and not line.startswith((b" ", b"\t"))
    }
    assert names == {
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"In-Reply-To",
        b"References",
        b"Auto-Submitted",
        b"X-Auto-Response-Suppress",
        b"MIME-Version",
        b"Content-Type",
    }
    body = as_html(text).partition("<body>")[2]
    assert not [tag for tag in ("<script", "<img", "<b>", 'onload="') if tag in body.lower()]
