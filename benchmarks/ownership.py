"""Takes conversations through random orders of takeovers, hand-backs, ended waits and late turns of the bot.

    python -m benchmarks.ownership [--interleavings 10000] [--seed 0] [--database sqlite]

Each is one conversation of the real service, whose steps fall between each other and into turns under way;
tests/interleaving.py says how. Counts what the bot said while a person had the conversation, and every other
fault: an agent's word without the conversation, a wait that ended twice, a fence that missed a change, a
message without a turn. Both must be 0. `happened` shows that there was something to go wrong.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from bot.logging import configure_logging
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from tests.databases import postgresql_databases, sqlite_databases
from tests.interleaving import Interleaving, keep_desk_open
from tests.scripted import build_scripted

LIMIT = 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--interleavings", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first; the others count up from it")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    configure_logging("ERROR", as_json=False)
    with tempfile.TemporaryDirectory(prefix="huiyi-ownership-") as folder:
        home = Path(folder)
        databases = sqlite_databases(home) if options.database == "sqlite" else postgresql_databases()
        with databases as new_database:
            scripted = build_scripted(Database(build_engine(new_database())), home)
            keep_desk_open(scripted)
            interleaving, started = Interleaving(scripted), time.monotonic()
            for seed in range(options.seed, options.seed + options.interleavings):
                interleaving.run(seed)
            seconds = round(time.monotonic() - started, 1)
            scripted.service.stop()
    report = {
        "database": options.database,
        "interleavings": options.interleavings,
        "bot messages after a takeover": interleaving.happened["bot messages after a takeover"],
        "limit": LIMIT,
        "other faults": len(interleaving.problems) - interleaving.happened["bot messages after a takeover"],
        "problems": interleaving.problems[:20],
        "happened": dict(interleaving.happened),
        "seconds": seconds,
        "seed": options.seed,
        "cores": os.cpu_count(),
    }
    print(json.dumps(report, ensure_ascii=False))
    sys.exit(1 if interleaving.problems else 0)


if __name__ == "__main__":
    main()
