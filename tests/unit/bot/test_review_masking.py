"""A message as it may be learned: on one line, without personal data, and readable by the loader."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.masking import STAND_INS, mask
from training_data.annotations import parse_annotated
from training_data.intents import ENTITIES


def entity(kind: str, text: str, raw: str, value: str | None = None) -> dict[str, Any]:
    start = text.index(raw)
    return {"entity": kind, "start": start, "end": start + len(raw), "raw": raw, "value": value or raw}


def test_names_and_ids_give_way_to_others_of_their_kind() -> None:
    text = "我是周若溪，订单 LY20260428006 发到 zhou@qinglan.example，电话 13812345678"
    entities = [
        entity("person", text, "周若溪"),
        entity("order_id", text, "LY20260428006"),
        entity("email", text, "zhou@qinglan.example"),
        entity("phone", text, "13812345678"),
    ]
    assert mask(text, entities, "zh") == (
        "我是[小王](person)，订单 [LY20260101001](order_id) 发到 [name@example.com](email)，"
        "电话 [13900000000](phone)"
    )


def test_what_is_nobodys_stays_as_it_was_said() -> None:
    text = "企业版 明天 还能用吗"
    entities = [entity("plan", text, "企业版", "enterprise"), entity("time", text, "明天", "2026-05-13")]
    assert (
        mask(text, entities, "zh")
        == '[企业版]{"entity": "plan", "value": "enterprise"} [明天](time) 还能用吗'
    )


@pytest.mark.parametrize(
    ("text", "learned"),
    [
        ("write to 张三@公司.中国 now", "write to name@example.com now"),
        ("card 6222 0212-3456 7890", "card 0000 0000-0000 0000"),
        ("我的身份证 110101199003077758", "我的身份证 000000000000000000"),
        ("error 502 on 3 boards", "error 502 on 3 boards"),
    ],
)
def test_what_the_extractor_overlooked_is_masked_by_its_form(text, learned) -> None:
    assert mask(text, [], "en") == learned


def test_lines_and_brackets_of_the_customers_make_no_marks() -> None:
    assert mask(" see [this](person)\r\nand\x85[[that ", [], "en") == "see (this)(person)  and ((that"


def test_entities_that_lie_wrongly_are_plain_text() -> None:
    wrong = [
        {"entity": "person", "start": 2, "end": 99, "value": "x"},
        {"entity": "planet", "start": 0, "end": 2, "value": "x"},
        {"entity": "person", "start": 2, "end": 4, "value": "x"},
    ]
    assert mask("hi you all", wrong, "en") == "hi you all"


@given(
    text=st.text(max_size=60),
    spans=st.lists(st.tuples(st.sampled_from(ENTITIES), st.integers(0, 60), st.integers(0, 60)), max_size=4),
    language=st.sampled_from(["zh", "en"]),
)
def test_any_message_becomes_a_line_that_the_loader_reads(text, spans, language) -> None:
    entities = [{"entity": kind, "start": start, "end": end, "value": "x"} for kind, start, end in spans]
    line = mask(text, entities, language)
    assert line.splitlines() in ([], [line])
    _, found = parse_annotated(line)
    assert all(one.raw in STAND_INS[one.entity].values() for one in found if one.entity in STAND_INS)
