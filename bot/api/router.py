"""Everything under PREFIX."""

from typing import Any

from fastapi import APIRouter

from bot.api.routes import attachments, backend_webhook, conversations, surveys, tickets, widget
from bot.api.schemas import ErrorOut
from bot.api.stream import router as stream

PREFIX = "/api/v1"
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorOut} for status in (401, 403, 404, 409, 413, 422, 429, 503)
}


def build_router() -> APIRouter:
    router = APIRouter(responses=_ERRORS)
    for part in (
        widget.router,
        conversations.router,
        attachments.router,
        surveys.router,
        tickets.router,
        backend_webhook.router,
        stream,
    ):
        router.include_router(part)
    return router
