"""The demo's company, Lanyun: its settings, its customers, and the pages that may embed its widget."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from bot.article_index import index_folder, is_folder_indexed
from bot.clock import utc_now
from bot.demo import seed_demo_people, seed_demo_teams
from bot.errors import SettingsWrong
from bot.models import Base, Conversation, IdempotencyKey, OutboxItem, SolvedCase
from bot.persistence.database import Database
from bot.settings import Environment, Settings
from bot.tenants import TenantInfo, find_tenant, new_tenant, store_tenant
from escalation.crm.demo_file import DemoFile, check_demo_file, replace_customers
from kb_index.models import Base as Knowledge

SLUG = "demo"
NAME = "蓝云 Lanyun"
SUPPORT = ("support@lanyun.example",)


def find_demo(database: Database) -> TenantInfo | None:
    with database.reading(None) as session:
        return find_tenant(session, SLUG)


def load_demo(database: Database, demo: DemoFile, *, clock_runs: bool = False) -> dict[str, int]:
    """Puts the file's customers in place of what the demo tenant had, conversations included.

    Its clock stands at the file's `now`, or runs from there. Keys, agents and articles stay. Returns how many
    of each kind there are now.
    """
    now = utc_now()
    known = find_demo(database) or new_tenant(SLUG, SLUG, NAME, support_addresses=SUPPORT)
    info = replace(
        known,
        fixed_clock=demo.now,
        clock_since=now if clock_runs else None,
        timezone=demo.timezone or known.timezone,
        business_hours=demo.business_hours or known.business_hours,
    )
    with database.control() as session:
        store_tenant(session, info, now=now)
    with database.uow(info.id) as session:
        gone: list[type[Any]] = [OutboxItem, IdempotencyKey, SolvedCase, *_of_conversations(), Conversation]
        for table in gone:
            session.execute(delete(table))
        return replace_customers(session, info.id, demo, now=now)


def _of_conversations() -> list[type[Any]]:
    """Every table with rows of conversations, or of what was asked there: it goes before them."""
    return [
        mapper.class_
        for base in (Knowledge, Base)
        for table in reversed(base.metadata.sorted_tables)
        for mapper in base.registry.mappers
        if mapper.local_table is table and "conversation_id" in table.c
    ]


def prepare_demo(settings: Settings, database: Database, progress: Callable[[str], None]) -> None:
    """Makes the demo ready to be served: what is there already is left as it is."""
    if settings.environment is Environment.production:
        raise SettingsWrong("the demo has passwords that everybody knows; it is not served in production")
    if find_demo(database) is None:
        progress("loading customers")
        customers = json.loads(settings.customers_file.read_text(encoding="utf-8"))
        load_demo(database, check_demo_file(customers), clock_runs=True)
    with database.uow(SLUG) as session:
        seed_demo_people(session)
        seed_demo_teams(session)
    if not is_folder_indexed(database, settings, SLUG, settings.articles_folder):
        index_folder(database, settings, SLUG, settings.articles_folder, progress)
    # The site and the widget's frame under two names of this machine, as they are under two domains outside.
    names = {settings.host, "127.0.0.1", "localhost"}
    allow_origins(database, [f"http://{name}:{settings.port}" for name in sorted(names)])


def allow_origins(database: Database, origins: Iterable[str]) -> None:
    """Lets pages of these origins embed the demo's widget, beside those that may already."""
    info = find_demo(database)
    wanted = list(origins)
    if info is None or set(wanted) <= set(info.allowed_origins):
        return
    allowed = tuple(dict.fromkeys([*info.allowed_origins, *wanted]))
    with database.control() as session:
        store_tenant(session, replace(info, allowed_origins=allowed), now=utc_now())
