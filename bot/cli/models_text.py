"""Versions of models as people read them in a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nlu.model_store import Manifest
from nlu.versions.overview import Overview
from nlu.versions.pointer import HistoryEntry
from nlu.versions.registry import ALL, Version

if TYPE_CHECKING:
    from nlu.margin import Questions
    from nlu.versions.adjusting import Adjusted

IN_SCOPE = "in_scope_accuracy."
TOO_FEW = "too few messages were new to the encoder for figures"


def as_table(versions: Sequence[Overview]) -> str:
    return "\n".join(_rows(versions))


def as_page(one: Overview) -> str:
    return "\n".join(_lines(one))


def as_history(entries: Sequence[HistoryEntry]) -> str:
    return "\n".join(line for entry in entries for line in _lines_of(entry))


def as_sentence(entry: HistoryEntry) -> str:
    """What happened, by whom, and what the comparison said."""
    forced = " by force" if entry.forced else ""
    reason = f" ({entry.reason})" if entry.reason else ""
    what = entry.version or "what is in force for all"
    return f"{entry.at} {entry.step} to {what}{forced} by {entry.by}{reason}; {entry.verdict}"


def as_adjusted(adjusted: "Adjusted") -> Iterator[str]:
    yield f"until now   {adjusted.before.told()}"
    yield f"            {_figures(adjusted.figures_before)}"
    yield f"            {_asks(adjusted.questions_before)}"
    if adjusted.version is None:
        yield f"{adjusted.messages} messages say the same; nothing is changed"
        return
    yield f"chosen      {adjusted.after.told()}"
    yield f"            {_figures(adjusted.figures_after)}"
    yield f"            {_asks(adjusted.questions_after)}"
    yield (
        f"the figures are of the {adjusted.messages} messages that chose, not held out: "
        "on others what is chosen may come out worse"
    )


def lines_on_serving(serving: Version, *, tenant: str | None, follows_all: bool, gone: bool) -> Iterator[str]:
    """What the table does not show of what is in force, for all or for a tenant."""
    what = serving.name or str(serving.folder)
    if follows_all:
        yield f"{tenant} follows what is in force for all: {what}"
    elif tenant is not None and serving.owner == ALL:
        yield f"{tenant} has {what} in force, one of all's"
    elif serving.name is None and serving.folder.exists():
        yield f"in force is {what}"
    if gone and serving.name is None:
        yield f"HUIYI_MODEL names {what}, where there is nothing; put the model there, or unset HUIYI_MODEL"
    elif gone:
        yield (
            f"in force is {what}, which is gone from {serving.folder.parent}; "
            "put its folder back, promote another, or go back by `huiyi models rollback`"
        )


def _rows(versions: Sequence[Overview]) -> Iterator[str]:
    yield f"{'version':<33}{'':<17}{'recipe':<8}{'messages':>9}   held out, or as said"
    for one in versions:
        made = one.manifest
        told = f"{made.recipe:<8}{made.examples:>9}   {_in_short(made)}" if made else ""
        yield f"{one.version:<33}{one.standing:<17}{told}".rstrip()
        if one.problem:
            yield f"  cannot serve: {one.problem}"


def _lines(one: Overview) -> Iterator[str]:
    yield f"{one.version}, {one.standing}"
    if one.problem:
        yield f"cannot serve: {one.problem}"
    if one.manifest:
        yield f"made        {one.manifest.made_at} by recipe {one.manifest.recipe}"
        yield f"data        {one.manifest.examples} messages, {one.manifest.data[:12]}"
        yield f"encoder     {one.manifest.encoder[:12]}"
        yield f"classifier  {one.manifest.classifier}, {len(one.manifest.labels)} intents"
        yield f"rule        {one.manifest.thresholds.told()}"
        if one.manifest.lacks:
            yield f"without     {', '.join(one.manifest.lacks)}: no training message has any"
        if chosen := one.manifest.chosen_on:
            which = f"{chosen.messages} messages of {chosen.source}, {chosen.data[:12]}"
            yield f"chosen on   {which}, at {one.manifest.made_at}"
        what = "on those" if chosen else "held out"
        yield f"{what:<12}{_figures(one.manifest.metrics) or TOO_FEW}"
        yield "made with   " + ", ".join(f"{name} {number}" for name, number in one.manifest.versions.items())
    for entry in one.history:
        yield from _lines_of(entry)


def _lines_of(entry: HistoryEntry) -> Iterator[str]:
    yield as_sentence(entry)
    if entry.figures:
        yield f"  {entry.measured_on}: {_figures(entry.figures)}"


def _in_short(made: Manifest) -> str:
    metrics = made.metrics
    if not metrics:
        return TOO_FEW
    in_scope = ", ".join(
        f"{name.removeprefix(IN_SCOPE)} {value:.3f}"
        for name, value in metrics.items()
        if name.startswith(IN_SCOPE)
    )
    found = metrics.get("out_of_scope_recall")
    told = "learned nothing of out of scope" if found is None else f"out of scope found {found:.3f}"
    which = f"; on {made.measured_on}" if made.chosen_on else ""
    return f"in scope {in_scope}; {told}{which}"


def _asks(questions: "Questions") -> str:
    return (
        f"asks back {questions.asked} times: needless {questions.needless}, "
        f"where the second intent is right {questions.helpful}"
    )


def _figures(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
