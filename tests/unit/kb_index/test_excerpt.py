import pytest

from kb_index.excerpt import cut_sentences, excerpt, with_heading


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


RULES = (
    "".join(f"Rule {n} is dull. " for n in range(20)) + "Logs go after 37 months. " + "Nothing follows. " * 9
)


def test_the_sentence_that_is_asked_for_is_in_it_and_what_is_missing_before_it_shows() -> None:
    short = excerpt(RULES, 120, RULES.index("Logs"))
    assert short.startswith("… Logs go after 37 months. Nothing follows.")
    assert len(short) <= 120
    assert excerpt(RULES, 120, 3) == excerpt(RULES, 120)


def test_what_is_asked_for_comes_with_the_line_that_it_stands_in() -> None:
    text = "很长的开头。" * 30 + "\n- 日志：企业版不同。保留 37 个月。别的版本一年。\n" + "很长的结尾。" * 30
    short = excerpt(text, 60, text.index("保留"))
    assert short.startswith("… - 日志：企业版不同。保留 37 个月。")
    assert len(short) <= 60


@pytest.mark.parametrize("place", range(0, len(RULES) + 30, 7))
def test_wherever_it_is_asked_for_it_stays_within_its_limit(place: int) -> None:
    for limit in (20, 60, 200):
        short = excerpt(RULES, limit, place)
        assert 0 < len(short) <= limit
        begin, sentence = max((one for one in cut_sentences(RULES) if one[0] <= place), default=(0, ""))
        if begin <= place < begin + len(sentence) and len(sentence) < limit - 2:
            assert sentence.strip() in short


def test_sentences_are_where_they_say() -> None:
    for text in (RULES, " 一。二！\n\n三", "1. Open\n2. Press", "", "."):
        assert all(text.strip()[place:].startswith(sentence) for place, sentence in cut_sentences(text))


@pytest.mark.parametrize(
    ("heading", "language", "told"),
    [
        ("Limits", "en", "Limits:\nTwenty."),
        ("Can we get more?", "en", "Can we get more?\nTwenty."),
        ("限制", "zh", "限制：\nTwenty."),
        ("能更多吗？", "zh", "能更多吗？\nTwenty."),
        ("", "en", "Twenty."),
        ("so much " * 20, "en", "Twenty."),
    ],
)
def test_a_passage_is_told_under_its_heading(heading: str, language: str, told: str) -> None:
    assert with_heading(heading, "Twenty.", language) == told
