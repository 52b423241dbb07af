"""The author's form as it is read, and the difference of two texts as it is shown."""

from datetime import UTC, date, datetime

import pytest

from bot.web.console.authoring.diff import FOLD, field_changes, fold
from bot.web.console.authoring.form import (
    Written,
    read_base,
    read_hour,
    read_text,
    suggest_id,
    write_base,
    write_form,
)
from kb_index.draft_base import Base
from kb_index.errors import BrokenDraft

NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)


def test_what_is_written_into_the_form_is_read_from_it_again() -> None:
    written = Written(
        title=" Refunds ",
        body="One.\r\n\r\nTwo.\r\n",
        asked_as="money back\r\n\r\n money back \r\nrefund?",
        module="billing",
        error_type="policy",
        solution="reference",
        versions=" >=5.0 ",
        audience="owner，admin、owner",
        plans="team; business",
        expires_on="2026-12-31",
    )
    text = read_text(written)
    assert (text.title, text.body) == ("Refunds", "One.\n\nTwo.")
    assert text.asked_as == ("money back", "refund?")
    assert (text.facets.audience, text.facets.plans) == (("owner", "admin"), ("team", "business"))
    assert (text.facets.versions, text.expires_on) == (">=5.0", date(2026, 12, 31))
    form = write_form(text, id="refunds", language="en", seen=3, base=Base(2, 9, 1), now=Base(3, 11, 1))
    assert read_text(form) == text
    assert (read_base(form.base), read_base(form.now)) == (Base(2, 9, 1), Base(3, 11, 1))


@pytest.mark.parametrize(
    "base", [Base(), Base(1), Base(None, 7), Base(None, 0, 2), Base(None, 3, 0), Base(12, 345, 6)]
)
def test_what_a_form_was_filled_from_comes_back(base: Base) -> None:
    assert read_base(write_base(base)) == base


@pytest.mark.parametrize("written", ["", "1", "1.2", "a.b.c", "1..2", "-1.2.3", "1.2.3.4", "9" * 12 + ".1.1"])
def test_a_form_that_does_not_tell_was_filled_before_everything(written: str) -> None:
    assert read_base(written) == Base()


def test_an_hour_is_the_tenants() -> None:
    assert read_hour(Written(publish_at="2026-05-12T15:30"), "+08:00", NOW) == NOW.replace(minute=30)


@pytest.mark.parametrize(("when", "problem"), [("", "not_a_time"), ("2026-05-12T15:00", "over")])
def test_an_hour_must_be_one_to_come(when: str, problem: str) -> None:
    with pytest.raises(BrokenDraft) as caught:
        read_hour(Written(publish_at=when), "+08:00", NOW)
    assert caught.value.problems == (("publish_at", problem),)


@pytest.mark.parametrize(
    ("title", "suggested"),
    [
        ("How do I export?", "how-do-i-export"),
        ("Customer's data", "customers-data"),
        ("怎么退款", ""),
        ("", ""),
    ],
)
def test_an_id_is_suggested_of_plain_letters(title: str, suggested: str) -> None:
    assert suggest_id(title) == suggested
    assert len(suggest_id("word " * 50)) <= 60


def test_of_what_stayed_only_the_lines_beside_a_change_are_shown() -> None:
    before = [str(number) for number in range(20)]
    after = [*before[:10], "ten", *before[11:]]
    lines = fold("\n".join(before), "\n".join(after))
    assert [line.text for line in lines if line.kind == "same"] == ["8", "9", "11", "12"]
    assert [(line.kind, line.text) for line in lines if line.kind in ("gone", "new")] == [
        ("gone", "10"),
        ("new", "ten"),
    ]
    assert lines[0] is FOLD and lines[-1] is FOLD
    assert fold("the same", "the same") == []


def test_changed_facets_are_told_in_words() -> None:
    [change] = field_changes({"plans": [], "module": "api"}, {"plans": ["team", "free"], "module": "api"})
    assert (change.field, change.before, change.after) == ("plans", "–", "team, free")
