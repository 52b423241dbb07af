"""Lets a parser read labelled messages that it has not learned from."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from nlu.evaluation.latency import summarise_latency
from nlu.evaluation.moment import OURS, Moment
from nlu.evaluation.outcome import Outcome, outcome_of
from nlu.evaluation.report import Report, build_report
from nlu.types import Language, ParseResult
from training_data.schema import Example


class Parser(Protocol):
    """What can be measured; `nlu.pipeline.Pipeline` is the real one."""

    @property
    def intents(self) -> Collection[str]:
        """All that it may answer with."""

    def parse(
        self, text: str, *, now: datetime, timezone: str, default_language: Language = Language.zh
    ) -> ParseResult: ...


def evaluate(
    parser: Parser,
    examples: Sequence[Example],
    *,
    moment: Moment = OURS,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Parses every example, one by one, in order, as if said at the moment; `examples` must not be empty.

    `progress` hears how many more messages are done.
    """
    if not examples:
        raise ValueError("got no examples, expected the labelled messages of a test split")
    now, outcomes = moment.instant, list[Outcome]()
    wall: list[float] = []
    cpu: list[float] = []
    for example in examples:
        started, cpu_started = time.perf_counter(), time.process_time()
        result = parser.parse(
            example.text,
            now=now,
            timezone=moment.timezone,
            default_language=Language(example.language),
        )
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - cpu_started) * 1000)
        outcomes.append(outcome_of(example, result))
        progress(1)
    return build_report(outcomes, summarise_latency(wall, cpu), moment=moment, intents=parser.intents)
