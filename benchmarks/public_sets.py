"""How well the recipes do on public data sets, beside what is published of others.

    .venv/bin/python -m benchmarks.public_sets [--recipe fast|full|whole] [--anew] [--half-precision]
        [--encoder FOLDER] [--rounds N] [--first-layer N] [banking77 few_shot ...]

Reads ../shared/data (or --data); nothing of it is shipped. `fast` fits the head on the encoder as it is
built; `full` and `whole` tune it on the set's own training messages first, going on from our adapter or, with
`--anew`, from the encoder as it comes, or from another one. `--half-precision` is quicker with AVX512-BF16
or AMX. Sets without messages out of scope get ours for that class, from training_data. Exits 1 where a bar is
missed.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from nlu.classifiers.kernel import KernelClassifier
from nlu.classifiers.kernel_training import fit_head
from nlu.cleaning import text_to_learn
from nlu.encoded_rows import EncodedRows
from nlu.encoder.build import OUR_ADAPTER, build_encoder, read_base
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.encoder.source import WHEEL
from nlu.intent_names import with_names
from nlu.training import choose_for_head, encode_examples
from nlu.types import OUT_OF_SCOPE, Language
from training_data.loader import load_split
from training_data.schema import Example, Split

ROOT = Path(__file__).parents[1]
MODELS = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models"
DRAWS = FOLDS = 5


@dataclass(frozen=True)
class Answers:
    """Of some messages: the best label in scope, its confidence, and how strange each looks."""

    expected: NDArray[np.str_]
    best: NDArray[np.str_]
    confidence: NDArray[np.float64]
    strangeness: NDArray[np.float64]

    def right(self) -> float:
        known = self.expected != OUT_OF_SCOPE
        return float((self.best == self.expected)[known].mean())

    def at(self, limit: float) -> tuple[float, float]:
        """In-scope accuracy, where what is rejected is wrong, and out-of-scope recall."""
        kept, known = self.strangeness < limit, self.expected != OUT_OF_SCOPE
        accuracy = ((self.best == self.expected) & kept)[known].mean()
        return float(accuracy), float((~kept)[~known].mean())


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    bar: float | None
    peers: str


class Bench:
    def __init__(
        self,
        data: Path,
        recipe: str,
        *,
        encoder: str,
        anew: bool,
        half_precision: bool,
        changes: Mapping[str, int],
    ) -> None:
        """`changes` are to the recipe."""
        self._data = data
        self._source = encoder
        self._changes = changes
        self._recipe = recipe
        self._anew = anew
        self._half_precision = half_precision
        self._served = OnnxEncoder.load(MODELS / "encoder")

    def banking77(self) -> Iterator[Figure]:
        train, test = (self._rows(f"banking77/{name}.csv", "text", "category") for name in ("train", "test"))
        started = time.monotonic()
        answers = self._learn([*train, *ours_out_of_scope()], self._encoder(train))(test)
        minutes = (time.monotonic() - started) / 60
        yield Figure("BANKING77 accuracy", answers.right(), 0.94, "BERT .9366, Rasa DIET .899")
        yield Figure("BANKING77 minutes, with the test", minutes, None, "Rasa DIET 31 CPU minutes")

    def few_shot(self) -> Iterator[Figure]:
        train, test = (self._rows(f"banking77/{name}.csv", "text", "category") for name in ("train", "test"))
        strange, chance = ours_out_of_scope(), np.random.default_rng(7)
        rows, asked = self._vectors(train), self._vectors(test)
        for shots, bar, peers in ((10, 0.88, "CPFT .872, ICDA .898"), (5, None, "CPFT .809, ICDA .840")):
            ours, linear = [], []
            for _ in range(DRAWS):
                drawn = draw(train, shots, chance)
                learned = [train[at] for at in drawn]
                ours.append(self._learn([*learned, *strange], self._encoder(learned))(test).right())
                head = LogisticRegression(C=10, max_iter=1000).fit(
                    rows[drawn], [one.intent for one in learned]
                )
                linear.append(float((head.predict(asked) == [one.intent for one in test]).mean()))
            yield Figure(f"BANKING77, {shots} an intent, mean of {DRAWS}", float(np.mean(ours)), bar, peers)
            yield Figure("  a linear head on the same encoder's mean", float(np.mean(linear)), None, "")

    def clinc150(self) -> Iterator[Figure]:
        whole = json.loads((self._data / "clinc150/data_full.json").read_text(encoding="utf-8"))

        def read(name: str) -> list[Example]:
            rows = [*whole[name], *whole[f"oos_{name}"]]
            return [example(text, OUT_OF_SCOPE if label == "oos" else label) for text, label in rows]

        train = read("train")
        ask = self._learn(train, self._encoder(train))
        chosen, answers = ask(read("val")), ask(read("test"))
        limit = best_limit(chosen, least=0.96)
        accuracy, recall = answers.at(limit)
        yield Figure("CLINC150 in-scope accuracy", accuracy, 0.955, "BERT .962, DIET .826, e5 + linear .948")
        yield Figure("CLINC150 out-of-scope recall", recall, 0.80, "BERT .523, DIET .802, e5 + linear .74")

    def banking77_oos(self) -> Iterator[Figure]:
        with (self._data / "banking77_oos/banking77_oos.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))

        def read(split: str, *kinds: str) -> list[Example]:
            chosen = [row for row in rows if row["split"] == split and row["kind"] in kinds]
            return [
                example(row["text"], OUT_OF_SCOPE if row["label"] == "oos" else row["label"])
                for row in chosen
            ]

        train = read("train", "in", "id-oos")
        ask = self._learn([*train, *ours_out_of_scope()], self._encoder(train))
        for kind in ("id-oos", "ood-oos"):
            answers = ask(read("test", "in", kind))
            strange = answers.expected == OUT_OF_SCOPE
            yield Figure(
                f"BANKING77-OOS AUROC, {kind}", float(roc_auc_score(strange, answers.strangeness)), 0.93, ""
            )

    def sofmattress(self) -> Iterator[Figure]:
        def read(name: str) -> list[Example]:
            rows = self._rows(f"hint3/v1/sofmattress_{name}.csv", "sentence", "label")
            return [
                example(row.text, OUT_OF_SCOPE if row.intent == "NO_NODES_DETECTED" else row.intent)
                for row in rows
            ]

        train = read("train")
        answers = self._learn([*train, *ours_out_of_scope()], self._encoder(train))(read("test"))
        yield Figure("HINT3 sofmattress in-scope accuracy", answers.right(), 0.76, "BERT .736, DIET .693")

    def xsid(self) -> Iterator[Figure]:
        pairs = {language: self._lines(f"xsid/{language}.valid.jsonl", language) for language in ("en", "zh")}
        # The Chinese rows are the English ones translated, in their order: what is asked is new in both.
        folds = np.random.default_rng(7).permutation(len(pairs["en"])) % FOLDS
        yield from self._across("xSID", pairs, {"en": folds, "zh": folds})

    def smalltalk(self) -> Iterator[Figure]:
        english = self._lines("smalltalk/en.jsonl", "en")
        chinese = self._lines("smalltalk/zh-CN.jsonl", "zh")
        known = {one.intent for one in english} & {one.intent for one in chinese}
        sets = {"en": english, "zh": chinese}
        sets = {language: [one for one in some if one.intent in known] for language, some in sets.items()}
        chance = np.random.default_rng(7)
        folds = {language: chance.permutation(len(some)) % FOLDS for language, some in sets.items()}
        yield from self._across("small talk", sets, folds)

    def _across(
        self, name: str, sets: Mapping[str, Sequence[Example]], folds: Mapping[str, NDArray[np.int64]]
    ) -> Iterator[Figure]:
        """Learned in one language and asked in each, over the folds."""
        strange = ours_out_of_scope(None)
        vectors = {language: self._vectors(some) for language, some in sets.items()}
        for source, some in sets.items():
            ours: dict[str, list[float]] = {language: [] for language in sets}
            linear: dict[str, list[float]] = {language: [] for language in sets}
            for fold in range(FOLDS):
                rows = np.flatnonzero(folds[source] != fold).tolist()
                learned = [some[at] for at in rows]
                ask = self._learn([*learned, *strange], self._served)
                head = LogisticRegression(C=10, max_iter=1000)
                head.fit(vectors[source][rows], [one.intent for one in learned])
                for target, others in sets.items():
                    asked = np.flatnonzero(folds[target] == fold).tolist()
                    wanted = [others[at] for at in asked]
                    ours[target].append(ask(wanted).right())
                    found = head.predict(vectors[target][asked])
                    linear[target].append(float((found == [one.intent for one in wanted]).mean()))
            same = float(np.mean(ours[source]))
            for target in sets:
                bar = None if target == source else same - 0.05
                peer = f"a linear head on the mean {np.mean(linear[target]):.3f}"
                yield Figure(f"{name}, {source} to {target}", float(np.mean(ours[target])), bar, peer)

    def _lines(self, file: str, language: str) -> list[Example]:
        with (self._data / file).open(encoding="utf-8") as lines:
            return [example(row["text"], row["intent"], language) for row in map(json.loads, lines)]

    def _rows(self, file: str, text: str, label: str) -> list[Example]:
        with (self._data / file).open(encoding="utf-8", newline="") as rows:
            return [example(row[text], row[label]) for row in csv.DictReader(rows)]

    def _encoder(self, train: Sequence[Example]) -> OnnxEncoder:
        if self._recipe == "fast":
            return self._served
        from nlu.encoder.adapter import read_adapter, write_adapter
        from nlu.encoder.tuning import tune_encoder
        from nlu.encoder.tuning_recipes import LEAST_STEPS, LEAST_WHOLE_STEPS, TuningRecipe, WholeRecipe

        with tempfile.TemporaryDirectory(prefix="huiyi-public-") as scratch:
            path = Path(scratch) / "adapter.safetensors"
            base = read_base(self._source, full_vocabulary=False, progress=say)
            earlier = None if self._anew else read_adapter(OUR_ADAPTER)
            low_rank = self._recipe == "full"
            recipe = (
                TuningRecipe(least_steps=LEAST_STEPS)
                if low_rank
                else WholeRecipe(least_steps=LEAST_WHOLE_STEPS)
            )
            adapter = tune_encoder(
                train,
                base,
                recipe=replace(recipe, **self._changes),
                earlier=earlier,
                half_precision=self._half_precision,
                progress=say,
            )
            write_adapter(adapter, path)
            build_encoder(self._source, Path(scratch) / "encoder", adapter=path, progress=say)
            return OnnxEncoder.load(Path(scratch) / "encoder")

    def _learn(self, data: Sequence[Example], encoder: OnnxEncoder) -> Callable[[Sequence[Example]], Answers]:
        asked, unseen = choose_for_head(with_names(data), encoder.tuned_on)
        head, _ = fit_head(encode_examples(asked, EncodedRows(encoder), unseen))
        classifier = KernelClassifier(head)

        def ask(test: Sequence[Example]) -> Answers:
            best, confidence, strangeness = [], [], []
            for one in test:
                text = text_to_learn(one.text)
                vectors, wishes = encoder.encode_twice([text], kind="query")
                ranking = classifier.rank(text, Language(one.language), vectors[0], wishes[0])
                first = next(score for score in ranking.scores if score.name != OUT_OF_SCOPE)
                best.append(first.name)
                confidence.append(first.confidence)
                strangeness.append(ranking.out_of_scope)
            expected = np.array([one.intent for one in test])
            return Answers(expected, np.array(best), np.array(confidence), np.array(strangeness))

        return ask

    def _vectors(self, examples: Sequence[Example]) -> NDArray[np.float32]:
        return self._served.encode([text_to_learn(one.text) for one in examples], kind="query")


def example(text: str, intent: str, language: str = "en") -> Example:
    return Example(text, intent, language, (), Path("public"), 0)


def ours_out_of_scope(language: str | None = "en") -> list[Example]:
    """Of both languages where it is None."""
    messages = load_split(ROOT / "training_data" / "nlu", Split.train)
    return [one for one in messages if one.intent == OUT_OF_SCOPE and language in (None, one.language)]


def draw(examples: Sequence[Example], shots: int, chance: np.random.Generator) -> list[int]:
    """Places of so many random examples of each intent."""
    intents = np.array([one.intent for one in examples])
    return [
        int(at)
        for intent in sorted(set(intents.tolist()))
        for at in chance.choice(np.flatnonzero(intents == intent), shots, replace=False)
    ]


def best_limit(answers: Answers, *, least: float) -> float:
    """The strictest limit that keeps in-scope accuracy, or the kindest where none does."""
    limits = np.unique(answers.strangeness)[::-1]
    holding = [float(limit) for limit in limits if answers.at(limit)[0] >= least]
    return min(holding, default=float(limits[0]) + 1)


def say(step: str) -> None:
    print(f"  {step}", file=sys.stderr, flush=True)


def show(figures: Iterable[Figure]) -> bool:
    """Whether every bar is reached."""
    reached = True
    for one in figures:
        held = one.bar is None or one.value >= one.bar
        verdict = "" if one.bar is None else f"bar {one.bar:.3f} {'ok' if held else 'MISSED'}"
        print(f"{one.name:46s} {one.value:7.3f}   {verdict:18s} {one.peers}", flush=True)
        reached &= held
    return reached


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    sets = ("banking77", "few_shot", "clinc150", "banking77_oos", "sofmattress", "xsid", "smalltalk")
    parser.add_argument("sets", nargs="*", default=sets, choices=[*sets, []])
    parser.add_argument("--recipe", choices=("fast", "full", "whole"), default="fast")
    parser.add_argument("--anew", action="store_true", help="tune the encoder as it comes, not ours")
    parser.add_argument("--half-precision", action="store_true", help="multiply in bfloat16 while tuning")
    parser.add_argument("--encoder", default=WHEEL, help="another one to tune anew: a folder or Hub id")
    parser.add_argument("--rounds", type=int, help="other than the recipe's")
    parser.add_argument("--first-layer", type=int, help="the lowest that is tuned")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    bench = Bench(
        options.data,
        options.recipe,
        encoder=options.encoder,
        anew=options.anew,
        half_precision=options.half_precision,
        changes={
            name: value
            for name, value in (("rounds", options.rounds), ("first_layer", options.first_layer))
            if value is not None
        },
    )
    ways = f"{', anew' * options.anew}{', bfloat16' * options.half_precision}"
    print(f"recipe {options.recipe}{ways}, {os.cpu_count()} cores")
    reached = [show(getattr(bench, name)()) for name in options.sets]
    return int(not all(reached))


if __name__ == "__main__":
    sys.exit(main())
