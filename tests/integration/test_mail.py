"""A conversation by mail, from outside: SMTP in, SMTP out, over both databases."""

import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.desk.attachments.keeping import Sender, keep, limits_of
from bot.desk.attachments.store import AttachmentStore
from bot.desk.attachments.telling import Telling
from bot.erasing import erase_person
from bot.inbox import Arrival
from bot.intake import WEB
from bot.models import Conversation, OutboxItem, TurnRecord
from bot.outbox import add_effect
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.metadata import owned_classes
from escalation.ticketing.attachments import Attachment, Place
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import CUSTOMER
from tests.attachment_files import PNG
from tests.integration.test_console import sign_in
from tests.mail_desk import LI, NING, RIVAL, SUPPORT, MailDesk, body_of, mail_desk
from tests.scripted import NOW
from tests.shared_app import app_over


@pytest.fixture
def desk(database: Database, tmp_path) -> Iterator[MailDesk]:
    with mail_desk(database, tmp_path) as desk:
        yield desk


def refusal(desk: MailDesk, mail: EmailMessage | bytes, **more) -> int:
    """The code that the mail was refused with."""
    with pytest.raises(smtplib.SMTPException) as refused:
        desk.post(mail, **more)
    error = refused.value
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code


@pytest.mark.parametrize(
    ("subject", "text", "offers", "person"),
    [
        ("Export", "How do I export a board?", "You can answer with: yes / no", "write “talk to a person”"),
        ("一个问题", "请问怎么导出看板？", "可以直接回复：yes、no", "回信写“转人工”"),
    ],
)
def test_a_question_by_mail_is_answered_by_mail(desk, subject, text, offers, person):
    mail = desk.write(text, subject=subject)
    (answer,) = desk.received(1)
    assert desk.said()[0] == ("customer", f"{subject}\n\n{text}")
    assert answer["To"] == LI
    assert answer["From"].addresses[0].addr_spec == SUPPORT
    assert answer["Subject"] == f"Re: {subject}"
    assert (answer["In-Reply-To"], answer["References"]) == (mail["Message-ID"], mail["Message-ID"])
    assert answer["Auto-Submitted"] == "auto-replied"
    assert f"1: {subject}\n\n{text}\n" in body_of(answer)
    assert offers in body_of(answer)
    assert person in body_of(answer)
    assert text in answer.get_body(("html",)).get_content()


def test_an_answer_goes_on_in_its_conversation_without_what_it_quotes(desk):
    desk.write("How do I export a board?", subject="Export")
    first = desk.received(1)[0]
    answer = desk.answer_to(first, "As PDF, please")
    desk.post(answer)
    desk.work()
    second = desk.received(2)[1]
    assert [text for author, text in desk.said() if author == "customer"][1] == "As PDF, please"
    assert second["In-Reply-To"] == answer["Message-ID"]
    assert second["References"].split() == [first["Message-ID"], answer["Message-ID"]]
    assert second["Message-ID"] != first["Message-ID"]


def test_the_same_mail_again_is_acknowledged_and_is_one(desk):
    mail = desk.compose("How do I export a board?")
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="error.png")
    for _ in range(3):
        desk.post(mail)
    desk.work()
    desk.post(mail)
    desk.work()
    desk.received(1)
    assert [author for author, _ in desk.said()] == ["customer", "customer", "bot"]


def test_without_a_message_id_its_bytes_tell_it_again(desk):
    mail = desk.compose("Hello?")
    del mail["Message-ID"]
    desk.post(mail)
    desk.post(mail)
    mail.replace_header("Subject", "again")
    desk.post(mail)
    assert len(desk.conversations()) == 2


def test_a_stranger_who_knows_a_threads_id_does_not_get_into_it(desk):
    desk.write("How do I export a board?")
    ours = desk.received(1)[0]
    desk.post(desk.answer_to(ours, "And who am I?", sender="thief@rival.example"))
    forged = desk.compose("let me in", In_Reply_To=ours["Message-ID"].replace(".", ".0", 2))
    desk.post(forged)
    first, *others = desk.conversations()
    assert len(others) == 2
    assert len({first.visitor_id, others[0].visitor_id}) == 2
    assert [author for author, _ in desk.said(first.id)] == ["customer", "bot"]


