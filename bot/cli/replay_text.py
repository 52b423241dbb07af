"""What a replay found, as people read it in a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.cli.printable import in_brief, printable

if TYPE_CHECKING:
    from bot.replay.comparison import By, Difference, Report

SHOWN = 70
"""Characters of a message, and of a value."""


def as_text(report: "Report", by: "By") -> str:
    return "\n".join(printable(line) for line in _lines(report, by))


def _lines(report: "Report", by: "By") -> Iterator[str]:
    later = sum(one.after_divergence for one in report.differences)
    different = {(one.tenant, one.conversation) for one in report.differences}
    yield (
        f"{len(report.differences)} of {report.turns} turns, in {len(different)} of {report.conversations} "
        f"conversations, would go differently; {later} of them after a divergence"
    )
    several = len({one.tenant for one in report.differences}) > 1
    if report.unrecorded:
        yield f"{report.unrecorded} turns had no record to compare with"
    for name, differences in report.groups(by).items():
        yield ""
        yield f"{name}   ({len(differences)})"
        for one in differences:
            yield from _difference(one, f"{one.tenant} " if several else "")


def _difference(one: "Difference", whose: str) -> Iterator[str]:
    mark = "   (after a divergence)" if one.after_divergence else ""
    yield f"  {whose}{one.conversation} {one.number}. {in_brief(one.text, SHOWN)}{mark}"
    for field in one.fields:
        before, after = getattr(one.recorded, field), getattr(one.replayed, field)
        yield f"    {field:<8} {_value(before)} → {_value(after)}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={in_brief(str(one), SHOWN)}" for name, one in value.items()) or "–"
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return "–" if value is None else str(value)
