"""What is where under /console/tickets."""

from fastapi import APIRouter

from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk import bulk, editing, list_page, ticket_page, writing

router = APIRouter(route_class=ConsoleRoute)
for part in (list_page, bulk, ticket_page, editing, writing):
    router.include_router(part.router)
