"""What a turn's dialogue takes by itself: reading, deciding, flows and wording, over all conversation scripts.

    python -m benchmarks.dialogue_step

Each script runs through the whole bot; of `DialogueManager.handle` the time inside the session (database) and
inside the search and the encoder (understanding) is taken off. Prints p50 and p95 beside the limit.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from typing import Any

from bot.bootstrap import build, build_database
from bot.cli.demo import read_json
from bot.cli.talk import Talk
from bot.demo_tenant import SLUG, load_demo
from bot.logging import configure_logging
from bot.replay.run import shelf_of
from bot.replay.world import copy_articles
from bot.settings import load_settings
from bot.tenants import get_tenant
from dialogs.manager import DialogueManager
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Turn, World
from escalation.crm.demo_file import check_demo_file
from nlu.types import ParseResult
from training_data.scripts import read_scripts

LIMIT_MS = 1.0


class Clock:
    """Adds up the time inside what it wraps; calls within calls count once."""

    def __init__(self) -> None:
        self.spent = 0.0
        self._inside = False

    def timed(self, call: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            if self._inside:
                return call(*args, **kwargs)
            self._inside, start = True, time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self._inside = False
                self.spent += time.perf_counter() - start

        return run


class Wrapped:
    """Another object, whose methods are timed."""

    def __init__(self, inner: Any, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._clock.timed(found) if callable(found) else found


class TimedManager:
    def __init__(self, manager: DialogueManager) -> None:
        self._manager = manager
        self.steps_ms: list[float] = []

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        clock = Clock()
        seen = replace(
            world,
            session=Wrapped(world.session, clock),  # type: ignore[arg-type]
            knowledge=Wrapped(world.knowledge, clock),  # type: ignore[arg-type]
            embed=clock.timed(world.embed),
        )
        start = time.perf_counter()
        turn = self._manager.handle(tracker, message, seen)
        self.steps_ms.append((time.perf_counter() - start - clock.spent) * 1000)
        return turn


def main() -> None:
    configure_logging("ERROR", as_json=False)
    settings, scripts = load_settings(), read_scripts()
    demo = check_demo_file(read_json(settings.customers_file))
    live = build_database(settings)
    manager = DialogueManager(flows=settings.flows_folder)
    manager.warm_up()
    timed = TimedManager(manager)
    with tempfile.TemporaryDirectory(prefix="huiyi-step-") as folder:
        scratch = settings.model_copy(update={"database_url": f"sqlite:///{folder}/scratch.db"})
        shelf = shelf_of(settings, live, get_tenant(live, SLUG))
        service = build(scratch, knowledge=shelf, manager=timed)
        load_demo(service.database, demo)
        tenant = get_tenant(service.database, SLUG)
        service.tenants.replace([tenant])
        service.warm_up()
        with live.reading(tenant.id) as there, service.database.uow(tenant.id) as here:
            copy_articles(there, here)
        talk = Talk(service, tenant)
        for script in scripts:
            load_demo(service.database, demo)
            for turn in script.turns:
                talk.say(script.name, turn.user, customer=script.customer)
        service.database.dispose()
    live.dispose()
    steps = sorted(timed.steps_ms)
    p50, p95 = statistics.median(steps), steps[int(len(steps) * 0.95)]
    result = {"cores": os.cpu_count(), "steps": len(steps), "p50_ms": round(p50, 3), "p95_ms": round(p95, 3)}
    print(json.dumps({**result, "limit_p50_ms": LIMIT_MS}))
    sys.exit(p50 > LIMIT_MS)


if __name__ == "__main__":
    main()
