"""What is where under /console."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.web.console import (
    canned,
    conversation,
    conversation_notes,
    icon,
    inbox,
    review,
    sign_in,
    static_files,
    suggestions,
    welcome,
)
from bot.web.console.authoring import routes as authoring
from bot.web.console.console_route import ConsoleRoute, problem_page
from bot.web.console.desk import routes as desk
from bot.web.console.reports import page as reports
from bot.web.console.settings import routes as settings

router = APIRouter(route_class=ConsoleRoute)
PARTS = (
    static_files, icon, sign_in, welcome, inbox, conversation, conversation_notes, canned, suggestions,
    review, authoring, desk, reports, settings,
)  # fmt: skip
for part in PARTS:
    router.include_router(part.router, prefix="/console")


@router.get("/console/{path:path}", include_in_schema=False)
def nowhere(request: Request, path: str) -> Response:
    return problem_page(request, 404)
