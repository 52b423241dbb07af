import numpy as np
import pytest

from escalation.duplicates.evidence import Evidence
from escalation.duplicates.likeness import compare, load_weights, nearness
from escalation.duplicates.told import Told


def told(text, *entities, language="zh", vector=None):
    return Told(text, language, frozenset(entities), vector)


def likeness(one, other):
    return compare(one, other, load_weights())


def test_every_number_has_its_weight():
    assert set(load_weights().of) == set(Evidence.__dataclass_fields__)
    assert 0.5 < load_weights().duplicate <= load_weights().certain < 1


def test_the_same_trouble_across_languages_is_a_duplicate_and_says_in_which_words():
    found = likeness(
        told("看板打不开，一直转圈"), told("The board won't load, endless spinner", language="en")
    )
    assert found.duplicate
    assert found.reasons[0].en == "both say: 看板 / board, 打不开 / won't load"
    assert found.reasons[0].zh.startswith("两边都说")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            told("订单 LY20260301888 申请退款", ("order_id", "LY20260301888")),
            told("订单 LY20260301889 申请退款", ("order_id", "LY20260301889")),
            "another order: LY20260301888 / LY20260301889",
        ),
        (
            told("登录报 E2001", ("error_code", "E2001")),
            told("登录报 E2010", ("error_code", "E2010")),
            "another error code: E2001 / E2010",
        ),
        (
            told("app 一打开就闪退", ("platform", "ios")),
            told("app 一打开就闪退，重装也一样", ("platform", "android")),
            "another platform: ios / android",
        ),
        (told("看板导出失败"), told("日历导出失败"), "another module: 看板 / 日历"),
        (told("三月的发票没收到"), told("五月的发票没收到"), "another month: 三月 / 五月"),
        (told("想升级到商业版"), told("想降级到团队版"), "the opposite: upgrade / downgrade"),
        (told("只有我登不进去"), told("全公司都登不进去"), "one person's trouble beside everybody's"),
    ],
)
def test_a_contradiction_decides_and_is_the_reason(one, other, why):
    found = likeness(one, other)
    assert (found.score, found.duplicate) == (0.0, False)
    assert why in [reason.en for reason in found.reasons]


def test_who_names_only_the_family_may_mean_either_platform():
    mobile, ios = (told("app 登录之后白屏", ("platform", name)) for name in ("mobile", "ios"))
    assert likeness(mobile, ios).duplicate
    assert not likeness(ios, told("app 登录之后白屏了", ("platform", "windows"))).duplicate


def test_two_systems_of_one_family_stay_two():
    one = told("桌面客户端卡死", ("platform", "desktop"), ("platform", "windows"))
    assert likeness(one, told("桌面客户端卡死了", ("platform", "mac"))).score == 0


def test_a_question_is_no_fault():
    assert not likeness(told("怎么导出报表"), told("报表导出一直失败")).duplicate


def test_the_same_words_are_a_duplicate_whatever_they_mean_and_a_bare_greeting_is_not():
    assert likeness(told("Tralala hoppsasa!"), told("tralala  hoppsasa")).certain
    assert not likeness(told("你好"), told("你好！")).duplicate


def test_which_comes_first_does_not_matter():
    one, other = told("邀请的同事收不到邮件"), told("The invite mail never arrived", language="en")
    assert likeness(one, other).score == likeness(other, one).score


def test_vectors_are_near_beyond_what_their_languages_share():
    means = {"zh": np.array([1, 0, 0], np.float32), "en": np.array([0, 1, 0], np.float32)}
    zh = told("甲", vector=np.array([1, 0, 1], np.float32))
    en = told("a", language="en", vector=np.array([0, 1, 1], np.float32))
    assert nearness(zh, en, means) == pytest.approx(1)
    assert nearness(zh, told("乙"), means) == 0


def test_braces_of_customers_are_put_in_as_they_are():
    found = likeness(told("{one} 订单", ("order_id", "{0}")), told("{other} 订单", ("order_id", "{kind}")))
    assert found.reasons[0].en == "another order: {0} / {kind}"
