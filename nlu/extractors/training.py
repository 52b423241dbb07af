"""Trains the name model on labelled messages and writes its folder."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nlu.errors import TrainingDataBroken
from nlu.extractors.common_words import common_pairs
from nlu.extractors.found import Found
from nlu.extractors.lean_spacy import adam, lean_spacy
from nlu.extractors.name_model import LABELS, NameModel, blank_model, doc_of, load_names, save_names
from nlu.extractors.name_swaps import another_name
from nlu.extractors.name_tokens import known_of, tokens_of
from nlu.extractors.rules import find_by_rules
from nlu.extractors.surface import surface_of
from training_data.schema import Example

Progress = Callable[[float, str], None]

ROUNDS = 6
# How often a round shows a message again with other names: with many messages once is enough.
SWAPS, FEW_NAMED = 3, 1000
# Messages without a name, drawn anew each round: enough to learn what is none, few enough to be quick.
NAMELESS = 2500
BATCH = 16
# The rules' values depend on the day, the spans that training needs don't.
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message with its names and what the rules find around them."""

    text: str
    names: tuple[Found, ...]
    others: tuple[Found, ...]


def train_extractor(
    examples: Sequence[Example],
    folder: Path,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    rounds: int = ROUNDS,
) -> NameModel:
    """Trains on the examples' people and companies and writes `folder`; the rules need no training.

    `progress` is told the share done, from 0 to 1, and a word on the step. Raises TrainingDataBroken where no
    example has a name.
    """
    chance = random.Random(seed)
    named = [_lesson(example) for example in examples if _names(example)]
    if not named:
        raise TrainingDataBroken("no example has a person or company; annotate some, then train again")
    nameless = [example for example in examples if not _names(example)]
    model = blank_model(_known(examples) | common_pairs())
    lean_spacy().util.fix_random_seed(seed)
    model.nlp.initialize(lambda: [_spacy_example(model, lesson) for lesson in named[:50]])
    swaps = SWAPS if len(named) < FEW_NAMED else 1
    optimizer = adam(0.001, L2=0.01, use_averages=True)
    for number in range(rounds):
        batch_of_round = [_swapped(lesson, chance) for lesson in named for _ in range(swaps)] + named
        drawn = chance.sample(nameless, min(len(nameless), NAMELESS))
        batch_of_round += [_lesson(example) for example in drawn]
        chance.shuffle(batch_of_round)
        losses = _teach(model, batch_of_round, optimizer)
        if progress is not None:
            progress((number + 1) / rounds, f"names, round {number + 1} of {rounds}, loss {losses:.0f}")
    # The weights' averages over the steps depend less on the order of the messages than the last weights do.
    with model.nlp.use_params(optimizer.averages):
        save_names(model, folder)
    return load_names(folder)


def _teach(model: NameModel, lessons: Sequence[Lesson], optimizer: Any) -> float:
    losses: dict[str, float] = {}
    for start in range(0, len(lessons), BATCH):
        batch = [_spacy_example(model, lesson) for lesson in lessons[start : start + BATCH]]
        model.nlp.get_pipe("ner").update(batch, drop=0.25, sgd=optimizer, losses=losses)
    return losses.get("ner", 0.0)


def _known(examples: Sequence[Example]) -> frozenset[str]:
    """By the marked entities: to have the rules read all messages would take longer than to train."""
    return known_of((surface_of(example.text).cased, _marked(example)) for example in examples)


def _names(example: Example) -> list[Found]:
    return [one for one in _marked(example) if one.entity in LABELS]


def _marked(example: Example) -> list[Found]:
    return [Found(one.entity, one.start, one.end, one.raw) for one in example.entities]


def _lesson(example: Example) -> Lesson:
    surface, names = surface_of(example.text), _names(example)
    others = [
        one
        for one in find_by_rules(surface, _ANY_DAY)
        if all(one.end <= name.start or name.end <= one.start for name in names)
    ]
    return Lesson(surface.cased, tuple(names), tuple(others))


def _swapped(lesson: Lesson, chance: random.Random) -> Lesson:
    """The same message with other names, every span moved to where it now stands."""
    text, place = "", 0
    names: list[Found] = []
    others: list[Found] = []
    for one in sorted([*lesson.names, *lesson.others], key=lambda found: found.start):
        text += lesson.text[place : one.start]
        is_name = one in lesson.names
        raw = lesson.text[one.start : one.end]
        written = another_name(one.entity, raw, chance) if is_name else raw
        (names if is_name else others).append(Found(one.entity, len(text), len(text) + len(written), written))
        text += written
        place = one.end
    return Lesson(text + lesson.text[place:], tuple(names), tuple(others))


def _spacy_example(model: NameModel, lesson: Lesson) -> Any:
    tokens = tokens_of(lesson.text, lesson.others, model.known)
    begins = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index + 1 for index, token in enumerate(tokens)}
    doc = doc_of(model.nlp, tokens)
    span_class = lean_spacy().tokens.Span
    reference = doc.copy()
    reference.ents = [
        span_class(reference, begins[name.start], ends[name.end], label=name.entity)
        for name in lesson.names
        if name.start in begins and name.end in ends
    ]
    return lean_spacy().training.Example(doc, reference)
