import pytest

from kb_index.excerpt import excerpt


def test_a_short_passage_stays_as_it_is() -> None:
    assert excerpt(" 付款后 14 天内可退。 ", 100) == "付款后 14 天内可退。"


@pytest.mark.parametrize("sentence", ["这是第一句话。", "This is a sentence. "])
def test_a_long_passage_ends_with_a_whole_sentence(sentence: str) -> None:
    short = excerpt(sentence * 100, 320)
    assert len(short) <= 320
    assert len(short) > 320 - len(sentence) - 1
    assert short.endswith(sentence.strip())


def test_version_numbers_and_numbered_steps_are_no_sentence_ends() -> None:
    assert excerpt("Works since 5.2 on the web. More follows here.", 30) == "Works since 5.2 on the web."
    assert excerpt("Do this:\n1. Open the page\n2. Press the button", 28) == "Do this:\n1. Open the page"


def test_a_line_that_announces_what_was_cut_is_left_out() -> None:
    assert excerpt("Refunds are whole. Steps:\n1. Open the very long menu", 30) == "Refunds are whole."


def test_one_endless_sentence_is_cut_at_a_comma_and_says_so() -> None:
    assert excerpt("甲乙丙丁戊己庚辛，" * 10, 20) == "甲乙丙丁戊己庚辛，甲乙丙丁戊己庚辛…"
