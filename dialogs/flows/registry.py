"""All that the bot can carry through, by intent. An intent that is in no list is answered from knowledge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from dialogs.actions.people import INTENT
from dialogs.charts import Chart
from dialogs.draft import Draft
from dialogs.flow.compiling import compile_flow
from dialogs.flow.loading import FOLDER, load_specs
from dialogs.flow.spec import FlowSpec
from dialogs.flows import knowledge_answer, sales
from dialogs.flows.flow import Flow
from dialogs.flows.small_talk import INTENTS

ONE_STEP: Mapping[str, Callable[[Draft], None]] = {
    "contact_sales": sales.contact_sales,
    "pricing_question": sales.price,
}


@dataclass(frozen=True)
class Repertoire:
    """The flows by name, as their files say them and as they run; `starts`: the flow an intent starts."""

    specs: Mapping[str, FlowSpec]
    flows: Mapping[str, Flow]
    starts: Mapping[str, str]

    @cached_property
    def looks_up(self) -> Mapping[str, str]:
        """The look-up of each kind of thing."""
        return {spec.looks_up: name for name, spec in self.specs.items() if spec.looks_up}

    @cached_property
    def ends(self) -> Mapping[str, tuple[str, ...]]:
        """The flows with a yes of their own, by the kind of thing they are about."""
        about: dict[str, tuple[str, ...]] = {}
        for name, spec in self.specs.items():
            if spec.thing and spec.agrees:
                about[spec.thing.source] = (*about.get(spec.thing.source, ()), name)
        return about

    @cached_property
    def carried_out(self) -> frozenset[str]:
        """Intents that something is done about; all others are answered from the knowledge base."""
        return frozenset({*self.starts, *ONE_STEP, *INTENTS, INTENT, "out_of_scope"})

    def find_chart(self, flow: str) -> Chart | None:
        """The chart a stored frame stands in; None for a flow that is no more."""
        if flow == knowledge_answer.NAME:
            return knowledge_answer.CHART
        return self.flows[flow].chart if flow in self.flows else None


@cache
def load_repertoire(folder: Path = FOLDER) -> Repertoire:
    """Reads and compiles the flows of a folder, once. Raises FileBroken."""
    specs = load_specs(folder)
    return Repertoire(
        specs=specs,
        flows={name: compile_flow(spec) for name, spec in specs.items()},
        starts={trigger: name for name, spec in specs.items() for trigger in spec.triggers},
    )
