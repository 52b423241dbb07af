"""What is where under /console."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.web.console import conversation, icon, inbox, review, sign_in, static_files, suggestions, ticket
from bot.web.console.authoring import routes as authoring
from bot.web.console.console_route import ConsoleRoute, problem_page

router = APIRouter(route_class=ConsoleRoute)
for part in (static_files, icon, sign_in, inbox, conversation, suggestions, ticket, review, authoring):
    router.include_router(part.router, prefix="/console")


@router.get("/console/{path:path}", include_in_schema=False)
def nowhere(request: Request, path: str) -> Response:
    return problem_page(request, 404)
