"""Erasing a person, from outside, over both databases: no word of theirs is left anywhere."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.desk.attachments.store import AttachmentStore
from bot.erasing import Erased, erase_person
from bot.errors import NotFound
from bot.models import Conversation, Message, OutboxItem, ReviewProposal, SolvedCase, TurnRecord
from bot.outbox import Relay, add_effect
from bot.persistence.database import Database
from bot.persistence.metadata import owned_classes
from bot.solved_cases import CaseCollector
from escalation.backends.models import OutsideTicket
from escalation.crm.models import Contact, Lead, Order, RefundRequest
from escalation.duplicates.models import TicketVector
from escalation.sla.models import SLATimer
from escalation.surveys.models import Survey
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import columns_of, lock_ticket, read_events, record, state_of
from escalation.ticketing.models import Ticket, TicketEventRow, TicketMessage
from escalation.ticketing.state import fold
from escalation.ticketing.work import Deed, change_status, note, set_field
from escalation.workflow.models import RuleRun
from kb_index.answers import GivenAnswer, keep_answer
from kb_index.embedder import HashingEmbedder
from kb_index.models import Answer, Article, ArticleFeedback, UnansweredQuestion
from tests.integration.test_console import sign_in
from tests.scripted import NOW, Scripted
from tests.shared_app import app_over

API = "/api/v1"
MARK = "Zorblax7731"
"""Nobody else's word: wherever it stands, something of the person is left."""

KEPT = (
    Message,
    TicketEventRow,
    TicketMessage,
    SLATimer,
    Conversation,
    Survey,
    RefundRequest,
    Order,
    OutboxItem,
)


@pytest.fixture
def store(scripted: Scripted) -> AttachmentStore:
    return AttachmentStore(scripted.service.settings.attachments_folder)


@pytest.fixture
def erased(client, customer, scripted: Scripted, store: AttachmentStore) -> Iterator[Erased]:
    """Qinglan has told the mark in every place there is, and was erased."""
    tell_everywhere(customer, scripted)
    assert MARK in everything(scripted.service.database)
    yield erase(scripted, store)


def erase(scripted: Scripted, store: AttachmentStore) -> Erased:
    return erase_person(scripted.service.database, store, "demo", "qinglan", now=NOW)


def tell_everywhere(customer, scripted: Scripted) -> None:
    talk = customer.post(f"{API}/conversations", json={}).json()["id"]
    say(customer, talk, f"I am {MARK}, the export fails")
    say(customer, talk, "person")
    sent = customer.post(
        f"{API}/attachments", params={"name": f"{MARK}.txt", "conversation": talk}, content=MARK.encode()
    )
    assert sent.status_code == 201
    scripted.service.stop()  # what its jobs would add meanwhile is planted
    with scripted.service.database.uow("demo") as session:
        number = int(session.get_one(Conversation, ("demo", talk)).ticket_id.removeprefix("#"))
        ticket = lock_ticket(session, "demo", number)
        deed = Deed("agent:a_1", NOW)
        note(session, ticket, deed, name="Sam", text=f"{MARK} called")
        set_field(session, ticket, deed, "caller", MARK)
        change_status(session, ticket, deed, "resolved", why=f"{MARK} says so")
        record(
            session, ticket, TicketEvent("survey.answered", NOW, "customer", {"score": 4, "comment": MARK})
        )
        record(
            session,
            ticket,
            deed.event("ticket.priority_changed", **{"from": "P2", "to": "P1", "reason": f'says "{MARK}"'}),
        )
        plant(session, ticket, talk)


def say(customer, talk: str, text: str) -> None:
    body = {"text": text, "wait_s": 10}
    assert customer.post(f"{API}/conversations/{talk}/messages", json=body).status_code < 300


