"""The web application: the API, the pages of widget and console, and whether it is well."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from bot.api.body_limit import BodyLimit
from bot.api.dependencies import ServiceDep
from bot.api.exception_handlers import install
from bot.api.router import PREFIX, build_router
from bot.bootstrap import build
from bot.security_headers import SecurityHeaders
from bot.service import Service
from bot.settings import Settings
from bot.web.console.console_route import too_large_page

# For requests that read or write the database; more would only wait for it, each with its memory.
THREADS = 12
# Authors send whole articles (kb_index.articles.MAX_BYTES) with what else the form holds.
# Replies and rule files in Chinese take nine bytes a character in a form.
ROOMY = {
    # A picture (kb_index.pictures.MOST_BYTES) with the parts of its form.
    "/console/knowledge/pictures": 6_000_000,
    "/console/knowledge/": 1_200_000,
    "/console/settings/": 1_700_000,
}
# Files are counted as they come in (bot.api.routes.attachments, backend_webhook).
STREAMED = (f"{PREFIX}/attachments", f"{PREFIX}/ticket-backends/")
# People read these.
REFUSALS = {"/console": too_large_page}
# Each has a `router`.
PAGES = ("bot.web.widget.routes", "bot.web.help.routes", "bot.web.demo.routes", "bot.web.console.routes")


def create_app(
    settings: Settings, service: Service | None = None, *, pages: Sequence[str] = PAGES
) -> FastAPI:
    """`service` as `build` makes it, then in the app's state; it is started and stopped with the app."""
    app = FastAPI(
        title="Huiyi",
        version="1",
        lifespan=_lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service or build(settings)
    app.add_middleware(
        BodyLimit, limit=settings.body_limit, roomy=ROOMY, streamed=STREAMED, refusals=REFUSALS
    )
    app.add_middleware(SecurityHeaders)
    install(app)
    # With the prefix here FastAPI does not look through the routes, which it would build twice for that.
    app.include_router(build_router(), prefix=PREFIX)
    for name in pages:
        if _exists(name):
            app.include_router(import_module(name).router)
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.add_api_route("/readyz", _ready, include_in_schema=False)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    service.hub.attach(asyncio.get_running_loop())
    current_default_thread_limiter().total_tokens = THREADS
    service.start()
    yield
    await asyncio.to_thread(service.stop)


async def _health() -> JSONResponse:
    """This process answers."""
    return JSONResponse({"ok": True})


async def _ready(service: ServiceDep) -> JSONResponse:
    """200 once the models are loaded and turns run; until then 503, with what stands in the way.

    `model_problems` is there while a model that was promoted cannot be loaded and the one before serves,
    `knowledge_problems` while a tenant's articles were embedded by another encoder.
    """
    if service.readiness.ready.is_set():
        problems = {
            "model_problems": list(service.model_problems()),
            "knowledge_problems": list(service.knowledge_problems()),
        }
        return JSONResponse({"ready": True, **{name: some for name, some in problems.items() if some}})
    return JSONResponse({"ready": False, "problem": service.readiness.problem}, 503)


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
