"""What a flow's file says, as responses and terms beside all others."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dialogs.flow.spec import FlowSpec, Texts
from dialogs.wording import Responses


def with_flows(responses: Responses, specs: Iterable[FlowSpec]) -> Responses:
    """The flow's name is the first part of each key: "request_refund.ask_order_id"."""
    templates: dict[str, Mapping[str, tuple[str, ...]]] = dict(responses.templates)
    titles: dict[str, Mapping[str, str]] = dict(responses.terms["flow"])
    for spec in specs:
        for key, texts in texts_of(spec).items():
            templates[f"{spec.name}.{key}"] = {str(language): one for language, one in texts.items()}
        titles[spec.name] = {str(language): one for language, one in spec.title.items()}
    return replace(responses, templates=templates, terms={**responses.terms, "flow": titles})


def texts_of(spec: FlowSpec) -> dict[str, Texts]:
    texts: dict[str, Texts | None] = {**spec.says, **spec.outcomes, "confirm": spec.confirm}
    texts |= {refusal.name: refusal.say for refusal in spec.refusals}
    for slot in spec.slots:
        texts |= {
            f"ask_{slot.name}": slot.ask,
            f"again_{slot.name}": slot.again,
            f"one_{slot.name}": slot.one,
        }
        if slot.not_found:
            texts["not_found"] = slot.not_found
    return {key: text for key, text in texts.items() if text}
