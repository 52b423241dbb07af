"""A process whose clocks go until it is killed; benchmarks/clocks.py starts and kills them."""

import time

from bot.desk.clocks import Clocks
from bot.hub import Hub
from bot.logging import configure_logging
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.tenants import TenantDirectory, list_tenants


def look_after(url: str) -> None:
    configure_logging("ERROR", as_json=False)
    database, tenants = Database(build_engine(url)), TenantDirectory()
    with database.reading(None) as session:
        tenants.replace(list_tenants(session))
    Clocks(database, Hub(), tenants, lambda _tenant: None).start()
    while True:
        time.sleep(3600)
