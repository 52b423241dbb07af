"""What is where under /console/settings."""

from fastapi import APIRouter

from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings import (
    customer,
    desk,
    macros,
    outbox,
    outside,
    overview,
    people,
    person,
    rule_edit,
    rule_files,
    rule_list,
    rule_runs,
    rule_trial,
    sla,
    sla_calendar,
    sla_policy,
    templates,
)

router = APIRouter(route_class=ConsoleRoute, prefix="/settings")
PARTS = (
    rule_list, rule_edit, rule_trial, rule_files, rule_runs, people, person, macros, templates,
    sla, sla_policy, sla_calendar, desk, outside, outbox, customer,
)  # fmt: skip
for part in PARTS:
    router.include_router(part.router)
router.add_api_route("", overview.overview, include_in_schema=False)
