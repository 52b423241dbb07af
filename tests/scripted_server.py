"""The scripted service as a process of its own, for tests that end it."""

import sys
from datetime import timedelta
from pathlib import Path

from bot.app import create_app
from bot.listening_socket import bind
from bot.logging import configure_logging
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.server import run
from bot.settings import Settings
from tests.scripted import reopen_scripted


def serve(url: str, home: Path, port: int) -> None:
    """Until it is killed. The database must hold the scripted tenants."""
    configure_logging("CRITICAL", as_json=False)
    listener = bind("127.0.0.1", port)
    settings = Settings(
        home=home, port=port, sweep_every=timedelta(seconds=1), turn_attempts=10_000, log_level="CRITICAL"
    )
    sys.setswitchinterval(0.0005)
    service = reopen_scripted(Database(build_engine(url)), settings)
    run(create_app(settings, service, pages=()), listener, settings)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
