"""What an outside system's answers mean for the question whether something was done there."""

from datetime import timedelta

import pytest

from escalation.backends.errors import BackendError, NotDone, NotSetUp, Refused, TooMuch, Unanswered
from escalation.backends.http import Answer, Api, Request, judged, loaded


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (301, Refused),
        (400, Refused),
        (401, NotSetUp),
        (403, NotSetUp),
        (404, Refused),
        (408, Unanswered),
        (422, Refused),
        (429, NotDone),
        (500, Unanswered),
        (502, Unanswered),
        (503, Unanswered),
    ],
)
def test_each_answer_says_whether_something_may_have_been_done(
    status: int, meaning: type[BackendError]
) -> None:
    with pytest.raises(meaning, match=str(status)) as raised:
        judged(Answer(status, {}, b"no"))
    assert type(raised.value) is meaning


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("999999", timedelta(hours=1)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-5", None),
        ("9" * 500, None),
        ("", None),
    ],
)
def test_the_time_to_come_again_is_taken_in_seconds_and_bounded(told: str, wait: timedelta | None) -> None:
    with pytest.raises(NotDone) as raised:
        judged(Answer(429, {"retry-after": told}, b""))
    assert raised.value.retry_after == wait


def test_reading_does_nothing_so_that_a_lost_answer_is_no_question() -> None:
    class Lost:
        def send(self, request: Request) -> Answer:
            raise Unanswered("gone")

    api = Api(Lost(), "https://desk.example", {"Authorization": "token secret"})
    with pytest.raises(NotDone):
        api.read("/tickets", query="a b")
    with pytest.raises(Unanswered):
        api.write("POST", "/tickets", {})


def test_an_answer_that_is_no_json_may_have_been_work() -> None:
    with pytest.raises(Unanswered, match="no JSON"):
        loaded(Answer(200, {}, b"<html>"))


def test_no_secret_is_shown() -> None:
    headers = {"Authorization": "token secret"}
    request = Request("GET", "https://desk.example/", headers, b"")
    assert "secret" not in repr(request) + repr(Api(None, "https://desk.example", headers))  # type: ignore[arg-type]


def test_our_secret_goes_to_no_other_host_when_a_file_is_fetched() -> None:
    asked: list[Request] = []

    class Keeping:
        def send(self, request: Request) -> Answer:
            asked.append(request)
            return Answer(302, {"location": "https://files.example/1"}, b"")

    api = Api(Keeping(), "https://desk.example/api/v2", {"Authorization": "token secret"})
    for url in ("https://desk.example/a", "https://files.example/1", "http://desk.example/a"):
        assert api.fetch(url, 9).status == 302
    assert [bool(one.headers) for one in asked] == [True, False, False]
    assert {one.largest for one in asked} == {9}


def test_a_file_that_is_too_large_is_no_reason_to_ask_again() -> None:
    class Large:
        def send(self, request: Request) -> Answer:
            raise TooMuch("more than 9 bytes")

    with pytest.raises(TooMuch):
        Api(Large(), "https://desk.example", {}).fetch("https://desk.example/a", 9)
