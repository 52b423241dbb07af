"""Plants every single fault in every flow, one at a time, and counts those that `huiyi flows check` catches.

    python -m benchmarks.flow_mutations [--kind KIND] [--json]

In charts: each transition dropped or led to each other state, each guard dropped, each end given a way on. In
files: each text dropped in one language, each prompt, each condition (`when`, `must`, `unless_told`, of a
refusal), each intent misspelt. tests/flow_mutations.py makes them. Not counted are charts that behave as the
sound one does wherever they can come to ("same"). "refused" are those of the caught that never come as far
as the check: the library refuses the chart, or loading the file. `caught by the check` leaves them out.

A condition is often all that says what is wanted: where nothing else in the file depends on it, the flow
without it is another sound flow. Such survivors are listed; scripts of conversations can tell them.
"""

import argparse
import json
import os
import sys
import time

from dialogs.flow.checking import check_flows
from dialogs.flows.registry import load_repertoire
from tests.flow_mutations import BAR, Plantation, Tally, why_lost

LIMIT_S = 30.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", help="only faults of this kind")
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    started = time.monotonic()
    repertoire = load_repertoire()
    check_flows(repertoire)
    seconds = time.monotonic() - started
    plantation = Plantation(repertoire)
    for mutant in plantation.mutants():
        if options.kind in (None, mutant.kind):
            plantation.plant(mutant)
    report = _report(plantation.tally, seconds)
    print(json.dumps(report, ensure_ascii=False) if options.as_json else _text(report))
    sys.exit(0 if plantation.tally.share >= BAR and seconds <= LIMIT_S else 1)


def _report(tally: Tally, seconds: float) -> dict[str, object]:
    planted, refused = tally.planted.total(), tally.refused.total()
    return {
        "planted": planted,
        "caught": tally.caught.total(),
        "share": round(tally.share, 4),
        "bar": BAR,
        "caught by the check": round((tally.caught.total() - refused) / (planted - refused), 4),
        "same": tally.same.total(),
        "kinds": {
            kind: {
                "planted": number,
                "caught": tally.caught[kind],
                "refused": tally.refused[kind],
                "same": tally.same[kind],
            }
            for kind, number in tally.planted.items()
        },
        "survivors": [f"{mutant} ({why_lost(mutant)})" for mutant in tally.survivors],
        "seconds for all flows": round(seconds, 1),
        "limit": LIMIT_S,
        "cores": os.cpu_count(),
    }


def _text(report: dict[str, object]) -> str:
    kinds = report["kinds"]
    assert isinstance(kinds, dict)
    lines = [
        f"{kind.ljust(30)}{' '.join(f'{key} {n}' for key, n in row.items())}" for kind, row in kinds.items()
    ]
    lines += [f"{key}: {value}" for key, value in report.items() if key not in ("kinds", "survivors")]
    survivors = report["survivors"]
    assert isinstance(survivors, list)
    return "\n".join([*lines, "survivors:", *(f"  {one}" for one in survivors)])


if __name__ == "__main__":
    main()
