"""Whether a push that was not found outside is sent, waited for, or shown to a person."""

from datetime import UTC, datetime, timedelta

import pytest

from escalation.backends.deciding import GIVE_UP, Course, decide

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("proof", [None, timedelta(0), MINUTE])
def test_what_was_never_sent_is_sent(proof: timedelta | None) -> None:
    assert decide(sent_at=None, proof=proof, now=NOW).course is Course.send


def test_a_search_is_believed_once_the_request_must_be_over() -> None:
    def course(ago: float) -> Course:
        return decide(sent_at=NOW - timedelta(seconds=ago), proof=MINUTE, now=NOW).course

    assert [course(ago) for ago in (0, 59.9, 60, 6000)] == [
        Course.wait,
        Course.wait,
        Course.send,
        Course.send,
    ]


def test_where_repeats_are_dropped_nobody_waits() -> None:
    assert decide(sent_at=NOW, proof=timedelta(0), now=NOW).course is Course.send


def test_where_no_search_is_believed_a_person_is_asked_and_never_a_second_one_sent() -> None:
    late = decide(sent_at=NOW - GIVE_UP, proof=None, now=NOW)
    assert decide(sent_at=NOW - GIVE_UP + MINUTE, proof=None, now=NOW).course is Course.wait
    assert late.course is Course.ask
    assert "cannot tell" in late.reason
    assert decide(sent_at=NOW - timedelta(days=900), proof=None, now=NOW).course is Course.ask
