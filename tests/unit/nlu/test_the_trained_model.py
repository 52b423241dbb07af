"""The trained model of this machine: plain messages that nobody would dispute, and hostile ones."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.pipeline import Pipeline
from nlu.types import Decision, Language, ParseResult

pytestmark = pytest.mark.model

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def pipeline(encoder_folder: Path, model_folder: Path) -> Pipeline:
    return Pipeline.load(model_folder, encoder_folder)


def parse(pipeline: Pipeline, text: str) -> ParseResult:
    return pipeline.parse(text, now=NOW, timezone="+08:00")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我要退款", "request_refund"),
        ("I want my money back", "request_refund"),
        ("忘记密码了", "reset_password"),
        ("i forgot my password", "reset_password"),
        ("订单 LY20260315001 到哪一步了", "order_status"),
        ("where is my order LY-2026-0315-001", "order_status"),
        ("转人工", "talk_to_human"),
        ("let me talk to a real person", "talk_to_human"),
        ("你是机器人吗", "bot_challenge"),
        ("are you a bot?", "bot_challenge"),
        ("你好", "greet"),
        ("thanks a lot", "thank"),
        ("今天天气怎么样", "out_of_scope"),
        ("write me a poem about the sea", "out_of_scope"),
    ],
)
def test_plain_messages_are_understood(pipeline: Pipeline, text: str, intent: str) -> None:
    assert parse(pipeline, text).intent.name == intent


def test_entities_come_with_the_intent(pipeline: Pipeline) -> None:
    result = parse(pipeline, "订单 LY20260315001 到哪一步了")
    assert [(one.entity, one.value) for one in result.entities] == [("order_id", "LY20260315001")]
    assert result.language is Language.zh


def test_an_id_in_the_end_of_a_long_mail_is_found_where_it_stands(pipeline: Pipeline) -> None:
    text = "We have tried all that your pages say, from top to bottom.\n" * 80 + "My order is LY20260315001."
    (order,) = [one for one in parse(pipeline, text).entities if one.entity == "order_id"]
    assert text[order.start : order.end] == order.raw == order.value == "LY20260315001"


def test_a_hundred_thousand_characters_take_no_longer_than_a_long_message(pipeline: Pipeline) -> None:
    started = time.process_time()
    result = parse(pipeline, "我的订单还没有到，请帮我看看。" * 7000)
    assert time.process_time() - started < 2
    assert result.decision in Decision


def test_threads_share_one_pipeline(pipeline: Pipeline) -> None:
    texts = ["我要退款", "are you a bot?", "忘记密码了", "where is my order"] * 5
    alone = [parse(pipeline, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: parse(pipeline, text), texts)) == alone
