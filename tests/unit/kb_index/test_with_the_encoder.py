"""The demo articles with the real encoder: a few questions whose answer nobody would dispute."""

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.embedding import OnnxEmbedder
from kb_index.loading import load_index
from kb_index.retriever import Retriever
from tests.demo_database import copy_demo_database

ROOT = Path(__file__).parents[3]
ENCODER = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models" / "encoder"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    if not ENCODER.is_dir() and not os.environ.get("HUIYI_REQUIRE_ALL"):
        pytest.skip("no encoder; `make train` builds it")
    return OnnxEmbedder.load(ENCODER)


@pytest.fixture(scope="module")
def retriever(embedder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    home = tmp_path_factory.mktemp("demo")
    copy_demo_database(home)
    engine = create_engine(f"sqlite:///{home / 'huiyi.db'}")
    with Session(engine) as session:
        retriever = load_index(session, "demo", embedder.name)
    engine.dispose()
    return retriever


@pytest.mark.parametrize(
    ("query", "language", "article"),
    [
        ("忘了密码咋整", "zh", "reset-password"),
        ("forgot my pasword", "en", "reset-password"),
        ("退的钱多久回到支付宝", "zh", "refund-policy"),
        ("are boards i removed gone forever", "en", "trash-and-recovery"),
        ("回调突然不推送了 后台显示E5040", "zh", "webhooks"),
        ("turn off auto renew", "en", "turn-off-renewal"),
        ("数据必须放国内 你们机房在哪", "zh", "data-residency"),
        ("soc2 report pls", "en", "security-reports"),
    ],
)
def test_customers_find_the_article_in_their_language(
    retriever: Retriever, embedder: OnnxEmbedder, query: str, language: str, article: str
) -> None:
    result = retriever.search(query, vector=embedder.embed_queries([query])[0], language=language)
    assert result.hits[0].article == article, result.reason
    assert result.hits[0].language == language
    assert result.confident, result.reason


@pytest.mark.parametrize(
    ("query", "language"),
    [("怎么注册一家公司", "zh"), ("今天晚上吃什么好", "zh"), ("who won the game last night", "en")],
)
def test_what_no_article_answers_is_not_answered(
    retriever: Retriever, embedder: OnnxEmbedder, query: str, language: str
) -> None:
    result = retriever.search(query, vector=embedder.embed_queries([query])[0], language=language)
    assert not result.confident, result.reason
