"""What is where under /console/tickets."""

from fastapi import APIRouter

from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk import (
    bulk,
    bulk_merge,
    customers,
    editing,
    gathering,
    list_page,
    macros,
    merging,
    opening,
    queues_page,
    saved,
    team_page,
    ticket_page,
    writing,
)

router = APIRouter(route_class=ConsoleRoute)
PARTS = (
    list_page, saved, opening, customers, queues_page, team_page, bulk, bulk_merge, gathering, ticket_page,
    editing, writing, macros, merging,
)  # fmt: skip
for part in PARTS:
    router.include_router(part.router)