def plant(session, ticket: Ticket, talk: str) -> None:
    """What other jobs keep of a ticket and a conversation."""
    contact = session.get_one(Contact, ("demo", "qinglan"))
    contact.name, contact.email, contact.phone = MARK, f"{MARK}@x.example", MARK
    ticket.subject = f"{MARK} cannot export"
    here = {"tenant_id": "demo", "conversation_id": talk}
    session.add_all(
        [
            Order(tenant_id="demo", order_id="o1", contact_key="qinglan", what="10 seats", seats=10,
                  amount="10 CNY", paid=True, status="active", placed_on=date(2026, 5, 1)),
            RefundRequest(tenant_id="demo", order_id="o1", contact_key="qinglan", amount="10 CNY",
                          reason=MARK, requested_at=NOW),
            Lead(id="l1", contact_key="qinglan", intent="pricing_question", company=MARK, contact=MARK,
                 note=MARK, created_at=NOW, **here),
            Survey(id="s1", kind="nps", contact_key="qinglan", channel="widget", language="en", asked_at=NOW,
                   score=9, comment=MARK, answered_at=NOW, **here),
            TicketVector(tenant_id="demo", ticket_id=ticket.id, text=MARK, language="en",
                         entities=[["company", MARK]], embedder="x", vector=b"1234", created_at=NOW),
            RuleRun(tenant_id="demo", ticket_id=ticket.id, position=1, rule_id="r", event="ticket.opened",
                    outcome="passed", why={"code": "condition", "field": "subject", "operator": "contains",
                    "expected": ["x"], "got": MARK}, failures=[], root="r", first=1, last=0, at=NOW),
            OutsideTicket(tenant_id="demo", ticket_id=ticket.id, system="zammad.v1 z", outside_id="4711",
                          queued=1, pushed=1, mark="", state="failed", problem=f"refused {MARK}"),
            SolvedCase(tenant_id="demo", ticket=ticket.number, language="en", question=MARK, answer=MARK,
                       embedder="x", vector=b"1234", used=1, solved_at=NOW),
            UnansweredQuestion(seq=1, language="en", text=MARK, state="open", asked_at=NOW, **here),
            ReviewProposal(seq=1, language="en", example=MARK, words="", earlier=[], ranking=[], why="unsure",
                           state="open", created_at=NOW, **here),
            Article(tenant_id="demo", id="export", module="boards", error_type="how_to", solution="steps",
                    versions="*", audience=[], related=[], plans=[], platforms=[], original="en"),
        ]
    )  # fmt: skip
    session.flush()
    session.add(
        ArticleFeedback(tenant_id="demo", article_id="export", language="en", version=1, kind="rating",
                        person="contact:qinglan", value=-1, comment=MARK, at=NOW)
    )  # fmt: skip
    given = GivenAnswer("a_1", "export", "en", 1, "h", 1, 700, "Menu, export.")
    keep_answer(session, "demo", given, conversation=talk, seq=1, person="contact:qinglan", now=NOW)
    mail = {"to": f"{MARK}@x.example", "subject": MARK, "text": MARK, "thread": ticket.id}
    add_effect(session, key=f"rule:{ticket.id}:1:r:0:customer", kind="notify.mail", payload=mail, now=NOW)
    told = {"conversation": talk, "text": MARK}
    add_effect(session, key="another", kind="notify.customer", payload=told, now=NOW)
    others = {"conversation": "c_of_another", "text": "stays"}
    add_effect(session, key="others", kind="notify.customer", payload=others, now=NOW)


def everything(database: Database) -> str:
    """All rows of all tenants' tables that `demo` has, as text."""
    with database.reading("demo") as session:
        rows = [
            [getattr(row, name) for name in columns_in(table)]
            for table in owned_classes()
            for row in session.scalars(select(table))
        ]
    return json.dumps(rows, default=str, ensure_ascii=False)


def columns_in(table: type) -> list[str]:
    return [column.key for column in table.__mapper__.column_attrs]


def facts_of(ticket: Ticket) -> tuple:
    return (
        ticket.priority,
        ticket.status,
        ticket.resolved_at,
        ticket.due_at,
        ticket.created_at,
        ticket.events,
    )


def count(database: Database, table: type) -> int:
    with database.reading("demo") as session:
        return session.scalar(select(func.count()).select_from(table))


def test_no_word_is_left_in_any_table_or_file(erased, scripted, store, database) -> None:
    assert MARK not in everything(database)
    assert list((store.root / "demo").iterdir()) == []
    if database.engine.dialect.name == "sqlite":
        file = Path(database.engine.url.database)
        for one in file.parent.glob(f"{file.name}*"):
            assert MARK.encode() not in one.read_bytes(), one


