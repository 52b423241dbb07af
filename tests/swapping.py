"""What swapping models costs a process: `python -m tests.swapping HOME SWAPS` prints memory, threads, times.

HOME has two versions for all, one in force. Memory and threads are taken after ten swaps and at the end; the
messages are parsed in a thread of their own while models are swapped.
"""

import json
import statistics
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bot.logging import configure_logging
from bot.process_memory import limit_arenas
from bot.understanding import TenantUnderstanding
from nlu.versions.pointer import Person, Step
from nlu.versions.registry import ALL, ModelRegistry

WARM = 10
NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)


def measure(home: Path, swaps: int) -> dict[str, object]:
    registry = ModelRegistry(home / "models")
    understanding = TenantUnderstanding(registry, home / "models" / "encoder")
    understanding.warm_up()
    here, taken = psutil.Process(), []
    done, waits = threading.Event(), [[], []]

    def talk() -> None:
        while not done.wait(0.02):
            started, swapping = time.perf_counter(), busy.is_set()
            understanding.parse("show bill 怎么", tenant_id="demo", now=NOW, timezone="+08:00")
            waits[swapping].append((time.perf_counter() - started) * 1000)

    busy, customer = threading.Event(), threading.Thread(target=talk)
    customer.start()
    time.sleep(1)
    for number in range(swaps + 1):
        if number in (WARM, swaps):
            taken.append((here.memory_info().rss / 1e6, here.num_threads()))
        before = registry.in_force(ALL)
        version = next(name for name in registry.versions(ALL) if name != before.name)
        entry = Person("tests", lambda: NOW).entry(
            Step.promoted, version, verdict="", figures={}, measured_on=""
        )
        registry.promote(ALL, entry, instead_of=before)
        busy.set()
        understanding.take_up()  # takes up
        busy.clear()
        understanding.take_up()  # the round after: what is gone is given back
    done.set()
    customer.join()
    return {
        "swaps": swaps,
        "rss_mb": [round(rss, 1) for rss, _ in taken],
        "threads": [threads for _, threads in taken],
        "parse_ms": {name: _spread(times) for name, times in zip(("quiet", "swapping"), waits, strict=True)},
    }


def _spread(times: list[float]) -> dict[str, float]:
    quantiles = statistics.quantiles(times, n=100)
    return {"p50": round(quantiles[49], 1), "p99": round(quantiles[98], 1), "max": round(max(times), 1)}


if __name__ == "__main__":
    configure_logging("ERROR", as_json=False)
    limit_arenas()
    sys.setswitchinterval(0.0005)
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
