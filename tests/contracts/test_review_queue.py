"""The review queue on both databases: collecting, deciding, and what other tenants see of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.conversations import add_messages, change_conversation, message_row, new_conversation
from bot.errors import AlreadyDecided, LabelRejected, NotFound
from bot.models import ReviewCursor, TurnRecord
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.review.cards import Narrowed, list_cards, list_choices, place_of
from bot.review.collecting import BATCH, Collected, Collector
from bot.review.exporting import export
from bot.review.queue import (
    ACCEPTED,
    DECIDED,
    State,
    count_open,
    decide,
    get_item,
    list_items,
)
from training_data.intents import INTENTS
from training_data.loader import load_split
from training_data.schema import Split, place
from training_data.twins import Standing

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
QUIET = timedelta(minutes=15)


def unsure(intent: str = "check_bill", **trace: Any) -> dict[str, Any]:
    return {
        "intent_ranking": [{"name": intent, "confidence": 0.4}, {"name": "how_to", "confidence": 0.3}],
        "decision": "accepted",
        "language": "en",
        "entities": [],
        **trace,
    }


def tell(
    database: Database, conversation: str, *said: tuple[str, str, dict | None], tenant: str = "a", at=NOW
) -> None:
    """A conversation of these (author, text, trace), which ended `at`."""
    with database.uow(tenant) as session:
        new_conversation(
            session, conversation, channel="api", contact_key=None, visitor_id="v", language="en", now=at
        )
    add(database, conversation, *said, tenant=tenant, at=at)


def add(
    database: Database,
    conversation: str,
    *said: tuple[str, str, dict | None],
    first: int = 1,
    tenant: str = "a",
    at=NOW,
) -> None:
    with database.uow(tenant) as session:
        for seq, (author, text, trace) in enumerate(said, start=first):
            add_messages(session, [message_row(session, conversation, seq, author=author, text=text, now=at)])
            if trace is not None:
                where = {"tenant_id": tenant, "conversation_id": conversation, "seq": seq}
                session.execute(insert(TurnRecord), [{**where, "trace": trace, "created_at": at}])
        change_conversation(session, conversation, updated_at=at)


@pytest.fixture
def collector(database: Database) -> Collector:
    return Collector(database, quiet=QUIET)


@pytest.fixture
def collected(database: Database, collector: Collector) -> Database:
    """Tenant a has one proposal open, c:1."""
    tell(database, "c", ("customer", "the numbers of zhou@x.example", unsure()))
    assert collector.run("a", LATER) == Collected(1, 1, 0)
    return database


def open_ids(database: Database, tenant: str = "a") -> list[str]:
    with database.reading(tenant) as session:
        return [item.id for item in list_items(session, [State.open])]


def settle(database: Database, state: State, seen: int = 1, **how: Any) -> None:
    with database.uow("a") as session:
        how = {"by": "ann@x.example", "now": LATER, "intents": INTENTS} | how
        decide(session, get_item(session, "c", 1), state, seen=seen, **how)


def test_a_proposal_has_the_words_and_what_would_be_learned_without_personal_data(collected) -> None:
    with collected.reading("a") as session:
        item = get_item(session, "c", 1)
        assert count_open(session) == 1
    assert (item.text, item.learned) == ("the numbers of zhou@x.example", "the numbers of name@example.com")
    assert [one["name"] for one in item.proposal.ranking] == ["check_bill", "how_to"]
    assert (item.proposal.why, item.proposal.proposed) == ("unsure", "check_bill")


def test_collecting_again_changes_nothing(collected, collector) -> None:
    assert collector.run("a", LATER) == Collected()
    assert collector.run_all("a", LATER) == Collected(1, 0, 0)
    assert open_ids(collected) == ["c:1"]


def test_a_conversation_that_goes_on_is_left_until_it_is_quiet(database, collector) -> None:
    tell(database, "c", ("customer", "the numbers", unsure()))
    assert collector.run("a", NOW + QUIET - timedelta(seconds=1)).conversations == 0
    assert collector.run("a", NOW + QUIET).proposed == 1


def test_many_conversations_are_searched_in_several_runs_each_once(database, collector) -> None:
    for number in range(BATCH + 2):
        tell(database, f"c{number:02}", ("customer", f"the numbers {number}", unsure()))
    runs = [collector.run("a", LATER) for _ in range(3)]
    assert [run.proposed for run in runs] == [BATCH, 2, 0]


def test_an_open_proposal_follows_what_the_conversation_came_to(collected, collector) -> None:
    add(collected, "c", ("agent", "let me look", None), first=2, at=LATER)
    assert collector.run("a", LATER + QUIET) == Collected(1, 0, 1)
    with collected.reading("a") as session:
        assert get_item(session, "c", 1).proposal.why == "person_answered"
    with pytest.raises(AlreadyDecided):
        settle(collected, State.confirmed, seen=1)


def test_what_was_decided_stays_as_it_was_decided(collected, collector) -> None:
    settle(collected, State.confirmed)
    add(collected, "c", ("agent", "let me look", None), first=2, at=LATER)
    assert collector.run("a", LATER + QUIET) == Collected(1, 0, 0)
    assert open_ids(collected) == []


@pytest.mark.parametrize(
    ("state", "how", "label"),
    [
        (State.confirmed, {}, "check_bill"),
        (State.relabelled, {"label": "request_invoice"}, "request_invoice"),
        (State.rejected, {"note": "says nothing"}, None),
    ],
)
def test_a_decision_is_kept_with_who_and_when(collected, state, how, label) -> None:
    settle(collected, state, **how)
    with collected.reading("a") as session:
        row = get_item(session, "c", 1).proposal
    assert (row.state, row.label, row.note) == (state, label, how.get("note"))
    assert (row.decided_by, row.decided_at) == ("ann@x.example", LATER)
    assert open_ids(collected) == []


def test_a_decision_on_what_has_changed_is_refused_and_one_on_what_is_shown_replaces_it(collected) -> None:
    settle(collected, State.confirmed)
    with pytest.raises(AlreadyDecided, match="c:1"):
        settle(collected, State.rejected)
    settle(collected, State.rejected, seen=2)
    with collected.reading("a") as session:
        assert get_item(session, "c", 1).proposal.label is None


def test_a_decision_anew_keeps_what_was_decided_before_by_whom_when_and_why(collected) -> None:
    settle(collected, State.rejected, note=" says\n nothing\x00 ", by="ann@x.example")
    settle(collected, State.confirmed, seen=2, now=LATER + QUIET, by="bob@x.example")
    settle(collected, State.relabelled, seen=3, now=LATER + 2 * QUIET, label="how_to", note="it asks how")
    with collected.reading("a") as session:
        item = get_item(session, "c", 1)
    assert (item.proposal.state, item.proposal.note) == ("relabelled", "it asks how")
    assert [(one.state, one.label, one.by, one.at, one.note) for one in item.before] == [
        ("confirmed", "check_bill", "bob@x.example", LATER + QUIET, None),
        ("rejected", None, "ann@x.example", LATER, "says nothing"),
    ]


def test_of_two_decisions_at_the_same_moment_one_counts(new_postgresql) -> None:
    """SQLite has one writer at a time; here both have looked before either writes."""
    database = Database(build_engine(new_postgresql()))
    tell(database, "c", ("customer", "the numbers", unsure()))
    Collector(database, quiet=QUIET).run("a", LATER)
    with pytest.raises(AlreadyDecided), database.uow("a") as session:
        item = get_item(session, "c", 1)
        settle(database, State.confirmed)
        decide(session, item, State.rejected, by="bob@x.example", now=LATER, seen=1)
    with database.reading("a") as session:
        assert get_item(session, "c", 1).proposal.state == State.confirmed
    database.dispose()


@pytest.mark.parametrize("label", [None, "", "brand_new"])
def test_an_intent_that_nobody_knows_is_refused(collected, label) -> None:
    with pytest.raises(LabelRejected, match="check_bill"):
        settle(collected, State.relabelled, label=label)
    assert open_ids(collected) == ["c:1"]


def test_what_has_no_proposed_intent_cannot_be_confirmed(database, collector) -> None:
    lost = unsure("out_of_scope", decision="rejected")
    tell(database, "c", ("customer", "the numbers", unsure()), ("customer", "no, I meant these", lost))
    collector.run("a", LATER)
    with pytest.raises(LabelRejected, match="choose one"):
        settle(database, State.confirmed)


def test_anothers_proposal_is_like_one_that_never_was(collected, collector) -> None:
    assert open_ids(collected, "b") == []
    for conversation, seq in (("c", 1), ("c", 2), ("c", 2**40), ("never", 1)):
        with collected.reading("b") as session, pytest.raises(NotFound, match="no such proposal"):
            get_item(session, conversation, seq)
    assert collector.run("b", LATER) == Collected()
    with collected.reading("b") as session:
        assert session.get(ReviewCursor, "b") is None


@pytest.fixture
def several(database: Database, collector: Collector) -> Iterator[Database]:
    """Confirmed, relabelled, rejected and open, in this order of conversations."""
    for number, text in enumerate(("the numbers", "my paper", "la la", "hm hm"), start=1):
        tell(database, f"c{number}", ("customer", text, unsure()))
    collector.run("a", LATER)
    decisions = [(State.confirmed, None), (State.relabelled, "request_invoice"), (State.rejected, None)]
    with database.uow("a") as session:
        for number, (state, label) in enumerate(decisions, start=1):
            at = LATER + timedelta(minutes=number)
            item = get_item(session, f"c{number}", 1)
            decide(session, item, state, by="ann@x.example", now=at, seen=1, label=label, intents=INTENTS)
    yield database


def test_the_list_shows_the_newest_first(several) -> None:
    with several.reading("a") as session:
        assert [item.id for item in list_items(session, list(State))] == ["c3:1", "c2:1", "c1:1", "c4:1"]
        assert [item.id for item in list_items(session, ACCEPTED, limit=1)] == ["c2:1"]


def test_what_was_accepted_is_exported_once(several, tmp_path) -> None:
    with several.reading("a") as session:
        first, again = export(session, tmp_path), export(session, tmp_path)
    assert [(one.text, one.intent, place(one)) for one in first.added] == [
        ("the numbers", "check_bill", "c1:1"),
        ("my paper", "request_invoice", "c2:1"),
    ]
    assert (len(again.added), [twin.standing for twin in again.twins]) == (0, [Standing.doubled] * 2)
    assert len(load_split(tmp_path, Split.train)) == 2


def test_of_accepted_decisions_on_the_same_words_the_newest_counts(database, collector, tmp_path) -> None:
    for conversation, text in (("c1", "How long?"), ("c2", "how  long?"), ("c3", "how much?")):
        tell(database, conversation, ("customer", text, unsure()))
    collector.run("a", LATER)
    accept_each(database, {"c1": "check_bill", "c3": "pricing_question", "c2": "how_to"})
    with database.reading("a") as session:
        result = export(session, tmp_path)
    assert [(place(one), one.intent) for one in result.added] == [
        ("c3:1", "pricing_question"),
        ("c2:1", "how_to"),
    ]
    assert [(place(twin.message), place(twin.there)) for twin in result.twins] == [("c1:1", "c2:1")]


def test_those_that_agree_on_the_same_words_are_one(database, collector, tmp_path) -> None:
    for conversation in ("c1", "c2"):
        tell(database, conversation, ("customer", "how long?", unsure()))
    collector.run("a", LATER)
    accept_each(database, {"c1": "how_to", "c2": "how_to"})
    with database.reading("a") as session:
        result = export(session, tmp_path)
    assert [place(one) for one in result.added] == ["c2:1"]
    assert result.twins == ()


def accept_each(database: Database, labels: dict[str, str]) -> None:
    """A minute after each other, each by itself."""
    with database.uow("a") as session:
        for minute, (conversation, label) in enumerate(labels.items()):
            row = get_item(session, conversation, 1).proposal
            row.state, row.label, row.decided_by = State.relabelled, label, "ann@x.example"
            row.decided_at = LATER + timedelta(minutes=minute)


@pytest.fixture
def asked_often(database: Database, collector: Collector) -> Database:
    """The same words thrice, others that look like them, and the same of another tenant."""
    said = {
        "c1": "How long?",
        "c2": "how  long?",
        "c3": "how long?",
        "c4": "how long",
        "c5": "how long was it?",
    }
    for conversation, text in said.items():
        tell(database, conversation, ("customer", text, unsure()))
    tell(database, "b1", ("customer", "how long?", unsure()), tenant="b")
    collector.run("a", LATER)
    collector.run("b", LATER)
    return database


def cards(database: Database, states=(State.open,)) -> dict[str, int]:
    with database.reading("a") as session:
        return {item.id: item.count for item in list_cards(session, states)}


def test_the_same_words_are_one_card_with_how_often_they_were_said(asked_often) -> None:
    assert cards(asked_often) == {"c1:1": 3, "c4:1": 1, "c5:1": 1}
    with asked_often.reading("a") as session:
        assert count_open(session) == 3
        assert get_item(session, "c3", 1).count == 3


@pytest.mark.parametrize(
    ("state", "label"), [(State.confirmed, None), (State.relabelled, "how_to"), (State.rejected, None)]
)
def test_a_decision_counts_for_all_with_the_same_words_and_for_no_others(asked_often, state, label) -> None:
    with asked_often.uow("a") as session:
        how = {"by": "ann@x.example", "now": LATER, "intents": INTENTS, "label": label}
        assert decide(session, get_item(session, "c2", 1), state, seen=1, **how) == 2
    assert cards(asked_often) == {"c4:1": 1, "c5:1": 1}
    assert cards(asked_often, DECIDED) == {"c1:1": 3}
    with asked_often.reading("a") as session:
        rows = [item.proposal for item in list_items(session, DECIDED)]
    assert {(row.state, row.label, row.decided_by) for row in rows} == {
        (state, {State.confirmed: "check_bill"}.get(state, label), "ann@x.example")
    }
    assert open_ids(asked_often, "b") == ["b1:1"]


def test_what_is_said_again_waits_and_is_decided_for_all_that_were_decided_before(
    asked_often, collector
) -> None:
    how = {"by": "ann@x.example", "now": LATER, "intents": INTENTS}
    with asked_often.uow("a") as session:
        decide(session, get_item(session, "c1", 1), State.confirmed, seen=1, **how)
    tell(asked_often, "c6", ("customer", "HOW LONG?", unsure()), at=LATER)
    collector.run("a", LATER + QUIET)
    assert cards(asked_often)["c6:1"] == 1
    with asked_often.reading("a") as session:
        before = get_item(session, "c6", 1).before
    assert [(one.state, one.label, one.by) for one in before] == [
        ("confirmed", "check_bill", "ann@x.example")
    ]
    with asked_often.uow("a") as session:
        how["now"] = LATER + QUIET
        assert decide(session, get_item(session, "c6", 1), State.rejected, seen=1, **how) == 3
    assert cards(asked_often, DECIDED) == {"c1:1": 4}
    with asked_often.reading("a") as session:
        assert {item.before for item in list_cards(session, DECIDED)} == {before}
        assert get_item(session, "c6", 1).before == before
        assert list_items(session, ACCEPTED) == []


def test_who_decides_on_others_with_the_same_words_a_moment_later_is_refused(asked_often) -> None:
    how = {"by": "ann@x.example", "now": LATER, "intents": INTENTS}
    with asked_often.uow("a") as session:
        decide(session, get_item(session, "c1", 1), State.confirmed, seen=1, **how)
    with pytest.raises(AlreadyDecided), asked_often.uow("a") as session:
        decide(session, get_item(session, "c2", 1), State.rejected, seen=1, **how)


def test_cards_are_narrowed_by_reason_intent_and_language_each_with_all_its_twins(
    asked_often, collector
) -> None:
    tell(asked_often, "c7", ("customer", "how long?", unsure("how_to")), ("agent", "soon", None), at=LATER)
    zh = unsure("request_invoice", language="zh")
    lost = unsure("out_of_scope", decision="rejected")
    tell(asked_often, "c8", ("customer", "发票", zh), ("customer", "no, I meant these", lost), at=LATER)
    collector.run("a", LATER + QUIET)

    def found(states=(State.open,), **narrowed: str) -> dict[str, int]:
        with asked_often.reading("a") as session:
            return {item.id: item.count for item in list_cards(session, states, Narrowed(**narrowed))}

    assert found(why="person_answered") == {"c7:1": 4}
    assert found(intent="check_bill") == {"c1:1": 4, "c4:1": 1, "c5:1": 1}
    assert found(intent="-") == {"c8:1": 1}
    assert found(language="zh") == {"c8:1": 1}
    assert found(intent="check_bill", language="zh") == {}
    with asked_often.uow("a") as session:
        how = {"by": "ann@x.example", "now": LATER, "intents": INTENTS, "label": "pricing_question"}
        decide(session, get_item(session, "c4", 1), State.relabelled, seen=1, **how)
        assert list_choices(session, [State.open]) == ["-", "check_bill", "how_to"]
        assert list_choices(session, DECIDED) == ["pricing_question"]
    assert found(DECIDED, intent="pricing_question") == {"c4:1": 1}
    assert found(DECIDED, intent="check_bill") == {}


def test_cards_are_had_page_by_page_each_once(database, collector) -> None:
    for number in range(7):
        at = NOW + timedelta(minutes=number // 3)
        tell(database, f"c{number}", ("customer", f"how long {number}?", unsure()), at=at)
        tell(database, f"d{number}", ("customer", f"how long {number}?", unsure()), at=at)
    collector.run("a", LATER)
    shown, after = [], None
    with database.reading("a") as session:
        whole = [item.id for item in list_cards(session, [State.open])]
        while page := list_cards(session, [State.open], after=after, limit=2):
            shown += [item.id for item in page]
            after = place_of(page[-1])
    assert shown == whole
    assert len(set(shown)) == 7
