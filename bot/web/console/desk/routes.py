"""What is where under /console/tickets."""

from fastapi import APIRouter

from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk import bulk, list_page

router = APIRouter(route_class=ConsoleRoute)
for part in (list_page, bulk):
    router.include_router(part.router)
