"""Reads a message as soon as it is stored, while its turn is still being called, and looked up, and begun."""

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from bot.clock import utc_now
from bot.inbox import Arrival, Mail
from bot.tenants import TenantDirectory, TenantInfo
from bot.turn_parts import Understanding
from nlu.types import ParseResult

_Key = tuple[str, str, str]
# What is begun and never asked for (a person took over, another process has the turn) is forgotten in time.
MOST_HELD = 64


class ReadAhead:
    """One message at a time: where several come at once, their own turns read the others."""

    def __init__(self, understanding: Understanding, tenants: TenantDirectory) -> None:
        self._understanding = understanding
        self._tenants = tenants
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")
        self._begun: OrderedDict[_Key, Future[ParseResult]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, tenant_id: str, arrival: Arrival) -> None:
        """For a message that the bot will answer."""
        key = (tenant_id, arrival.channel, arrival.external_id)
        reading = self._pool.submit(self._parse, self._tenants.get(tenant_id), arrival.text)
        with self._lock:
            self._begun[key] = reading
            forgotten = self._begun.popitem(last=False)[1] if len(self._begun) > MOST_HELD else None
        if forgotten is not None:
            forgotten.cancel()

    def read(self, tenant: TenantInfo, mail: Mail) -> ParseResult:
        """The message understood; raises what understanding raises."""
        with self._lock:
            reading = self._begun.pop((tenant.id, mail.channel, mail.external_id), None)
        # One that failed is tried again: the models may have been loading still.
        if reading is None or reading.cancel() or reading.exception() is not None:
            return self._parse(tenant, mail.text)
        return reading.result()

    def _parse(self, tenant: TenantInfo, text: str) -> ParseResult:
        return self._understanding.parse(
            text, tenant_id=tenant.id, now=tenant.now(utc_now()), timezone=tenant.timezone
        )
