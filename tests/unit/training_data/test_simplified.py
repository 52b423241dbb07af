"""Traditional Chinese is read as simplified."""

from training_data.simplified import TO_SIMPLIFIED, simplified


def test_what_customers_write_is_read_as_the_articles_are_written() -> None:
    assert simplified("怎麼重設密碼，幫我開發票") == "怎么重设密码，帮我开发票"


def test_lengths_stay_and_simplified_and_other_letters_are_left_alone() -> None:
    text = "我要退費 LY20260428006 ok？"
    assert len(simplified(text)) == len(text)
    assert simplified("没错，数据仓库 refund") == "没错，数据仓库 refund"


def test_no_character_leads_to_one_that_leads_on() -> None:
    assert [one for one in TO_SIMPLIFIED.values() if ord(one) in TO_SIMPLIFIED] == []
