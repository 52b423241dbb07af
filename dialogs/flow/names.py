"""Whether everything a flow speaks of is there: facts in conditions, values in texts, actions, readers."""

from dialogs.actions.built_in import ACTIONS
from dialogs.flow.facts import fact_names, value_names
from dialogs.flow.slot_values import NAMED_READERS
from dialogs.flow.spec import Check, FlowSpec, Kind, Op
from dialogs.flow.texts import texts_of
from dialogs.wording import names_in
from training_data.errors import FileBroken

_COMPARING = (Op.above, Op.below, Op.at_least, Op.at_most, Op.same_as, Op.in_, Op.not_in)


def check_names(spec: FlowSpec) -> None:
    """Raises FileBroken for the first that is not."""
    _check_action(spec)
    facts = fact_names(spec)
    for slot in spec.slots:
        for check in (*slot.where, *slot.when, *slot.still_when, *slot.must):
            _check_condition(spec, f"slots.{slot.name}", check, facts, slot.line)
        if slot.default and slot.default not in facts:
            raise FileBroken(
                spec.file, slot.line, _unknown(f"slots.{slot.name}.default", slot.default, facts)
            )
        if slot.kind is Kind.reader and slot.source not in NAMED_READERS:
            problem = _unknown(f"slots.{slot.name}.reader", slot.source, frozenset(NAMED_READERS))
            raise FileBroken(spec.file, slot.line, problem)
    for refusal in spec.refusals:
        for check in refusal.when:
            _check_condition(spec, f"refuse.{refusal.name}", check, facts, 1)
        if refusal.then == "other" and "other" not in spec.says:
            raise FileBroken(spec.file, 1, f"refuse.{refusal.name} offers another one; write says.other")
    _check_texts(spec)


def _check_action(spec: FlowSpec) -> None:
    action = spec.action
    if action is None or action.kind != "built_in":
        return
    if action.name not in ACTIONS:
        raise FileBroken(spec.file, 1, _unknown("action", action.name, frozenset(ACTIONS)))
    lacking = [name for name in ACTIONS[action.name].outcomes if name not in spec.outcomes]
    if lacking:
        raise FileBroken(
            spec.file, 1, f"{action.name} may end in {', '.join(lacking)}; write outcomes.{lacking[0]}"
        )


def _check_texts(spec: FlowSpec) -> None:
    known = value_names(spec)
    if spec.action and spec.action.kind == "built_in":
        known |= set(ACTIONS[spec.action.name].values)
    for key, texts in texts_of(spec).items():
        for variants in texts.values():
            for text in variants:
                for name in sorted(names_in(text) - known):
                    raise FileBroken(spec.file, 1, _unknown(f"the text of {key}", name, known))


def _check_condition(spec: FlowSpec, where: str, check: Check, facts: frozenset[str], line: int) -> None:
    if check.name not in facts:
        raise FileBroken(spec.file, line, _unknown(where, check.name, facts))
    if check.op in _COMPARING and isinstance(check.value, str) and check.value not in facts:
        raise FileBroken(spec.file, line, _unknown(where, check.value, facts))


def _unknown(where: str, got: str, known: frozenset[str]) -> str:
    return f"{where}: {got!r} is unknown; expected one of {', '.join(sorted(known))}"