def test_the_receipt_says_what_went_and_what_is_left_to_others(erased) -> None:
    assert (erased.conversations, erased.tickets, erased.files) == (1, 1, 1)
    assert (erased.cases, erased.questions, erased.proposals) == (1, 1, 1)
    assert erased.messages >= 4
    assert erased.entries >= 2
    assert erased.effects >= 2
    assert erased.outside == ("4711",)


def test_counts_and_clocks_stay_and_the_row_says_what_the_log_says(
    client, customer, scripted, store, database
) -> None:
    tell_everywhere(customer, scripted)
    before = {table: count(database, table) for table in KEPT}
    with database.reading("demo") as session:
        one = session.scalars(select(Ticket)).one()
        before_it = facts_of(one)
    erase(scripted, store)
    assert {table: count(database, table) for table in KEPT} == before
    with database.reading("demo") as session:
        ticket = session.scalars(select(Ticket)).one()
        assert facts_of(ticket) == before_it
        assert columns_of(fold(read_events(session, ticket))) == columns_of(state_of(ticket))
        assert session.scalars(select(Survey)).one().score == 9
        assert session.scalars(select(ArticleFeedback)).one().value == -1
        assert session.scalars(select(Answer)).one().person is None


def test_nothing_that_was_still_to_be_sent_is_sent(erased, scripted, database) -> None:
    sent = []
    relay = Relay(
        database, {"notify.mail": sent.append, "notify.customer": sent.append}, attempts=1, only=True
    )
    relay.run("demo", NOW + timedelta(hours=1))
    assert [effect.payload["text"] for effect in sent] == ["stays"]


def test_nothing_is_made_of_it_again(erased, scripted, database) -> None:
    collector = CaseCollector(database, scripted.understanding, HashingEmbedder)
    collector.run(scripted.demo, NOW)
    for table in (SolvedCase, ReviewProposal, TurnRecord):
        assert count(database, table) == 0


def test_who_writes_again_begins_anew(customer, conversation, scripted, store) -> None:
    talk = conversation
    say(customer, talk, "first")
    say(customer, talk, "second")
    erase(scripted, store)
    say(customer, talk, "hello again")
    said = customer.get(f"{API}/conversations/{talk}/messages").json()["messages"]
    assert said[-1]["text"] == "1: hello again"  # the bot's first turn, as it remembers it


def test_other_peoples_words_stay(client, customer, scripted, store, database) -> None:
    headers = {"Authorization": f"Bearer {scripted.access_token('northfold')}"}
    theirs = client.post(f"{API}/conversations", json={}, headers=headers).json()["id"]
    body = {"text": "my own trouble", "wait_s": 10}
    client.post(f"{API}/conversations/{theirs}/messages", json=body, headers=headers)
    tell_everywhere(customer, scripted)
    erase(scripted, store)
    assert "my own trouble" in everything(database)
    assert "Northfold" in everything(database)


def test_erasing_again_finds_nothing_and_an_unknown_key_is_said(erased, scripted, store) -> None:
    again = erase(scripted, store)
    assert (again.messages, again.entries, again.files, again.cases, again.effects) == (0, 0, 0, 0, 0)
    with pytest.raises(NotFound, match="nobody"):
        erase_person(scripted.service.database, store, "demo", "nobody", now=NOW)
    with pytest.raises(NotFound):  # another tenant's looks like none
        erase_person(scripted.service.database, store, "other", "qinglan", now=NOW)


def test_the_desk_sees_that_it_was_erased(erased, scripted, database) -> None:
    browser = TestClient(app_over(scripted.service, "bot.web.console.routes"), follow_redirects=False)
    assert sign_in(browser).status_code == 303
    with database.reading("demo") as session:
        number = session.scalars(select(Ticket.number)).first()
        talk = session.scalars(select(Conversation.id)).first()
    for path in (f"tickets/{number}", f"tickets/{number}/log", f"conversations/{talk}"):
        answer = browser.get(f"/console/{path}")
        assert answer.status_code == 200
        assert MARK not in answer.text
        assert "（内容已删除）" in answer.text or path.endswith("log")
