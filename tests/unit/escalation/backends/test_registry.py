"""Outside systems are set up by name, and a mistake says what was expected."""

from datetime import UTC, datetime
from typing import Any

import pytest

from escalation.backends.errors import OptionsWrong
from escalation.backends.http import Answer, Request
from escalation.backends.registry import KINDS, Account, build_backend
from escalation.ticketing.lifecycle import STATUSES

OPTIONS: dict[str, dict[str, str]] = {
    "request-tracker.v1": {"queue": "General", "user": "huiyi"},
    "zammad.v1": {"group": "Users", "customer": "visitor@example.com"},
    "zendesk.v1": {"user": "huiyi@example.com"},
    "webhook.v1": {},
}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Nobody:
    def send(self, request: Request) -> Answer:
        raise AssertionError("asked while it was built")


def build(kind: str, secret: str = SECRET, **options: str) -> Any:
    account = Account(kind, "https://desk.example", OPTIONS.get(kind, {}) | options, secret)
    return build_backend(account, Nobody(), lambda: datetime(2026, 5, 12, tzinfo=UTC))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_built_without_asking_anybody_and_shows_no_secret(kind: str) -> None:
    assert SECRET not in repr(build(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_our_statuses_and_priorities_has_a_word_there_that_comes_back(kind: str) -> None:
    backend = build(kind)
    for status in STATUSES:
        there = backend.outside_status(status)
        assert backend.outside_status(backend.our_status(there)) == there
    for priority in ("P0", "P1", "P2", "P3"):
        there = backend.outside_priority(priority)
        assert backend.outside_priority(backend.our_priority(there)) == there
    assert backend.our_status("no such status") is None
    assert backend.our_priority("no such priority") is None


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(OptionsWrong, match=r"'jira', expected one of request-tracker\.v1"):
        build("jira")


@pytest.mark.parametrize(
    ("kind", "options", "told"),
    [
        ("request-tracker.v1", {"queue": "x' OR '1'='1"}, "the option queue"),
        ("request-tracker.v1", {"auth": "cookie"}, "token or basic"),
        ("zammad.v1", {"colour": "red"}, "expected one of group, customer"),
        ("webhook.v1", {"colour": "red"}, "expected one of none"),
    ],
)
def test_options_that_do_not_fit_are_named(kind: str, options: dict[str, str], told: str) -> None:
    with pytest.raises(OptionsWrong, match=told):
        build(kind, **options)


def test_an_option_that_is_missing_is_named() -> None:
    account = Account("zendesk.v1", "https://desk.example", {}, SECRET)
    with pytest.raises(OptionsWrong, match="needs the option user"):
        build_backend(account, Nobody(), lambda: datetime(2026, 5, 12, tzinfo=UTC))


def test_a_webhooks_secret_is_one_of_the_standards() -> None:
    with pytest.raises(OptionsWrong, match="whsec_"):
        build("webhook.v1", secret="plain")
