"""A help centre in a process of its own making: real articles and search, and one article that means harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.bootstrap import build, build_database
from bot.clock import utc_now
from bot.knowledge import TenantShelf
from bot.listening_socket import bind
from bot.settings import Settings
from bot.tenants import TenantDirectory, new_tenant, store_tenant
from kb_index.articles import ArticleFile
from kb_index.embedder import HashingEmbedder
from kb_index.history import By
from kb_index.indexing import index_files
from tests.e2e.paper_bot import paper_parts
from tests.e2e.paper_service import serving

EMBEDDER = HashingEmbedder()
HARM = """An opening.

<script>document.title = "harmed"</script>
<img src=x onerror="document.title = 'harmed'">
<svg onload="document.title = 'harmed'"></svg>
<iframe srcdoc="<script>parent.document.title = 'harmed'</script>"></iframe>
<style>body { display: none }</style>
<form action="https://elsewhere.example"><button>Yes</button></form>

[one](javascript:document.title='harmed') [two](JaVaScRiPt&colon;document.title='harmed')
[three](data:text/html,<script>document.title='harmed'</script>) [four](vbscript:harm)
![five](https://elsewhere.example/pixel.png) <javascript:document.title='harmed'>

## A heading" onmouseover="document.title='harmed'

| a | b |
| --- | --- |
| `<script>document.title="harmed"</script>` | <b onclick="document.title='harmed'">bold</b> |
"""


def _articles() -> list[ArticleFile]:
    plain = ArticleFile(
        id="harm", language="en", title="Harm", module="security", error_type="how_to", solution="steps",
        versions="*", audience=("member",), related=(), revision=None, updated=date(2026, 4, 18), asked_as=(),
        body=HARM,
    )  # fmt: skip
    steps = "\n\n".join(f"## Step {n}\n{'Do as the page says. ' * 40}" for n in range(1, 5))
    return [
        plain,
        replace(plain, id="seats", module="billing", title="Add or remove seats", body=steps),
        replace(
            plain, id="seats", language="zh", module="billing", title="增加或减少席位", body="点“席位”。"
        ),
    ]


@contextmanager
def help_site(home: Path) -> Iterator[str]:
    """The address of its home page; serves until the block ends."""
    listener = bind("127.0.0.1", 0)
    settings = Settings(home=home, port=listener.getsockname()[1])
    database, tenant = build_database(settings), new_tenant("lanyun", "lanyun", "蓝云 Lanyun")
    with database.control() as session:
        store_tenant(session, tenant, now=utc_now())
    with database.uow(tenant.id) as session:
        index_files(session, tenant.id, _articles(), EMBEDDER, by=By("tests", "to read", utc_now()))
    tenants = TenantDirectory()
    tenants.replace([tenant])
    shelf = TenantShelf(database, tenants, lambda: EMBEDDER.name)
    service = build(settings, database=database, **paper_parts() | {"knowledge": shelf})
    with serving(settings, service, listener):
        yield f"http://127.0.0.1:{settings.port}/kb/{tenant.site_key}"
