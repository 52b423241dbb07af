"""Proves what holds of every flow wherever it can come to. Start here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.flow import chart_properties as chart
from dialogs.flow import file_properties as file
from dialogs.flow.counterexample import Counterexample, Fault
from dialogs.flow.subject import Subject
from dialogs.flow.texts import with_flows
from dialogs.flows.registry import Repertoire
from dialogs.wording import Responses, load_responses

PROPERTIES: Mapping[str, Callable[[Subject], Iterator[Fault]]] = {
    "starts by intents there are": file.starts_by_known_intents,
    "asks for every slot it needs": file.asks_every_slot,
    "can refuse for each of its reasons": file.can_refuse_for_each_reason,
    "says all in both languages": file.says_all_in_both_languages,
    "says all that its file has": file.says_all_its_file_has,
    "tells only what is known": file.tells_only_what_is_known,
    "never gets stuck": chart.never_stuck,
    "can be left within 2 events": chart.can_be_left,
    "has a person within 2 events": chart.has_a_person,
    "takes what is sent": chart.takes_what_is_sent,
    "leaves by the way out": chart.leaves_by_the_way_out,
    "asks for what is missing": chart.asks_for_what_is_missing,
    "acts once all is known": chart.acts_once_all_is_known,
    "refuses where it must": chart.refuses_where_it_must,
    "acts after a yes alone": chart.acts_after_a_yes_alone,
    "comes back to where it was": chart.comes_back_to_where_it_was,
    "ends for good": chart.ends_for_good,
    "is the person's alone": chart.is_the_persons_alone,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """`configurations` of the chart and `steps` between them were walked; `faults` has one a property."""

    flow: str
    file: str
    configurations: int
    steps: int
    faults: tuple[Counterexample, ...]

    @property
    def held(self) -> int:
        return len(PROPERTIES) - len(self.faults)

    def as_json(self) -> Mapping[str, Any]:
        return {
            "flow": self.flow,
            "file": self.file,
            "configurations": self.configurations,
            "steps": self.steps,
            "held": self.held,
            "of": len(PROPERTIES),
            "faults": [fault.as_json() for fault in self.faults],
        }


def check_flows(repertoire: Repertoire, responses: Responses | None = None) -> tuple[Checked, ...]:
    whole = with_flows(responses or load_responses(), repertoire.specs.values())
    return tuple(
        check(Subject(spec, repertoire.flows[name], whole, repertoire))
        for name, spec in repertoire.specs.items()
    )


def check(subject: Subject) -> Checked:
    """Of each property that does not hold the shortest example."""
    walk, spec = subject.walk, subject.spec
    steps = sum(1 for stop in walk.stops for reached in stop.leads.values() if reached)
    return Checked(spec.name, spec.file, len(walk.configurations), steps, tuple(find_faults(subject)))


def find_faults(subject: Subject) -> Iterator[Counterexample]:
    for title, finds in PROPERTIES.items():
        shortest = min(finds(subject), key=lambda fault: len(fault.path), default=None)
        if shortest:
            yield Counterexample(subject.spec.name, subject.spec.file, title, shortest)
