"""Outcomes and reports written by hand."""

from collections.abc import Sequence

from nlu.evaluation.latency import Latency
from nlu.evaluation.moment import OURS
from nlu.evaluation.outcome import Outcome, Span
from nlu.evaluation.report import Report, build_report


def outcome(
    text: str,
    expected: str,
    got: str | None = None,
    *,
    language: str = "en",
    best: str | None = None,
    confidence: float = 0.9,
    out_of_scope: float = 0.1,
    labelled: Sequence[Span] = (),
    found: Sequence[Span] | None = None,
) -> Outcome:
    """Right where neither `got` nor `found` says otherwise; `best` is what was got."""
    return Outcome(
        text=text,
        language=language,
        expected=expected,
        got=got or expected,
        best=best or got or expected,
        confidence=confidence,
        out_of_scope=out_of_scope,
        labelled=tuple(labelled),
        found=tuple(labelled if found is None else found),
        reasons=(),
    )


def report_of(outcomes: Sequence[Outcome]) -> Report:
    """Of a model that has every intent that is labelled."""
    latency = Latency(p50_ms=5.0, p99_ms=9.0, cpu_p50_ms=4.0)
    return build_report(outcomes, latency, moment=OURS, intents={one.expected for one in outcomes})
