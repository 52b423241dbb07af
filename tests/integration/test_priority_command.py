import json

import pytest

from tests.command import huiyi
from tests.model_home import built_models

pytestmark = pytest.mark.model

LINES = (
    {"text": "hi, just to let you know none of our 200 people can log in"},
    {"text": "跟你们说一声，全公司没有一个人登得上"},
    {"text": "do you have an SLA for outages?"},
    {"text": "换了头像，手机上还是旧的", "plan": "enterprise"},
    {"text": ""},
    {"text": "x", "plan": "gold"},
    {"text": "x", "entities": ["502"]},
    {"message": "x"},
)


def priority(home, *arguments, typed=""):
    return huiyi(home, "tickets", "priority", *arguments, lines=typed)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "models").mkdir()
    for part in ("encoder", "intent"):
        (home / "models" / part).symlink_to(built_models() / part)
    return home


def test_each_line_gets_a_level_with_reasons_or_what_is_wrong_with_it(home):
    outcome = priority(home, "--jsonl", typed="".join(json.dumps(line) + "\n" for line in LINES))
    assert outcome.returncode == 0, outcome.stderr
    answers = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [answer.get("priority") for answer in answers] == ["P0", "P0", "P3", "P1", "P3", None, None, None]
    assert all(answer["reasons"] for answer in answers[:5])
    assert answers[3]["reasons"][-1] == "raised: Enterprise plan"
    assert "free, team, business, enterprise" in answers[5]["error"]
    assert "object of strings" in answers[6]["error"]
    assert '"text"' in answers[7]["error"]


def test_the_vectors_are_kept_for_the_next_start(home):
    priority(home, "our site is down")
    (kept,) = (home / "models" / "urgency").iterdir()
    written = kept.stat().st_mtime_ns
    again = priority(home, "our site is down")
    assert json.loads(again.stdout)["priority"] == "P0"
    assert kept.stat().st_mtime_ns == written


def test_a_wrong_call_ends_with_2_and_says_what_is_expected(home):
    assert priority(home).returncode == 2
    wrong = priority(home, "down", "--plan", "gold")
    assert wrong.returncode == 2
    assert "gold" in wrong.stderr
