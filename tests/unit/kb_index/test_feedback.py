"""Feedback is kept per revision, one voice a person, and moves an article a little."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kb_index.answers import GivenAnswer, keep_answer
from kb_index.embedder import HashingEmbedder
from kb_index.erasing import erase_comments
from kb_index.feedback import inserted, opened, rate, rate_answer, read_feedback, read_standings
from kb_index.gaps import keep_question
from kb_index.loading import load_index
from kb_index.standing import BOUND, Vote, weigh_votes

TENANT = "lanyun"
NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
DAY = NOW.date()


@pytest.fixture
def refunds(write: Callable, index: Callable) -> None:
    write("refunds.en", "Refunds", "Within 14 days.")
    index()


def say(
    session: Session, person: str, *, helpful: bool, version: int = 1, days: int = 0, **more: str
) -> None:
    rate(
        session,
        TENANT,
        article="refunds",
        language="en",
        version=version,
        person=person,
        helpful=helpful,
        now=NOW + timedelta(days=days),
        **more,
    )


def answer(
    session: Session,
    number: int,
    *,
    after: timedelta = timedelta(),
    conversation: str = "c1",
    person: str | None = None,
) -> str:
    given = GivenAnswer(f"a{number}", "refunds", "en", 1, "h", 1, 700, "Within 14 days.")
    keep_answer(session, TENANT, given, conversation=conversation, seq=number, person=person, now=NOW + after)
    return given.id


@pytest.mark.usefixtures("refunds")
def test_one_person_has_one_voice_and_the_last_word_counts(session: Session) -> None:
    for _ in range(20):
        say(session, "visitor:v1", helpful=False, reason="wrong", comment="no!")
    say(session, "visitor:v1", helpful=True)
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.helpful, feedback.unhelpful, feedback.reasons) == (1, 0, ())


@pytest.mark.usefixtures("refunds")
def test_authors_see_reasons_comments_clicks_and_who_asked_again(session: Session) -> None:
    say(session, "visitor:v1", helpful=False, reason="outdated", comment="  it is 30 days now ")
    say(session, "contact:qinglan", helpful=False, reason="outdated")
    say(session, "agent:g1", helpful=True, reason="wrong")
    opened(
        session,
        TENANT,
        article="refunds",
        language="en",
        version=1,
        person="visitor:v1",
        answer="a1",
        now=NOW,
    )
    inserted(session, TENANT, article="refunds", language="en", version=1, agent="g1", now=NOW)
    answer(session, 1)
    answer(session, 2, after=timedelta(hours=5))
    answer(session, 3, after=timedelta(days=9))
    answer(session, 4, after=timedelta(days=9), conversation="c2")
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.helpful, feedback.unhelpful) == (1, 2)
    assert feedback.reasons == (("outdated", 2),)
    assert [text for text, _ in feedback.comments] == ["it is 30 days now"]
    assert (feedback.opened, feedback.inserted, feedback.given, feedback.asked_again) == (1, 1, 4, 1)


@pytest.mark.usefixtures("refunds")
def test_what_is_said_of_an_answer_in_the_chat_is_said_of_its_revision(session: Session) -> None:
    rate_answer(session, TENANT, answer(session, 1), person="contact:qinglan", helpful=True, now=NOW)
    rate_answer(session, TENANT, "a_gone", person="contact:qinglan", helpful=True, now=NOW)
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.version, feedback.helpful) == (1, 1)


def test_a_new_text_begins_anew(session: Session, write: Callable, index: Callable, refunds: None) -> None:
    say(session, "contact:a", helpful=False)
    assert read_standings(session, TENANT)["refunds"].points < 0
    write("refunds.en", "Refunds", "Within 30 days.")
    index()
    assert read_standings(session, TENANT) == {}


def test_feedback_moves_the_score_and_says_so(session: Session, refunds: None) -> None:
    def hit() -> tuple[float, tuple[str, ...]]:
        found = load_index(session, TENANT, HashingEmbedder().name).search(
            "refunds", vector=None, language="en"
        )
        return found.hits[0].score, found.hits[0].reasons

    plain, _ = hit()
    for number in range(10):
        say(session, f"contact:{number}", helpful=True)
    score, reasons = hit()
    assert score == pytest.approx(plain + 0.2, abs=1e-3)
    assert "+0.20 for feedback" in reasons


def test_twenty_angry_clicks_of_strangers_in_a_day_count_as_five() -> None:
    angry = weigh_votes(Vote(-1, DAY, anonymous=True) for _ in range(20))
    assert angry.points == pytest.approx(-5 / 45)
    assert angry.reason == "-0.11 for feedback: 0 for, 5 against"


def test_no_crowd_moves_an_article_past_the_bound() -> None:
    crowd = [Vote(-1, date(2026, 1, 1) + timedelta(days=day), anonymous=False) for day in range(10_000)]
    assert -BOUND < weigh_votes(crowd).points < -0.9 * BOUND


def test_asking_again_counts_half_against_unless_the_customer_said_otherwise(
    session: Session, refunds: None
) -> None:
    first = answer(session, 1)
    answer(session, 2, after=timedelta(hours=1))
    assert read_standings(session, TENANT)["refunds"].points == pytest.approx(-0.5 / 40.5)
    rate_answer(session, TENANT, first, person="contact:a", helpful=True, now=NOW)
    assert read_standings(session, TENANT)["refunds"].points == pytest.approx(1 / 41)


def test_who_begins_anew_with_the_same_question_asks_again(session: Session, refunds: None) -> None:
    def asked_again() -> int:
        [feedback] = read_feedback(session, TENANT, "refunds")
        return feedback.asked_again

    answer(session, 1, conversation="c1", person="contact:a")
    answer(session, 2, conversation="c2", person="contact:b", after=timedelta(hours=1))
    answer(session, 3, conversation="c3", after=timedelta(hours=1))
    assert asked_again() == 0
    answer(session, 4, conversation="c4", person="contact:a", after=timedelta(hours=2))
    assert asked_again() == 1
    answer(session, 5, conversation="c4", person="contact:a", after=timedelta(hours=3))
    assert asked_again() == 2, "of one conversation and of one person, each answer once"
    answer(session, 6, conversation="c5", person="contact:a", after=timedelta(days=3))
    assert asked_again() == 2


def ask_in_vain(
    session: Session,
    number: int,
    *,
    after: timedelta = timedelta(),
    conversation: str = "c1",
    person: str | None = None,
    nearest: str | None = "refunds",
) -> None:
    keep_question(
        session,
        TENANT,
        conversation=conversation,
        seq=number,
        language="en",
        text="and my money?",
        vector=None,
        embedder=None,
        nearest=nearest,
        person=person,
        now=NOW + after,
    )


@pytest.mark.parametrize(
    ("after", "how", "expected"),
    [
        (timedelta(hours=1), {}, 1),
        (timedelta(hours=1), {"conversation": "c2", "person": "contact:a"}, 1),
        (timedelta(hours=1), {"nearest": "exports"}, 0),
        (timedelta(hours=1), {"nearest": None}, 0),
        (timedelta(hours=1), {"conversation": "c2", "person": "contact:b"}, 0),
        (timedelta(hours=1), {"conversation": "c2"}, 0),
        (timedelta(days=2), {}, 0),
        (timedelta(hours=-1), {}, 0),
    ],
    ids=[
        "same conversation",
        "same person",
        "of something else",
        "of nothing known",
        "another person",
        "nobody known",
        "days later",
        "in vain first and answered then",
    ],
)
def test_who_asks_again_and_gets_nothing_was_not_helped_by_what_they_got_before(
    session: Session, refunds: None, after: timedelta, how: dict[str, str], expected: int
) -> None:
    answer(session, 1, person="contact:a")
    ask_in_vain(session, 2, after=after, **how)
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.given, feedback.asked_again) == (1, expected)
    assert (read_standings(session, TENANT) != {}) is (expected == 1)


def test_an_answer_counts_once_however_often_it_is_asked_again(session: Session, refunds: None) -> None:
    answer(session, 1, person="contact:a")
    for number in (2, 3, 4):
        ask_in_vain(session, number, after=timedelta(hours=number), person="contact:a")
    answer(session, 5, after=timedelta(hours=5), person="contact:a")
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.given, feedback.asked_again) == (2, 1)


def test_who_asked_in_vain_is_not_known_any_more_once_erased(session: Session, refunds: None) -> None:
    answer(session, 1, conversation="c1", person="contact:a")
    ask_in_vain(session, 2, conversation="c2", person="contact:a")
    erase_comments(session, TENANT, "contact:a")
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.given, feedback.asked_again) == (1, 0)


def test_the_reason_said_in_the_chat_is_kept_with_the_rating(session: Session, refunds: None) -> None:
    given = answer(session, 1)
    rate_answer(session, TENANT, given, person="contact:a", helpful=False, now=NOW)
    rate_answer(
        session,
        TENANT,
        given,
        person="contact:a",
        helpful=False,
        reason="outdated",
        comment="it is 30 days now",
        now=NOW,
    )
    [feedback] = read_feedback(session, TENANT, "refunds")
    assert (feedback.unhelpful, feedback.reasons) == (1, (("outdated", 1),))
    assert [text for text, _ in feedback.comments] == ["it is 30 days now"]
