"""What a turn's dialogue takes by itself: reading, deciding, flows, wording; over all conversation scripts.

    python -m benchmarks.dialogue_step

Each script runs through the whole bot; of `DialogueManager.handle` the time inside functions that take a
database session, inside the search and inside the encoder is taken off. Prints p50 and p95 beside the limit,
by the wall and of the thread's own processor time.
"""

import inspect
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Times:
    """Seconds by the wall and of the processor."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> "Times":
        return cls(time.perf_counter(), time.thread_time())

    def __sub__(self, other: "Times") -> "Times":
        return Times(self.wall - other.wall, self.cpu - other.cpu)


class Clock:
    """Adds up the time inside what it wraps; calls within calls count once.

    In bare numbers, and the wall is read last and first: else looking at the clock would count as dialogue.
    """

    def __init__(self) -> None:
        self._wall = self._cpu = 0.0
        self._inside = False

    def start(self) -> None:
        self._wall = self._cpu = 0.0

    @property
    def spent(self) -> Times:
        return Times(self._wall, self._cpu)

    def timed(self, call: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            if self._inside:
                return call(*args, **kwargs)
            self._inside, wall, cpu = True, time.perf_counter(), time.thread_time()
            try:
                return call(*args, **kwargs)
            finally:
                self._cpu += time.thread_time() - cpu
                self._inside = False
                self._wall += time.perf_counter() - wall

        return run


CLOCK = Clock()


def time_the_database() -> None:
    """Times every function of `escalation` that takes a session, wherever `dialogs` has it."""
    modules = [module for name, module in sys.modules.items() if name.startswith(("dialogs.", "escalation."))]
    for module in modules:
        for name, found in vars(module).items():
            ours = inspect.isfunction(found) and found.__module__.startswith("escalation.")
            if ours and "session" in inspect.signature(found).parameters:
                setattr(module, name, CLOCK.timed(found))


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
        self.steps: list[Times] = []

    def asks_knowledge(self, message: ParseResult) -> bool:
        return self._manager.asks_knowledge(message)

    def handle(self, tracker: DialogueStateTracker, message: ParseResult, world: World) -> Turn:
        CLOCK.start()
        seen = replace(
            world,
            knowledge=Wrapped(world.knowledge, CLOCK),  # type: ignore[arg-type]
            embed=CLOCK.timed(world.embed),
        )
        start = Times.now()
        turn = self._manager.handle(tracker, message, seen)
        self.steps.append(Times.now() - start - CLOCK.spent)
        return turn


def main() -> None:
    configure_logging("ERROR", as_json=False)
    settings, scripts = load_settings(), read_scripts()
    demo = check_demo_file(read_json(settings.customers_file))
    live = build_database(settings)
    manager = DialogueManager(flows=settings.flows_folder)
    manager.warm_up()
    time_the_database()
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
    wall, cpu = _spread([step.wall for step in timed.steps]), _spread([step.cpu for step in timed.steps])
    result = {"cores": os.cpu_count(), "steps": len(timed.steps), "wall_ms": wall, "processor_ms": cpu}
    print(json.dumps({**result, "limit_p50_ms": LIMIT_MS}))
    sys.exit(wall["p50"] > LIMIT_MS)


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    p50, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return {"p50": round(p50 * 1000, 3), "p95": round(p95 * 1000, 3)}


if __name__ == "__main__":
    main()
