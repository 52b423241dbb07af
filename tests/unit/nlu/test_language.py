import time

import pytest

from nlu.language import detect
from nlu.types import Language


@pytest.mark.parametrize(
    "text",
    [
        "发票呢",
        "dashboard 打不开",
        "我的 plan 怎么 upgrade",
        "login 不进去，一直 loading",
        "cancel 我的 subscription",
        "我想book一个training session",
        "thx啦",
        "2025年那次渗透的结果公开吗",
        "邮箱lulu.mao@qq.com收不到steam的验证码",
        "ISO 27001证书能发我一份吗",
        "請幫忙看看",
    ],
)
def test_a_chinese_sentence_stays_chinese_whatever_words_it_borrows(text: str) -> None:
    assert detect(text, default=Language.en) is Language.zh


@pytest.mark.parametrize(
    "text",
    [
        "refund pls",
        "please add 王芳 to my workspace",
        "the invoice says 青岚文化 but it should be 云鹤科技",
        "whats up with order LY20260315001",
        "cant login",
        "is https://status.lanyun.example down",
    ],
)
def test_an_english_sentence_stays_english_whatever_names_it_holds(text: str) -> None:
    assert detect(text, default=Language.zh) is Language.en


@pytest.mark.parametrize(
    "text",
    ["", "LY20260315001", "#1024", "👍", "CRM?", "ok", "5.2", "ann@northfold.example", "https://a.example"],
)
@pytest.mark.parametrize("default", list(Language))
def test_text_that_says_nothing_has_the_language_of_the_conversation(text: str, default: Language) -> None:
    assert detect(text, default=default) is default


@pytest.mark.parametrize(
    "text",
    [
        "wo yao tui kuan",
        "woyaotuikuan",
        "WO YAO TUI KUAN",
        "ni hao",
        "nihao",
        "Xie xie!",
        "zenme kai fapiao",
        "wo de zhanghao deng bu shang le",
        "qing bang wo cha yi xia dingdan LY20260315001",
        "crm zenme yong?",
        "xi'an fen gongsi de fapiao",
    ],
)
def test_chinese_in_latin_letters_is_chinese(text: str) -> None:
    assert detect(text, default=Language.en) is Language.zh


@pytest.mark.parametrize(
    "text",
    [
        "Zhang Wei",
        "Yao Ming",
        "wang xiaoming",
        "my name is Li Na",
        "Shanghai Qinglan Keji",
        "fapiao",
        "fapiao please",
        "ni hao, where is my order",
        "can he ban me",
        "women change more",
        "here are more",
        "nite nite",
        "she sang a long song",
        "refund",
        "no me da",
        "ma che cosa",
        "watashi wo",
    ],
)
def test_names_and_words_that_only_look_like_pinyin_stay_english(text: str) -> None:
    assert detect(text, default=Language.en) is Language.en


@pytest.mark.parametrize("text", ["an" * 5000 + "z", "wo " * 5000, "'" * 5000, "wo-" * 3000])
def test_letters_without_end_are_read_in_time(text: str) -> None:
    started = time.process_time()
    detect(text)
    assert time.process_time() - started < 1
