"""Card and identity numbers are hidden as a message comes in; nothing else is."""

import pytest

from bot.message_text import clean_text

LIMIT = 1000


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("my card is 4242 4242 4242 4242, charge it", "my card is ••••4242, charge it"),
        ("卡号4111111111111111，麻烦退到这张卡", "卡号••••1111，麻烦退到这张卡"),
        ("5500-0055-5555-5559", "••••5559"),
        ("3782 822463 10005 amex", "••••0005 amex"),
        ("银联 6217 0000 0000 0000 004 谢谢", "银联 ••••0004 谢谢"),
        ("身份证11010519491231002X", "身份证••••002X"),
        ("ID 440524188001010014.", "ID ••••0014."),
    ],
)
def test_a_card_or_identity_number_keeps_its_last_four(said, stored):
    assert clean_text(said, LIMIT) == stored


@pytest.mark.parametrize(
    "said",
    [
        "LY20260428006",
        "LY-2026-0428-006 和 LY20260510019",
        "4242 4242 4242 4241",
        "税号91370202MA3C7QLN2J",
        "税号 913702021234567890",
        "+8613900139000",
        "+4242424242424242",
        "110105194913310021",
        "2026-05-12 15:00:00 #3312 1234567890123",
    ],
)
def test_other_numbers_are_left_as_they_are(said):
    assert clean_text(said, LIMIT) == said
