import pytest

from kb_index.query_words import QueryReader
from kb_index.spelling import Speller
from kb_index.translations import learn_translations
from kb_index.words import search_words

TEXTS = [
    ("退款多久到账", "how long a refund takes"),
    ("申请退款", "ask for a refund"),
    ("删除看板", "delete a board"),
    ("恢复看板", "restore a board"),
    ("删除文档", "delete a doc"),
]


def test_chinese_is_cut_into_words_and_english_into_stems() -> None:
    assert search_words("数据仓库的同步") == ["数据", "仓库", "数据仓库", "同步"]
    assert search_words("Deleted invoices, deleting an invoice") == search_words(
        "delete invoice, delete invoices"
    )


def test_traditional_characters_find_what_simplified_ones_do() -> None:
    assert search_words("資料倉庫怎麼開發票") == search_words("资料仓库怎么开发票")


def test_codes_versions_and_full_width_letters_survive() -> None:
    assert search_words("密钥Ｅ１０４２ in v5.2") == ["密钥", "e1042", "v5.2"]


def test_a_greeting_has_no_words_to_search_for() -> None:
    assert search_words("你好，请问一下…") == []
    assert search_words("hello, can you please!!") == []


@pytest.mark.parametrize("typo", ["pasword", "passwrod", "passsword", "paswsord"])
def test_a_word_with_a_letter_too_many_too_few_or_swapped_is_mended(typo: str) -> None:
    assert Speller(["password", "refund"]).mended(typo) == "password"


@pytest.mark.parametrize("word", ["print", "project", "cat", "e1042", "密码"])
def test_another_word_is_left_alone(word: str) -> None:
    assert Speller(["point", "protect", "cart", "e1043"]).mended(word) == word


def test_translations_are_learned_from_texts_in_both_languages() -> None:
    pairs = [(search_words(zh), search_words(en)) for zh, en in TEXTS]
    learned = learn_translations(pairs)
    assert max(learned["退款"], key=learned["退款"].__getitem__) == "refund"
    assert max(learned["看板"], key=learned["看板"].__getitem__) == "board"
    assert max(learned["删除"], key=learned["删除"].__getitem__) == "delet"


def test_nothing_is_learned_from_nothing() -> None:
    assert learn_translations([]) == {}
    assert learn_translations([(["退款"], [])]) == {}


def test_a_question_also_looks_for_synonyms_and_translations() -> None:
    reader = QueryReader(Speller([]), {"zh": {"密钥": {"key": 0.9}}})
    money_back, key = reader.read("退钱 密钥", "zh")
    assert money_back.forms["退钱"] == 1
    assert 0 < money_back.forms["refund"] < 1
    assert 0 < money_back.forms["退款"] < 1
    assert key.forms["key"] == 0.9