def test_an_id_of_one_tenant_opens_nothing_at_another(desk):
    desk.write("How do I export a board?")
    desk.post(desk.answer_to(desk.received(1)[0], "Hello rival"), to=RIVAL)
    with desk.database.reading("other") as session:
        assert session.scalars(select(Conversation.channel)).all() == ["email"]
    assert len(desk.said()) == 2


def test_who_writes_is_a_visitor_even_under_a_customers_address(desk):
    desk.write("Cancel my order", sender="qinglan@example.com")
    (conversation,) = desk.conversations()
    assert conversation.contact_key is None
    assert conversation.channel == "email"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"Precedence": "bulk"}, "Precedence: bulk"),
        ({"List_Id": "<news.rival.example>"}, "List-Id is set"),
        ({"X_Auto_Response_Suppress": "OOF, AutoReply"}, "X-Auto-Response-Suppress is set"),
        ({"sender": SUPPORT}, "our own mail came back"),
        ({"sender": "notices@lanyun.example"}, "our own mail came back"),
    ],
)
def test_what_a_machine_wrote_is_kept_and_not_answered(desk, headers, why):
    desk.write("I am on holiday", **headers)
    assert desk.said() == [("customer", "I am on holiday")]
    with desk.database.reading("demo") as session:
        assert session.scalars(select(TurnRecord)).one().trace["reasons"] == [f"not answered: {why}"]
        assert session.scalars(select(OutboxItem)).all() == []


def test_a_bounce_of_our_answer_is_kept_and_not_answered(desk):
    desk.write("How do I export a board?")
    bounce = desk.answer_to(desk.received(1)[0], "Delivery failed", sender="mailer-daemon@mx.example")
    desk.post(bounce, sender="")
    desk.work()
    assert len(desk.conversations()) == 2
    desk.received(1)


def test_two_machines_that_answer_each_other_come_to_an_end(desk, monkeypatch):
    monkeypatch.setattr("bot.mail.silence.MOST_AN_HOUR", 3)
    for turn in range(5):
        desk.post(desk.compose(f"an answer to answer {turn}"))
    desk.write("another's is answered", sender="other@qinglan.example")
    desk.received(4)
    assert len(desk.conversations()) == 6


def test_an_auto_reply_does_not_have_a_person_owe_a_word(desk):
    desk.write("How do I export a board?")
    ours = desk.received(1)[0]
    (conversation,) = desk.conversations()
    desk.scripted.service.ownership.take_over(NING, conversation.id, conversation.created_at)
    reply(desk, "Let me look", "r1")
    desk.deliver()
    desk.received(2)
    desk.post(desk.answer_to(ours, "On holiday", Auto_Submitted="auto-replied"))
    assert desk.conversations()[0].unanswered_since is None
    desk.post(desk.answer_to(ours, "A real question"))
    assert desk.conversations()[0].unanswered_since is not None


def reply(desk: MailDesk, text: str, key: str) -> None:
    (conversation,) = desk.conversations()
    arrival = Arrival(conversation.id, WEB, f"{conversation.id}:{key}", text, client_id=key)
    desk.scripted.service.ownership.reply(NING, arrival, conversation.updated_at)


def test_html_is_read_as_words_and_nothing_of_it_runs(desk):
    mail = desk.compose("")
    mail.set_content(
        "<p>How do I <b>export</b>?</p><script>alert(1)</script>"
        '<img src="https://spy.example/x.gif" width="1" height="1"><img src="https://spy.example/y.png">',
        subtype="html",
    )
    desk.post(mail)
    ((_, text),) = desk.said()
    assert text == "How do I export?\n\n[图片]"


def test_files_are_kept_as_the_widget_keeps_them_and_refused_ones_are_named(desk):
    mail = desk.compose("It does not open", subject="Error")
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="error.png")
    mail.add_attachment(b"<svg onload='alert(1)'/>", maintype="image", subtype="svg+xml", filename="a.svg")
    mail.add_attachment(b"MZ...", maintype="application", subtype="x-msdownload", filename="fix.exe")
    desk.post(mail)
    desk.work()
    with desk.database.reading("demo") as session:
        kept = {one.name: one.media_type for one in session.scalars(select(Attachment))}
    assert kept == {"error.png": "image/png", "a.svg": "application/octet-stream"}
    authors = [author for author, _ in desk.said()]
    assert authors == ["customer", "customer", "customer", "system", "bot"]
    (answer,) = desk.received(1)
    assert "files such as fix.exe are not taken" in body_of(answer)


