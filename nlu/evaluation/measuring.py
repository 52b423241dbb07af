"""Lets a parser read labelled messages that it has not learned from."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from nlu.evaluation.latency import summarise_latency
from nlu.evaluation.outcome import Outcome, outcome_of
from nlu.evaluation.report import Report, build_report
from nlu.types import Language, ParseResult
from training_data.schema import Example

# The moment from which the values of times in our test split are reckoned: a Monday, 10:00 in the demo.
NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
TIMEZONE = "+08:00"


class Parser(Protocol):
    """What can be measured; `nlu.pipeline.Pipeline` is the real one."""

    def parse(
        self, text: str, *, now: datetime, timezone: str, default_language: Language = Language.zh
    ) -> ParseResult: ...


def evaluate(
    parser: Parser, examples: Sequence[Example], *, progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Parses every example, one by one, in order; `examples` must not be empty.

    `progress` hears how many more messages are done.
    """
    if not examples:
        raise ValueError("got no examples, expected the labelled messages of a test split")
    outcomes: list[Outcome] = []
    wall: list[float] = []
    cpu: list[float] = []
    for example in examples:
        started, cpu_started = time.perf_counter(), time.process_time()
        result = parser.parse(
            example.text, now=NOW, timezone=TIMEZONE, default_language=Language(example.language)
        )
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - cpu_started) * 1000)
        outcomes.append(outcome_of(example, result))
        progress(1)
    return build_report(outcomes, summarise_latency(wall, cpu))
