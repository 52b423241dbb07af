"""Templates: both languages alike, no wording that could come twice in a row."""

import string

import pytest

from dialogs.errors import ResponseBroken
from dialogs.formats import format_amount, format_date, format_moment, format_period
from dialogs.wording import load_responses
from nlu.types import Language

PARTS = {"order.line", "bill.line", "ticket.line", "person.subject"}


def test_every_key_has_both_languages_the_same_values_and_at_least_two_wordings():
    for key, texts in load_responses().templates.items():
        assert set(texts) == set(Language), key
        takes = {
            frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for variants in texts.values()
            for text in variants
        }
        assert len(takes) == 1, key
        if key not in PARTS:
            assert all(len(set(variants)) >= 2 for variants in texts.values()), key


def test_every_term_has_both_languages():
    terms = load_responses().terms
    for group in set(terms) - {"what_was_bought"}:
        for word, texts in terms[group].items():
            assert set(texts) == set(Language), (group, word)


def test_labels_of_meanings_are_not_alike():
    for language in Language:
        labels = [texts[language] for texts in load_responses().terms["intent"].values()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a:\n  zh: [好]\n", "expected zh and en"),
        ("a:\n  zh: ['好 {x}']\n  en: [ok]\n", "different values"),
        ("a:\n  zh: [好]\n  en: [ok]\na:\n  zh: [好]\n", None),
    ],
)
def test_a_broken_template_says_what_is_wrong(tmp_path, text, says):
    (tmp_path / "terms.yml").write_text("label: {}\n", encoding="utf-8")
    (tmp_path / "some.yml").write_text(text if says else "a: {zh: [好], en: [ok]}\n", encoding="utf-8")
    if says is None:
        (tmp_path / "more.yml").write_text("a: {zh: [好], en: [ok]}\n", encoding="utf-8")
        says = "there twice"
    with pytest.raises(ResponseBroken, match=says):
        load_responses(tmp_path)


def test_an_unknown_key_or_a_missing_value_is_an_error():
    with pytest.raises(ResponseBroken, match="no zh text"):
        load_responses().render("no.such", Language.zh, 0, {})
    with pytest.raises(ResponseBroken, match="takes 'tenant'"):
        load_responses().render("talk.greet", Language.zh, 0, {})


def test_facts_are_written_as_each_language_does():
    from datetime import date, datetime

    zh, en = Language.zh, Language.en
    assert (format_amount("2400 CNY", zh), format_amount("2400 CNY", en)) == ("2,400 元", "¥2,400")
    assert (format_amount("38.00 USD", zh), format_amount("38.00 USD", en)) == ("38.00 美元", "$38.00")
    assert format_amount("5 XYZ", en) == "5 XYZ"
    today = date(2026, 5, 12)
    assert format_date(date(2025, 4, 28), zh, today=today) == "2025 年 4 月 28 日"
    assert format_date(date(2026, 4, 28), en, today=today) == "28 April"
    assert (format_period("2026-04", zh), format_period("2026-04", en)) == ("2026 年 4 月", "April 2026")
    now = datetime.fromisoformat("2026-05-12T15:00:00+08:00")
    assert format_moment(datetime.fromisoformat("2026-05-13T01:00:00+00:00"), zh, now=now) == "明天 09:00"
    assert (
        format_moment(datetime.fromisoformat("2026-05-15T02:00:00+00:00"), en, now=now)
        == "on Friday 15 May at 10:00"
    )
