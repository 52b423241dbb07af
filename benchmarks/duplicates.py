"""How well duplicates are recognised on the written pairs; beside the limit.

    .venv/bin/python -m benchmarks.duplicates [--fit] [--fit-reading] [--public] [--mistakes] [--concepts]

Measures on the files of training_data/desk/duplicates that nothing was learned from: test.yml, held.yml and
fresh.yml, each and together, and strangers.yml. `--fit` first learns the weights of the concepts from dev.yml
and alike.yml and writes escalation/duplicates/weights.json; `--fit-reading` what the word of the reader of
pairs is worth, from calibration.yml, which the reader was not tuned on, into reading.json. `--concepts`
measures without the reader. `--public` measures on public sets of ../shared/data instead, nothing of which is
learned. Exits 1 where the limit is missed on all written pairs together.
"""

import argparse
import csv
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bot.desk.telling import tell
from escalation.duplicates.concepts import find_concepts
from escalation.duplicates.contradictions import find_contradictions, names_another
from escalation.duplicates.evidence import Evidence, gather_evidence
from escalation.duplicates.likeness import FILE, Likeness, compare, load_weights, nearness
from escalation.duplicates.reading import FILE as READING_FILE
from escalation.duplicates.reading import load_reading_weights, read_besides
from escalation.duplicates.told import Told, Vector
from nlu.pairs.reader import PairReader
from nlu.pipeline import Pipeline
from training_data.duplicate_pairs import FOLDER, TicketPair, read_pairs
from training_data.loader import load_split
from training_data.schema import Split

ROOT = Path(__file__).parents[1]
MODELS = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models"
NAMES = [field.name for field in fields(Evidence)]
PRECISION, RECALL = 0.98, 0.6
CHANCE = 200
SETS = {
    "strangers.yml": "by a writer who had seen nothing of it, all hard",
    "fresh.yml": "written when the concepts stood",
    "held.yml": "by two writers who had seen nothing of it",
    "test.yml": "which whoever wrote the concepts had read",
}
WRITTEN = ("test.yml", "held.yml", "fresh.yml")
ALIKE_SAY = 0.1
"""The weight of a pair of alike.yml: chosen from a million for being hard, they are not the common case."""
FOLDS, ROUNDS = 10, 5
PUBLIC = (
    ("AFQMC sample, zh", "afqmc_sample/afqmc_train_3000.csv", ("sentence1", "sentence2", "label")),
    (
        "COVID questions, en",
        "covid_faq/eval_question_similarity_en.csv",
        ("question_1", "question_2", "similar"),
    ),
)


class Teller:
    """Understands each text once, and reads each pair once."""

    def __init__(self, *, with_reader: bool) -> None:
        self._pipeline = Pipeline.load(MODELS / "intent", MODELS / "encoder")
        self._with_reader = with_reader
        self.told = cache(self._tell)
        self.read = cache(PairReader.load(MODELS / "pairs").read)

    def compare(self, one: str, other: str) -> Likeness:
        """By concepts alone."""
        return compare(self.told(one), self.told(other), load_weights())

    def judge(self, one: str, other: str) -> Likeness:
        """As the desk does."""
        likeness = self.compare(one, other)
        if not self._with_reader:
            return likeness
        weights = load_reading_weights()
        return read_besides(self.told(one), self.told(other), likeness, self.read, weights)

    def _tell(self, text: str) -> Told:
        now = datetime(2026, 5, 12, 4, tzinfo=UTC)
        return tell(self._pipeline.parse(text, now=now, timezone="Asia/Shanghai"))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="How well duplicates are recognised.")
    parser.add_argument("--fit", action="store_true", help="learn the weights anew")
    parser.add_argument("--fit-reading", action="store_true", help="learn how the reader counts anew")
    parser.add_argument("--concepts", action="store_true", help="without the reader of pairs")
    parser.add_argument("--public", action="store_true", help="measure on public sets")
    parser.add_argument("--mistakes", action="store_true", help="show what calibration.yml's pairs get wrong")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args(arguments)
    teller = Teller(with_reader=not options.concepts)
    if options.fit:
        FILE.write_text(json.dumps(fit(teller), ensure_ascii=False) + "\n", encoding="utf-8")
    if options.fit_reading:
        READING_FILE.write_text(json.dumps(fit_reading(teller)) + "\n", encoding="utf-8")
    if options.public:
        return measure_public(teller, options.data)
    if options.mistakes:
        show_mistakes(teller, read_pairs(FOLDER / "calibration.yml"))
    for name, what in SETS.items():
        print(f"\n{name}, {what}:")
        measure(teller, read_pairs(FOLDER / name))
    measure_chance(teller)
    print("\nwritten pairs, all together:")
    return measure(teller, [pair for name in WRITTEN for pair in read_pairs(FOLDER / name)])


