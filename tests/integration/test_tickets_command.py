"""`huiyi tickets`, as scripts call it."""

import re

import pytest

from tests.command import huiyi
from tests.demo_database import copy_demo_database
from tests.integration.test_commands import answers
from tests.model_home import CHECKOUT


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("tickets")
    copy_demo_database(home)
    return home


@pytest.mark.model
def test_duplicates_answers_each_line_and_a_wrong_one_on_its_own_line(home):
    lines = [
        {"a": "看板打不开，一直转圈", "b": "The board won't load, endless spinner"},
        {"a": "订单 LY20260301888 申请退款", "b": "Please refund LY20260301889"},
        {"a": "x"},
        {"a": 5, "b": "x"},
        {"a": "", "b": ""},
        {"a": "退款" * 50_000, "b": "😀\x00"},
    ]
    same, other, *wrong, empty, odd = answers(huiyi(home, "tickets", "duplicates", "--jsonl", lines=lines))
    assert same["duplicate"] and same["score"] > 0.7
    assert (other["duplicate"], other["score"]) == (False, 0)
    assert other["reasons"] == ["another order: LY20260301888 / LY20260301889"]
    assert [line["error"].split(";")[0] for line in wrong] == ['got no "b"', '"a" is int']
    assert not empty["duplicate"] and not odd["duplicate"]


@pytest.mark.model
def test_the_docs_example_of_a_duplicate_is_one_whichever_comes_first(home):
    guide = (CHECKOUT / "docs" / "how-to" / "duplicates.md").read_text(encoding="utf-8")
    one, other = re.search(r'huiyi tickets duplicates "(.+?)" "(.+?)"', guide).groups()
    lines = [{"a": one, "b": other}, {"a": other, "b": one}]
    found = answers(huiyi(home, "tickets", "duplicates", "--jsonl", lines=lines))
    assert [pair["duplicate"] for pair in found] == [True, True]


def test_duplicates_without_both_texts_says_what_to_give(home):
    outcome = huiyi(home, "tickets", "duplicates", "only one")
    assert outcome.returncode == 2
    assert "two texts A and B" in outcome.stderr
