"""Whether taking merged tickets apart is exact: random merge trees against never having merged.

    .venv/bin/python -m benchmarks.merge_trees [--trees 1000]

Each tree lives through days of work with merges and partings in between, and is taken apart at the end:
state, thread, clocks and metrics of each ticket must be those of a desk that never merged. Exits 1 where one
differs.
"""

import argparse
import sys
import time

from tests.merge_trees import play_merge_tree


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Whether taking merged tickets apart is exact.")
    parser.add_argument("--trees", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args(arguments)
    began, faults = time.monotonic(), []
    for seed in range(options.first, options.first + options.trees):
        if (fault := play_merge_tree(seed)) is not None:
            faults.append(fault)
            print(fault)
    print(f"{options.trees} merge trees in {time.monotonic() - began:.0f} s, {len(faults)} not exact")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