def measure(teller: Teller, pairs: Sequence[TicketPair]) -> int:
    judged = [teller.judge(pair.a, pair.b) for pair in pairs]
    labels = np.array([pair.duplicate for pair in pairs])
    claimed = np.array([one.duplicate for one in judged])
    certain = np.array([one.certain for one in judged])
    print(f"{len(pairs)} pairs, {labels.sum()} of them duplicates")
    precision, recall = rates(claimed, labels)
    print(f"precision {precision:.3f} (limit {PRECISION}), recall {recall:.3f} (limit {RECALL})")
    print("from the stricter limit on: precision {:.3f}, recall {:.3f}".format(*rates(certain, labels)))
    print(f"AUC {roc_auc_score(labels, [one.score for one in judged]):.3f}")
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        at = np.array([pair.kind == kind for pair in pairs])
        print(f"  {kind:20s} {claimed[at].sum():3d} of {at.sum():3d} taken for duplicates")
    return int(precision < PRECISION or recall < RECALL)


def measure_chance(teller: Teller) -> None:
    """What a desk meets all day: tickets that have nothing to do with each other, the nearest of them by
    vector, and tickets that say the same with a detail less."""
    texts = [text for pair in read_pairs(FOLDER / "held.yml") for text in (pair.a, pair.b)]
    chance = np.random.default_rng(0)
    weights = load_weights()
    any_, near, part = [], [], []
    for at in chance.choice(len(texts), CHANCE, replace=False):
        others = [other for other in range(len(texts)) if other // 2 != at // 2]
        mine = teller.told(texts[at])
        alike = sorted(others, key=lambda one: -nearness(mine, teller.told(texts[one]), weights.means))
        any_.append(teller.judge(texts[at], texts[int(chance.choice(others))]).duplicate)
        near.append(teller.judge(texts[at], texts[int(chance.choice(alike[3:12]))]).duplicate)
        part.append(teller.judge(texts[at], texts[at][: len(texts[at]) * 3 // 4]).duplicate)
    print(
        f"\n{CHANCE} tickets of held.yml, taken for duplicates of one of another pair: {np.mean(any_):.3f},"
    )
    print(f"of one of the nearest but three: {np.mean(near):.3f}, of three quarters of themselves: ", end="")
    print(f"{np.mean(part):.3f}")


def rates(claimed: NDArray[np.bool_], labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Precision and recall."""
    right = (claimed & labels).sum()
    return float(right / max(claimed.sum(), 1)), float(right / labels.sum())


def fit(teller: Teller) -> dict[str, object]:
    """The weights' file. Limits are of scores that each fold got from the others."""
    written, alike = (read_pairs(FOLDER / name) for name in ("dev.yml", "alike.yml"))
    pairs = (*written, *alike)
    means, rarity = language_means(teller, written), rarities()
    rows = np.array([numbers(teller, pair, means, rarity) for pair in pairs])
    labels = np.array([pair.duplicate for pair in pairs])
    open_ = np.array([not contradicted(teller, pair) for pair in pairs])
    say = np.array([1.0] * len(written) + [ALIKE_SAY] * len(alike))
    scores = held_out(rows, labels, open_, say)
    head = learn(rows[open_], labels[open_], say[open_])
    ours = np.arange(len(pairs)) < len(written)
    return {
        "constant": round(float(head.intercept_[0]), 3),
        "of": dict(zip(NAMES, (round(float(weight), 3) for weight in head.coef_[0]), strict=True)),
        "duplicate": limit_for(scores[ours], labels[ours], PRECISION),
        "certain": limit_for(scores[ours], labels[ours], 1.0),
        "rarity": rarity,
        "means": {language: [round(float(x), 5) for x in mean] for language, mean in means.items()},
    }


def fit_reading(teller: Teller) -> dict[str, float]:
    """The file's content."""
    pairs = read_pairs(FOLDER / "calibration.yml")
    rows = np.array([[teller.read(pair.a, pair.b)] for pair in pairs])
    labels = np.array([pair.duplicate for pair in pairs])
    open_ = np.array([not names_another(teller.told(pair.a), teller.told(pair.b)) for pair in pairs])
    head = learn(rows[open_], labels[open_], np.ones(open_.sum()))
    scores = head.predict_proba(rows)[:, 1] * open_
    return {
        "constant": round(float(head.intercept_[0]), 3),
        "read": round(float(head.coef_[0][0]), 3),
        # Precision hangs on the three or four look-alikes that score highest; recall is steadier.
        "duplicate": limit_at_recall(scores, labels, RECALL),
    }


def limit_at_recall(scores: NDArray[np.float64], labels: NDArray[np.bool_], recall: float) -> float:
    """The score from which on so many of the duplicates are found."""
    found = float(np.quantile(scores[labels], 1 - recall))
    precision, _ = rates(scores >= found, labels)
    print(f"calibration: precision {precision:.3f}, recall {recall:.3f} from {found:.4f} on")
    return round(found, 4)


def learn(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], say: NDArray[np.float64]
) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=5000).fit(rows, labels, sample_weight=say)


def held_out(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], open_: NDArray[np.bool_], say: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Each pair's score by weights that have not seen it, the mean of ROUNDS; 0 where it is contradicted."""
    scores = np.zeros(len(rows))
    for seed in range(ROUNDS):
        for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(rows, labels):
            seen = seen[open_[seen]]
            head = learn(rows[seen], labels[seen], say[seen])
            scores[unseen] += head.predict_proba(rows[unseen])[:, 1] / ROUNDS
    return scores * open_


def limit_for(scores: NDArray[np.float64], labels: NDArray[np.bool_], precision: float) -> float:
    """The lowest score from which on so many are right, halfway to the one below."""
    order = np.argsort(-scores)
    right = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    last = int(np.flatnonzero(right >= precision).max())
    below = scores[order[min(last + 1, len(order) - 1)]]
    found = (scores[order[last]] + below) / 2
    recall = labels[order[: last + 1]].sum() / labels.sum()
    print(f"dev, held out: precision {right[last]:.3f}, recall {recall:.3f} from {found:.3f} on")
    return round(float(found), 3)


def numbers(
    teller: Teller, pair: TicketPair, means: dict[str, Vector], rarity: dict[str, float]
) -> tuple[float, ...]:
    one, other = teller.told(pair.a), teller.told(pair.b)
    a, b = find_concepts(pair.a), find_concepts(pair.b)
    near = nearness(one, other, means)
    return gather_evidence(one, other, a, b, nearness=near, rarity=rarity).numbers()


def contradicted(teller: Teller, pair: TicketPair) -> bool:
    concepts = find_concepts(pair.a), find_concepts(pair.b)
    return bool(find_contradictions(teller.told(pair.a), teller.told(pair.b), *concepts))


def language_means(teller: Teller, pairs: Iterable[TicketPair]) -> dict[str, Vector]:
    told = [teller.told(text) for pair in pairs for text in (pair.a, pair.b)]
    return {
        language: np.mean([one.vector for one in told if one.language == language], axis=0)
        for language in ("zh", "en")
    }


def rarities() -> dict[str, float]:
    """Of concepts among the messages that the understanding learns from: 1 for those hardly ever met."""
    messages = load_split(ROOT / "training_data" / "nlu", Split.train)[::7]
    met = Counter[str]()
    for message in messages:
        concepts = find_concepts(message.text)
        met.update(concepts.subject | concepts.symptom)
    most = math.log(len(messages) / 5)
    rarity = {name: min(1.0, math.log(len(messages) / (count + 1)) / most) for name, count in met.items()}
    return {name: round(value, 2) for name, value in sorted(rarity.items())}


def show_mistakes(teller: Teller, pairs: Sequence[TicketPair]) -> None:
    for pair in pairs:
        likeness = teller.judge(pair.a, pair.b)
        if likeness.duplicate is not pair.duplicate:
            print(f"{likeness.score:.2f} {pair.kind}: {pair.a}\n     {pair.b}\n     {likeness.reasons[0].en}")


def measure_public(teller: Teller, data: Path) -> int:
    """Everyday questions of other trades: the words of our lexicon are not theirs."""
    weights = load_weights()
    for name, file, columns in PUBLIC:
        with (data / file).open(encoding="utf-8", newline="") as opened:
            rows = [[row[column] for column in columns] for row in csv.DictReader(opened)]
        told = [(teller.told(one), teller.told(other)) for one, other, _ in rows]
        labels = np.array([label in ("1", "1.0") for *_, label in rows])
        judged = [teller.judge(one, other) for one, other, _ in rows]
        near = [nearness(one, other, weights.means) for one, other in told]
        precision, recall = rates(np.array([one.duplicate for one in judged]), labels)
        area, alone = roc_auc_score(labels, [one.score for one in judged]), roc_auc_score(labels, near)
        print(f"{name}: {len(rows)} pairs; AUC {area:.3f}, of the vectors alone {alone:.3f}; ", end="")
        print(f"precision {precision:.3f}, recall {recall:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