def test_a_mail_that_only_brings_a_file_is_told_that_it_came(desk):
    desk.write("How do I export a board?")
    mail = desk.answer_to(desk.received(1)[0], "")
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="error.png")
    desk.post(mail)
    desk.work()
    assert "I have got error.png" in body_of(desk.received(2)[1])


def test_a_mail_longer_than_a_message_is_kept_whole_beside_it(desk):
    desk.post(desk.compose("\n".join(f"line {one}" for one in range(2_000))))
    with desk.database.reading("demo") as session:
        attached = session.scalars(select(Attachment)).one()
    path = desk.scripted.service.settings.attachments_folder / "demo" / attached.id
    assert path.read_text().endswith("line 1999")
    assert desk.said()[0][1].endswith("…")


def test_mail_to_an_address_that_is_nobodys_is_refused(desk):
    assert refusal(desk, desk.compose("Hello"), to="boss@lanyun.example") == 550


def test_a_mail_that_is_too_large_is_refused_by_its_size_and_by_what_it_says_of_it(database, tmp_path):
    with mail_desk(database, tmp_path, mail_limit=20_000) as desk:
        assert refusal(desk, desk.compose("x" * 30_000)) == 552
        with desk.connect() as client:
            client.ehlo()
            assert client.docmd("MAIL", f"FROM:<{LI}> SIZE=30000")[0] == 552
            client.docmd("MAIL", f"FROM:<{LI}>")
            client.docmd("RCPT", f"TO:<{SUPPORT}>")
            assert client.data(desk.compose("line\n" * 10_000).as_bytes(policy=SMTP))[0] == 552
        assert desk.conversations() == []


def test_without_a_mail_server_the_answer_waits_as_a_dead_letter_that_says_what_to_set(database, tmp_path):
    with mail_desk(database, tmp_path, smtp_url=None) as desk:
        desk.write("How do I export a board?")
        item = tried(desk)
        assert item.state == "dead"
        assert "HUIYI_SMTP_URL" in item.last_error


def test_a_person_answers_in_the_same_thread_and_the_ticket_tells_the_same_story(desk):
    desk.write("person", subject="")
    ours = desk.received(1)[0]
    (conversation,) = desk.conversations()
    with desk.database.reading("demo") as session:
        ticket = session.scalars(select(Ticket)).one()
    assert (ticket.channel, ticket.conversation_id) == ("email", conversation.id)
    desk.scripted.service.ownership.take_over(NING, conversation.id, conversation.created_at)
    desk.deliver()
    desk.received(1)  # that somebody came is no mail of its own
    reply(desk, "Here is how", "r1")
    reply(desk, "Here is how", "r1")
    desk.deliver()
    desk.deliver()
    mail = desk.received(2)[1]
    assert "Here is how\n— 周宁" in body_of(mail)
    assert mail["Auto-Submitted"] is None
    assert mail["References"].split()[-1] == ours["References"]
    desk.post(desk.answer_to(mail, "Thank you, it works"))
    desk.work()
    assert desk.said()[-1] == ("customer", "Thank you, it works")


def test_a_server_that_is_away_gets_the_same_mail_later(desk):
    desk.out.answers = ["451 later"]
    desk.write("How do I export a board?")
    item = tried(desk)
    desk.scripted.service.sweeper.sweep(item.next_at)
    (answer,) = desk.received(1)
    assert answer["Message-ID"] == item.payload["message_id"]


def tried(desk: MailDesk) -> OutboxItem:
    """The one mail that did not leave, after its try."""
    assert desk.scripted.service.actions.wait(10)
    with desk.database.reading("demo") as session:
        return session.scalars(select(OutboxItem)).one()


def test_a_subject_cannot_write_headers(desk):
    raw = (
        desk.compose("Hello", subject="Zzz")
        .as_bytes(policy=SMTP)
        .replace(b"Zzz", b"=?utf-8?q?Hi=0D=0ABcc:_victim=40x.example=0D=0A=0D=0Abody?=")
    )
    desk.post(raw)
    desk.work()
    (answer,) = desk.received(1)
    assert answer["Bcc"] is None
    assert answer["Subject"] == "Re: Hi Bcc: victim@x.example body"
    assert desk.out.recipients == [[LI]]


