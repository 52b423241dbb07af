import pytest

from kb_index.other_products import NAMES, products_named, words_of


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("how do I connect Notion, and Google Drive?", ["notion", "google drive"]),
        ("GITHUB github", ["github"]),
        ("企业微信和飞书都能登录吗", ["企业微信", "飞书"]),
        ("notions of larkspur", []),
        ("怎么退款", []),
    ],
)
def test_the_products_that_a_question_names(question: str, named: list[str]) -> None:
    assert products_named(question) == named


def test_each_name_has_words_to_look_for_and_stands_once() -> None:
    assert all(words_of(name) for name in NAMES)
    assert len(set(NAMES)) == len(NAMES)
