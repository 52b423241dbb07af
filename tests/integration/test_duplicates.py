"""Tickets of the same trouble, through the desk's workers and databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.desk.duplicates import DuplicateFinder
from bot.desk.passing_on import pass_on
from bot.hub import Hub
from bot.models import Conversation
from escalation.duplicates.finding import find_duplicates
from escalation.duplicates.likeness import load_weights
from escalation.duplicates.merging import lock_tree, merge
from escalation.duplicates.models import TicketVector
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, reply
from tests.rule_desk import MONDAY, RuleDesk
from tests.scripted import ScriptedUnderstanding

TROUBLE = "邀请的新成员收不到邀请邮件"
AGAIN = "邀请的新成员收不到邀请邮件，重发也收不到"


@pytest.fixture
def desk(database):
    return RuleDesk(database)


@pytest.fixture
def finder(database):
    return DuplicateFinder(database, Hub(), ScriptedUnderstanding(), lambda: "hashing.v1")


def suggested(desk: RuleDesk, number: int) -> list[int]:
    with desk.database.reading("demo") as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        found = find_duplicates(session, ticket, weights=load_weights(), now=desk.now)
        return [one.ticket.number for one in found]


def test_each_new_ticket_is_looked_at_once(desk, finder):
    desk.open(text=TROUBLE)
    desk.open(text="想预约一次培训", contact_key=None)
    assert finder.run(desk.tenant, desk.now) == 2
    assert finder.run(desk.tenant, desk.now) == 0
    with desk.database.reading("demo") as session:
        assert session.scalars(select(TicketVector.text).order_by(TicketVector.ticket_id)).all() == [
            TROUBLE,
            "想预约一次培训",
        ]


def test_one_customers_second_telling_goes_into_the_first_where_the_tenant_wants_it(desk, finder):
    first, second = desk.open(text=TROUBLE), desk.open(text=AGAIN)
    finder.run(replace(desk.tenant, merge_unasked=True), desk.now)
    assert desk.ticket(second).merged_into == desk.ticket(first).id
    assert desk.events(second)[-1] == ("ticket.merged", "system")


def test_nothing_is_merged_unasked_that_does_not_read_as_one_trouble_too(desk, database):
    def finder(logit):
        return DuplicateFinder(
            database, Hub(), ScriptedUnderstanding(), lambda: "hashing.v1", lambda: lambda one, other: logit
        )

    tenant = replace(desk.tenant, merge_unasked=True)
    first, second = desk.open(text=TROUBLE), desk.open(text=AGAIN)
    finder(-20.0).run(tenant, desk.now)
    assert desk.ticket(second).merged_into is None
    third = desk.open(text=AGAIN + "，麻烦看看")
    finder(20.0).run(tenant, desk.now)
    assert desk.ticket(third).merged_into == desk.ticket(first).id


def test_anothers_is_suggested_and_left(desk, finder):
    first, second = desk.open(text=TROUBLE, contact_key=None), desk.open(text=AGAIN)
    finder.run(replace(desk.tenant, merge_unasked=True), desk.now)
    assert desk.ticket(second).merged_into is None
    assert suggested(desk, second) == [first]
    assert suggested(desk, first) == [second]


def test_another_tenants_ticket_is_never_found(desk, finder):
    mine = desk.open(text=TROUBLE)
    finder.run(desk.tenant, desk.now)
    with desk.database.uow("other") as session:
        session.execute(
            insert(Ticket),
            [{**_columns(desk.ticket(mine)), "tenant_id": "other", "id": "t_x", "contact_key": None}],
        )
        session.execute(
            insert(TicketVector),
            [
                {
                    "tenant_id": "other",
                    "ticket_id": "t_x",
                    "text": TROUBLE,
                    "language": "zh",
                    "entities": [],
                    "created_at": MONDAY,
                }
            ],
        )
    assert suggested(desk, mine) == []


def test_an_answer_reaches_the_conversations_of_all_that_were_merged_in(desk):
    with desk.database.uow("demo") as session:
        for name in ("c_1", "c_2", "c_3"):
            session.add(_conversation(name))
    first = desk.open(conversation_id="c_1")
    second, third = desk.open(conversation_id="c_2", contact_key=None), desk.open(conversation_id="c_3")
    deed = Deed("agent:a_1", desk.now + timedelta(minutes=5))
    with desk.database.uow("demo") as session:
        tree = lock_tree(session, "demo", [f"t_{number}" for number in (first, second, third)])
        merge(session, tree[f"t_{third}"], tree[f"t_{second}"], deed)
        merge(session, tree[f"t_{second}"], tree[f"t_{first}"], deed)
        root = tree[f"t_{first}"]
        entry = reply(session, root, deed, name="Sam", text="修好了", said=Said("c_1", 1))
        assert pass_on(session, root, entry, desk.now) == 2
    passed = desk.effects("notify.customer")
    assert [(one.payload["conversation"], one.payload["text"]) for one in passed] == [
        ("c_2", "修好了"),
        ("c_3", "修好了"),
    ]
    assert len({one.key for one in passed}) == 2


def _columns(ticket: Ticket) -> dict[str, object]:
    return {column: getattr(ticket, column) for column in Ticket.__table__.columns.keys()}  # noqa: SIM118


def _conversation(name: str) -> Conversation:
    return Conversation(
        tenant_id="demo", id=name, channel="widget", language="zh", status="open", owner="bot", fence=0,
        next_seq=2, next_event=1, preview="", customer_seen_seq=0, agent_seen_seq=0,
        created_at=MONDAY, updated_at=MONDAY,
    )  # fmt: skip
