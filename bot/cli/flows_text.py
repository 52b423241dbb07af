"""Flows and what playing them brought, as people read it."""

from collections.abc import Iterable, Sequence

from bot.flow_tests.playing import Played
from dialogs.flow.checking import PROPERTIES, Checked
from dialogs.flow.spec import Check, FlowSpec, SlotSpec, Texts
from nlu.types import Language


def flow_table(specs: Iterable[FlowSpec]) -> str:
    rows = [("flow", "started by", "asks for", "then")]
    for spec in specs:
        does = f"looks up: {spec.looks_up}" if spec.looks_up else spec.action.name if spec.action else ""
        rows.append((spec.name, ", ".join(spec.triggers), ", ".join(spec.asks) or "nothing", does))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_text(spec: FlowSpec) -> str:
    lines = [f"{spec.name} ({spec.title[Language.zh]}, {spec.title[Language.en]}), from {spec.file}"]
    lines.append(f"started by {', '.join(spec.triggers)}" + (", signed in only" if spec.signed_in else ""))
    for slot in spec.slots:
        lines += ["", *_slot_lines(slot)]
    for refusal in spec.refusals:
        lines += ["", f"refuses where {_conditions(refusal.when)}; then {refusal.then}"]
        lines += _said(refusal.say)
    if spec.confirm:
        lines += ["", "restates and waits for a yes", *_said(spec.confirm)]
    if spec.action:
        lines += ["", f"does: {spec.action.name} ({spec.action.kind})"]
    for name, texts in spec.outcomes.items():
        lines += [f"  {name}", *_said(texts)]
    return "\n".join(lines)


def _slot_lines(slot: SlotSpec) -> list[str]:
    how = "taken where it is told" if slot.optional else "asked for"
    where = f", where {_conditions(slot.when)}" if slot.when else ""
    unless = f", unless {' or '.join(slot.unless_told)} is told" if slot.unless_told else ""
    lines = [f"{slot.name}: {how}{where}{unless}; {slot.kind} {slot.source or ', '.join(slot.choices)}"]
    if slot.default:
        lines.append(f"  else {slot.default}")
    if slot.must:
        lines.append(f"  must fulfil {_conditions(slot.must)}")
    return lines + (_said(slot.ask) if slot.ask else [])


def _conditions(checks: Iterable[Check]) -> str:
    return " and ".join(f"{check.name} {check.op} {_value(check.value)}" for check in checks)


def _value(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _said(texts: Texts) -> list[str]:
    return [f"  {language}: {variant!r}" for language in Language for variant in texts[language][:1]]


def played_text(played: Played) -> str:
    lines = []
    for miss in played.misses:
        lines += [f"{miss.script} ({miss.file})", f"  {miss.user!r}: {'; '.join(miss.wrong)}"]
        lines += [f"  acts: {', '.join(miss.acts)}", f"  said: {miss.said[:200]!r}"]
    passed = played.turns - len(played.misses)
    lines.append(f"{passed} of {played.turns} turns ({played.turns_passed:.1%}) went as written,")
    lines.append(f"in {played.conversations_passed:.1%} of {played.conversations} conversations all of them")
    return "\n".join(lines)


def checked_text(checked: Sequence[Checked]) -> str:
    """A line a flow, then each fault with the shortest way to it."""
    width = max((len(one.flow) for one in checked), default=0)
    lines = [
        f"{one.flow.ljust(width)}  configurations {one.configurations}, steps {one.steps}, "
        f"properties that hold {one.held} of {len(PROPERTIES)}"
        for one in checked
    ]
    faults = [fault for one in checked for fault in one.faults]
    for fault in faults:
        lines += ["", str(fault)]
    found = (
        f"{len(faults)} faults in {len({fault.flow for fault in faults})} flows" if faults else "all holds"
    )
    return "\n".join([*lines, "", f"{len(checked)} flows: {found}"])
