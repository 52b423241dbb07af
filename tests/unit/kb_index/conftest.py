"""A small knowledge base: two languages, two product versions, words hashed instead of a model."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from kb_index.embedder import HashingEmbedder
from kb_index.indexing import IndexReport, index_articles
from kb_index.loading import load_index
from kb_index.models import Base
from kb_index.retriever import Retriever

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
EMBEDDER = HashingEmbedder()

FRONT = """---
title: {title}
module: {module}
error_type: how_to
solution: steps
versions: "{versions}"
audience: [member]
revision: {revision}
updated: 2026-04-25
related: []
---
"""

WriteArticle = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def write(folder: Path) -> WriteArticle:
    def write_article(
        name: str,
        title: str,
        body: str,
        *,
        versions: str = "*",
        revision: int = 1,
        module: str = "billing",
        asked_as: Sequence[str] = (),
    ) -> Path:
        path = folder / f"{name}.md"
        front = FRONT.format(title=title, module=module, versions=versions, revision=revision)
        if asked_as:
            front = front.replace("related:", f"asked_as: {json.dumps(list(asked_as))}\nrelated:")
        path.write_text(front + body, encoding="utf-8")
        return path

    return write_article


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def index(session: Session, folder: Path) -> Callable[..., IndexReport]:
    def index_folder(tenant_id: str = "lanyun", embedder: HashingEmbedder = EMBEDDER) -> IndexReport:
        return index_articles(session, tenant_id, folder, embedder, now=NOW)

    return index_folder


@pytest.fixture
def demo(write: WriteArticle, index: Callable[..., IndexReport], session: Session) -> Retriever:
    """Refunds in both languages, exports for 4.x and 5.x, and an article in each language alone."""
    write(
        "refunds.zh",
        "退款政策",
        "付款后 14 天内可全额退款。\n\n## 多久到账\n支付宝 1 至 3 个工作日，银行卡 5 至 10 个工作日。",
    )
    write(
        "refunds.en",
        "Refund policy",
        "Refunded in full within 14 days.\n\n## How long it takes\nAlipay 1 to 3 days.",
    )
    for series, versions in (("4x", ">=4.0,<5.0"), ("5x", ">=5.0")):
        write(
            f"export-{series}.zh",
            f"导出数据（{series[0]}.x）",
            "在设置里点导出，得到一个压缩文件。",
            versions=versions,
        )
        write(
            f"export-{series}.en",
            f"Export data ({series[0]}.x)",
            "Open settings and click export to get a ZIP file.",
            versions=versions,
        )
    write(
        "webhooks.en",
        "Set up webhooks (E5040)",
        "Add an HTTPS address.\n\n## Stopped\nE5040 means 50 failures.",
    )
    write("fapiao.zh", "怎么开发票", "在费用中心申请发票。\n\n## 专票\n需要税号。")
    index()
    return load_index(session, "lanyun", EMBEDDER.name)
