from kb_index.chunking import MAX_CHARACTERS, Chunk, cut_into_chunks, text_to_embed

BODY = """Refunds are whole
within 14 days, see [the rules](refund-policy).

## Steps
1. Open **Admin console > Billing**.
2. Press `Refund`.
   - with a reason

## How long
| way | days |
| --- | --- |
| Alipay | 1 to 3 |
| card | 5 to 10 |

## Empty

### Note
Ask <b>us</b>.<script>alert(1)</script>
"""


def test_an_article_becomes_its_opening_and_one_passage_a_heading() -> None:
    assert [chunk.heading for chunk in cut_into_chunks(BODY, "en")] == ["", "Steps", "How long", "Note"]


def test_passages_are_plain_text_that_can_be_quoted() -> None:
    opening, steps, table, note = (chunk.text for chunk in cut_into_chunks(BODY, "en"))
    assert opening == "Refunds are whole within 14 days, see the rules."
    assert steps == "1. Open Admin console > Billing.\n2. Press Refund.\n  - with a reason"
    assert table == "Alipay: days 1 to 3\ncard: days 5 to 10"
    assert "<" not in note


def test_a_chinese_table_reads_as_chinese_and_lines_join_without_a_space() -> None:
    (chunk,) = cut_into_chunks(
        "| 方式 | 工作日 |\n| --- | --- |\n| 银行卡 | 5 至 10 |\n\n退款会原路\n退回。", "zh"
    )
    assert chunk.text == "银行卡：工作日 5 至 10\n退款会原路退回。"


def test_a_long_section_is_cut_at_sentences() -> None:
    sentence = "这是一句不长也不短的话，用来凑够字数。"
    chunks = cut_into_chunks("## 长\n" + sentence * 100, "zh")
    assert len(chunks) > 2
    assert all(len(chunk.text) <= MAX_CHARACTERS["zh"] and chunk.text.endswith("。") for chunk in chunks)
    assert "".join(chunk.text for chunk in chunks) == sentence * 100


def test_a_passage_is_embedded_under_its_title_and_heading() -> None:
    assert text_to_embed("Refunds", Chunk("How long", "3 days.")) == "Refunds\nHow long\n3 days."
    assert text_to_embed("Refunds", Chunk("", "14 days.")) == "Refunds\n14 days."
