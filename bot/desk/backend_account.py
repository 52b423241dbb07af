"""A tenant's account at an outside system: its row, and the secret that only the environment has."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.hosts import read_hosts
from bot.desk.backend_transport import HttpTransport
from bot.settings import Settings
from escalation.backends.errors import NotSetUp, OptionsWrong
from escalation.backends.http import Transport
from escalation.backends.models import OutsideSystem
from escalation.backends.registry import Account, build_backend
from escalation.backends.types import TicketBackend

TIMEOUT = timedelta(seconds=10)

# Else whoever sets a backend up could have any secret of this process sent to a host of theirs.
SECRET_NAME = re.compile(r"HUIYI_BACKEND_[A-Z0-9_]{1,80}")


@dataclass(frozen=True, slots=True)
class Connector:
    """Makes the backend of a tenant's row. NotSetUp says what is wrong with it."""

    transport: Transport
    clock: Callable[[], datetime]

    def connect(self, system: OutsideSystem) -> TicketBackend:
        try:
            account = Account(system.kind, system.url, system.options, read_secret(system.secret))
            return build_backend(account, self.transport, self.clock)
        except OptionsWrong as wrong:
            raise NotSetUp(str(wrong)) from wrong


def build_connector(
    settings: Settings, clock: Callable[[], datetime], timeout: timedelta = TIMEOUT
) -> Connector:
    """Reaches the hosts that HUIYI_ACTION_HOSTS lists."""
    transport = HttpTransport(read_hosts(settings.action_hosts), timeout.total_seconds())
    return Connector(transport, clock)


def read_secret(name: str) -> str:
    if not SECRET_NAME.fullmatch(name):
        raise OptionsWrong(
            f"got the secret's name {name!r}, expected HUIYI_BACKEND_ and capitals, digits or _"
        )
    value = os.environ.get(name, "")
    if not value:
        raise OptionsWrong(f"the environment variable {name} is empty; set it to the outside system's secret")
    return value
