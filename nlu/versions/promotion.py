"""The rule for coming into force: not to understand worse, beyond chance, than what is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import NLUError, PromotionRefused
from nlu.evaluation import Report, evaluate
from nlu.evaluation.comparison import Comparison, Judgement, compare
from nlu.evaluation.moment import OURS, Moment
from nlu.pipeline import Pipeline
from nlu.versions.pointer import HistoryEntry, Person, Step
from nlu.versions.registry import ModelRegistry, Version
from training_data.schema import Example

Progress = Callable[[str], None]

# Intents that a message names one by one.
TOLD = 5


def promote(
    registry: ModelRegistry,
    version: Version,
    *,
    encoder: OnnxEncoder,
    messages: Sequence[Example],
    called: str = "the test split",
    person: Person,
    owner: str | None = None,
    moment: Moment = OURS,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> HistoryEntry:
    """Measures the version and what serves its owner, and puts it in force where the rule allows.

    `called` is what the history calls the messages; `owner` a tenant that is to have a version of ALL's, or
    without it the version's own. Raises PromotionRefused where the rule does not allow it, ModelMissing or
    ModelBroken for a version that cannot serve.
    """
    owner = owner or version.owner
    version.check(encoder.checksum)
    candidate = Pipeline.load_with(version.folder, encoder)
    current = registry.in_force(owner)
    progress(f"measuring {version.name} on {len(messages)} messages")
    report = evaluate(candidate, messages, moment=moment)
    against = _compare_with(current, encoder, candidate, messages, report, progress)
    entry = person.entry(
        Step.promoted,
        version.name,
        forced=_check_allowed(str(version.name), against, force=force),
        verdict=against.verdict,
        figures=figures_of(report),
        measured_on=f"{len(messages)} messages of {called}",
    )
    registry.promote(owner, entry, instead_of=current)
    return entry


@dataclass(frozen=True, slots=True)
class _Against:
    """The verdict on a candidate beside what is in force, and why it takes force, empty where it does not."""

    verdict: str
    needs_force: str = ""


def _compare_with(
    current: Version,
    encoder: OnnxEncoder,
    candidate: Pipeline,
    messages: Sequence[Example],
    report: Report,
    progress: Progress,
) -> _Against:
    try:
        serving = Pipeline.load_with(current.folder, encoder)
    except NLUError as unusable:
        return _Against(f"nothing to compare with: {unusable}")
    progress(f"measuring {current.name or current.folder}, which is in force")
    comparison = compare(evaluate(serving, messages, moment=report.moment), report)
    lacks = tell_lacking(candidate, serving, messages)
    worse = f"it is worse than what is in force: {comparison.reason}"
    reasons = worse if comparison.verdict is Judgement.worse else "", lacks
    return _Against(tell_verdict(comparison, lacks), "; ".join(filter(None, reasons)))


def tell_verdict(comparison: Comparison, lacks: str) -> str:
    """As the history keeps it; `lacks` is what `tell_lacking` says."""
    return "; ".join(filter(None, [f"{comparison.verdict}: {comparison.reason}", lacks]))


def tell_lacking(candidate: Pipeline, serving: Pipeline, messages: Sequence[Example]) -> str:
    """The intents that only the one in force knows and that none of the messages has; empty for none."""
    asked = {one.intent for one in messages}
    lacking = sorted({*serving.intents} - {*candidate.intents} - asked)
    if not lacking:
        return ""
    more = f" and {len(lacking) - TOLD} more" if len(lacking) > TOLD else ""
    return f"it does not know {', '.join(lacking[:TOLD])}{more}, which was not measured"


def _check_allowed(version: str, against: _Against, *, force: bool) -> bool:
    """Whether it took force. Raises PromotionRefused where it would, and there is none."""
    if not against.needs_force:
        return False
    if not force:
        raise PromotionRefused(
            version, f"{against.needs_force}; --force --reason TEXT puts it in force anyway"
        )
    return True


def promote_where_none_serves(
    registry: ModelRegistry, version: Version, *, encoder: str, person: Person
) -> HistoryEntry | None:
    """Without measuring; None where something in force can serve with the encoder of that checksum."""
    current = registry.in_force(version.owner)
    why_not = current.why_unusable(encoder)
    if why_not is None:
        return None
    manifest = version.check(encoder)
    entry = person.entry(
        Step.promoted,
        version.name,
        verdict=f"nothing to compare with: {why_not}",
        figures=manifest.metrics,
        measured_on=manifest.measured_on,
    )
    registry.promote(version.owner, entry, instead_of=current)
    return entry


def figures_of(report: Report) -> dict[str, float]:
    """What is kept of an evaluation."""
    total, spans, values = report.total, report.entity_total, report.entity_value_total
    strange = {
        "out_of_scope_recall": total.out_of_scope_recall,
        "out_of_scope_precision": total.out_of_scope_precision,
    }
    return {
        "accuracy": total.accuracy,
        "macro_f1": total.macro_f1,
        "in_scope_accuracy": total.in_scope_accuracy,
        **{f"in_scope_accuracy.{name}": one.in_scope_accuracy for name, one in report.languages.items()},
        **(strange if report.asks_out_of_scope else {}),
        **({"entity_f1": spans.f1} if spans.support else {}),
        **({"value_f1": values.f1} if values.support else {}),
    }
