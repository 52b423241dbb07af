"""A flow as it is checked: its file, its chart, and where that leads."""

from dataclasses import dataclass
from functools import cached_property

from dialogs.actions.built_in import demands_yes
from dialogs.flow.possible import Case, possible_cases
from dialogs.flow.spec import FlowSpec
from dialogs.flow.walking import Walk, walk
from dialogs.flows.flow import Flow
from dialogs.flows.registry import Repertoire
from dialogs.wording import Responses


@dataclass(frozen=True)
class Subject:
    """`responses` hold all flows' texts, `repertoire` all flows. What is computed of it is kept."""

    spec: FlowSpec
    flow: Flow
    responses: Responses
    repertoire: Repertoire

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        return possible_cases(self.spec)

    @cached_property
    def walk(self) -> Walk:
        return walk(self.flow.chart, dict.fromkeys(case.facts for case in self.cases))

    @property
    def demands_yes(self) -> bool:
        return self.spec.action is not None and demands_yes(self.spec.action)
