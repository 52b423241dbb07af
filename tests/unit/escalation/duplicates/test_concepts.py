import pytest

from escalation.duplicates.concepts import find_concepts, find_opposites


def test_both_languages_speak_of_the_same_things():
    zh, en = find_concepts("看板一直加载不出来"), find_concepts("Our board doesnt load")
    assert zh.module == en.module == {"board"}
    assert zh.symptom & en.symptom == {"unopenable"}


def test_the_words_that_said_it_are_kept_for_people():
    assert find_concepts("The Dashboards are blank").said["dashboard"] == "dashboards"


def test_failing_says_little_beside_a_clear_symptom():
    assert find_concepts("登录失败").symptom == {"failed"}
    assert find_concepts("登录失败，账号被锁了").symptom == {"locked"}


@pytest.mark.parametrize(
    "text", ["报表能打开，但是数字算错了", "Reports open fine but the numbers are wrong, wrong totals"]
)
def test_what_goes_well_is_not_the_trouble(text):
    assert find_concepts(text).symptom == {"miscounted"}


def test_who_wants_something_back_does_not_want_it_deleted():
    deleted, back = find_concepts("How do I delete a board?"), find_concepts("restore a deleted board")
    assert back.doing == {"restore"}
    assert find_opposites(deleted.doing, back.doing) == ("restore", "delete")
    assert find_opposites(back.doing, back.doing) is None


def test_whom_it_hits_is_read():
    assert find_concepts("全公司都登不进去").scope == {"all"}
    assert find_concepts("just me, the rest of the team is fine").scope == {"one"}


@pytest.mark.parametrize("text", ["", " \n", "😀" * 3000, "的" * 5000])
def test_any_text_is_taken(text):
    assert find_concepts(text).subject == frozenset()
