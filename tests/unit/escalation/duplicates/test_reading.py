import pytest

from escalation.duplicates.likeness import compare, load_weights
from escalation.duplicates.reading import ALIKE, ReadingWeights, load_reading_weights, read_besides
from escalation.duplicates.told import Told

WEIGHTS = ReadingWeights(constant=0.0, read=1.0, duplicate=0.9)


def told(text, *entities, language="zh"):
    return Told(text, language, frozenset(entities), None)


def read(one, other, logit):
    asked = []

    def reader(a, b):
        asked.append((a, b))
        return logit

    found = read_besides(one, other, compare(one, other, load_weights()), reader, WEIGHTS)
    return found, asked


def test_the_written_weights_count_a_reading_as_speaking_for():
    weights = load_reading_weights()
    assert weights.read > 0
    assert 0.5 < weights.duplicate < 1


def test_what_concepts_have_no_words_for_is_a_duplicate_where_it_reads_as_one_trouble():
    one, other = told("屏幕上那个小人不动了"), told("助手的头像僵住了")
    assert not compare(one, other, load_weights()).duplicate
    found, asked = read(one, other, 9.0)
    assert found.duplicate
    assert found.reasons == (ALIKE,)
    assert asked == [(one.text, other.text)]
    assert not read(one, other, -9.0)[0].duplicate


def test_what_concepts_see_in_both_stays_the_reason():
    one, other = told("看板打不开，一直转圈"), told("The board won't load, endless spinner", language="en")
    found, _ = read(one, other, 5.0)
    assert found.reasons[0].en.startswith("both say")


@pytest.mark.parametrize("kind", ["order_id", "invoice_id", "ticket_id", "error_code"])
def test_another_id_is_another_trouble_however_alike_it_reads(kind):
    one, other = told("进度怎么样了", (kind, "A1")), told("进度怎么样了呢", (kind, "A2"))
    found, asked = read(one, other, 20.0)
    assert (found.score, found.duplicate, asked) == (0.0, False, [])


def test_certain_is_what_concepts_and_reader_both_hold_for_one_trouble():
    one, other = told("邀请的新成员收不到邀请邮件"), told("邀请的新成员收不到邀请邮件，重发也收不到")
    assert compare(one, other, load_weights()).certain
    assert read(one, other, 9.0)[0].certain
    assert not read(one, other, 0.0)[0].certain
    one, other = told("看板导出失败"), told("日历导出失败")
    found, _ = read(one, other, 9.0)
    assert found.duplicate
    assert not found.certain


@pytest.mark.parametrize("nothing", ["", "  \n", "？！", "👍👍"])
def test_who_says_nothing_tells_of_no_trouble(nothing):
    found, asked = read(told(nothing), told("登录以后白屏"), 9.0)
    assert (found.duplicate, asked) == (False, [])


def test_what_is_no_duplicate_keeps_what_concepts_say_of_it():
    found, _ = read(told("看板导出失败"), told("日历导出失败"), 0.0)
    assert found.reasons[0].en == "another module: 看板 / 日历"


def test_the_same_words_need_no_reading():
    one = told("登录以后白屏，什么都没有")
    found, asked = read(one, told(one.text), -20.0)
    assert found.certain
    assert asked == []
