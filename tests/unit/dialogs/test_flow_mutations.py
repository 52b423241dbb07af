"""The check of flows finds what is wrong with them: faults are planted, one at a time, in charts and files.

`python -m benchmarks.flow_mutations` plants all of them; here it is a share of each kind, by a fixed seed.
"""

import random
from collections import Counter

import pytest

from dialogs.charts import build_chart
from dialogs.flow.possible import possible_cases
from dialogs.flow.walking import walk
from dialogs.flows.registry import load_repertoire
from tests.flow_mutations import BAR, Plantation, definition_of, is_same, why_lost

REPERTOIRE = load_repertoire()
A_KIND = 12


@pytest.mark.parametrize("flow", list(REPERTOIRE.flows))
def test_a_chart_that_is_taken_apart_and_built_again_does_the_same(flow):
    """Else a mutant might be caught for how it is made."""
    chart = REPERTOIRE.flows[flow].chart
    facts = list(dict.fromkeys(case.facts for case in possible_cases(REPERTOIRE.specs[flow])))
    assert is_same(walk(build_chart(flow, definition_of(chart)), facts), walk(chart, facts))


def test_planted_faults_are_caught():
    """The share of all is reckoned from that of each kind. A dropped condition often leaves another sound
    flow, so that kind alone may fall under the bar; its survivors are printed."""
    plantation = Plantation(REPERTOIRE)
    chance = random.Random(20260512)
    mutants = sorted(plantation.mutants(), key=lambda mutant: mutant.kind)
    numbers = Counter(mutant.kind for mutant in mutants)
    for kind, number in numbers.items():
        some = [mutant for mutant in mutants if mutant.kind == kind]
        for mutant in chance.sample(some, min(A_KIND, number)):
            plantation.plant(mutant)
    tally = plantation.tally
    for mutant in tally.survivors:
        print(f"{mutant} ({why_lost(mutant)})")
    caught = {kind: tally.caught[kind] / tally.planted[kind] for kind in numbers}
    assert sum(caught[kind] * number for kind, number in numbers.items()) / numbers.total() >= BAR
    assert {kind for kind, share in caught.items() if share < BAR} <= {"condition dropped"}