def test_long_ids_stay_what_they_are(desk):
    long = f"<{'AM0PR04' * 20}@eurprd04.prod.outlook.com>"
    desk.write("Hello", References=long)
    (answer,) = desk.received(1)
    assert answer["References"].split()[0] == long


def test_while_the_database_cannot_be_written_the_sender_is_asked_to_come_again(
    new_sqlite, tmp_path, monkeypatch
):
    monkeypatch.setattr("bot.persistence.engine.BUSY_TIMEOUT_S", 0.2)
    database = Database(build_engine(new_sqlite()))
    with mail_desk(database, tmp_path) as desk:
        mail = desk.compose("How do I export a board?")
        with database.engine.connect() as other:
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
            assert refusal(desk, mail) == 451
            other.exec_driver_sql("ROLLBACK")
        desk.post(mail)
        assert desk.said() == [("customer", "How do I export a board?")]


def test_a_notice_of_the_desk_reaches_the_customer_by_mail(desk):
    desk.write("person")
    (conversation,) = desk.conversations()
    with desk.database.uow("demo") as session:
        payload = {"conversation": conversation.id, "text": "Your ticket was received"}
        add_effect(session, key="k", kind="notify.customer", payload=payload, now=conversation.created_at)
    desk.deliver()
    mail = desk.received(2)[1]
    assert body_of(mail).startswith("Your ticket was received")
    assert mail["Auto-Submitted"] == "auto-replied"


def test_an_agents_file_goes_with_the_mail(desk, tmp_path):
    desk.write("person")
    (conversation,) = desk.conversations()
    service = desk.scripted.service
    service.ownership.take_over(NING, conversation.id, conversation.created_at)
    store = AttachmentStore(service.settings.attachments_folder)
    draft = store.draft("demo")
    draft.write(PNG)
    keep(
        desk.database, store, draft, tenant_id="demo", place=Place(None, conversation.id),
        sender=Sender("agent:a_1", CUSTOMER), name="how.png", limits=limits_of(service.settings),
        now=conversation.created_at, telling=Telling(NING, conversation.id, None, conversation.created_at),
    )  # fmt: skip
    desk.deliver()
    (attached,) = desk.received(2)[1].iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("how.png", PNG)


def test_agents_see_who_wrote_as_words(desk):
    mail = desk.compose("person")
    mail.replace_header("From", f'"<script>Li</script>" <{LI}>')
    desk.post(mail)
    desk.work()
    (conversation,) = desk.conversations()
    shown = f"&lt;script&gt;Li&lt;/script&gt; &lt;{LI}&gt;"
    app = app_over(desk.scripted.service, "bot.web.console.routes")
    with TestClient(app, follow_redirects=False) as client:
        assert sign_in(client).status_code == 303
        for page in ("", f"/conversations/{conversation.id}", "/tickets/1"):
            assert shown in client.get(f"/console{page}").text, page


def test_many_at_the_door_are_asked_to_wait(desk, monkeypatch):
    monkeypatch.setattr("bot.mail.listening.MOST_CONNECTIONS", 1)
    with desk.connect() as first, pytest.raises(smtplib.SMTPConnectError) as busy, desk.connect():
        pass
    assert busy.value.smtp_code == 421
    assert first is not None
    with desk.connect() as again:
        assert again.noop()[0] == 250


def test_words_arrive_as_they_are(desk):
    desk.write("From here on\n.\n\u00fcber 导出", subject="")
    assert "1: From here on\n.\nüber 导出\n" in body_of(desk.received(1)[0])
    desk.write("x\nFrom here on")
    assert "\nFrom here on\n" in body_of(desk.received(2)[1])


def test_who_writes_by_mail_can_be_erased_by_their_address(desk):
    desk.write("my name is Marker Li", subject="Marker")
    ours = desk.received(1)[0]
    store = AttachmentStore(desk.scripted.service.settings.attachments_folder)
    erased = erase_person(desk.database, store, "demo", LI.title(), now=NOW)
    assert (erased.conversations, erased.effects) == (1, 1)
    with desk.database.reading("demo") as session:
        for table in owned_classes():
            kept = [vars(row) for row in session.scalars(select(table))]
            assert not re.search(f"marker|{LI}", repr(kept), re.IGNORECASE), table
    desk.post(desk.answer_to(ours, "It is me again"))
    desk.work()
    assert len(desk.conversations()) == 2
    desk.received(2)
