"""Proves what holds of every flow wherever it can come to. Start here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

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


def check_flows(repertoire: Repertoire, responses: Responses | None = None) -> tuple[Checked, ...]:
    whole = with_flows(responses or load_responses(), repertoire.specs.values())
    return tuple(check_flow(name, repertoire, whole) for name in repertoire.specs)


def check_flow(name: str, repertoire: Repertoire, responses: Responses) -> Checked:
    """`responses` with the flows' own texts. Of each property that does not hold the shortest example."""
    spec, flow = repertoire.specs[name], repertoire.flows[name]
    subject = Subject(spec, flow, responses, repertoire)
    faults = [
        Counterexample(name, spec.file, title, min(found, key=lambda fault: len(fault.path)))
        for title, finds in PROPERTIES.items()
        if (found := tuple(finds(subject)))
    ]
    walk = subject.walk
    steps = sum(1 for stop in walk.stops for reached in stop.leads.values() if reached)
    return Checked(name, spec.file, len(walk.configurations), steps, tuple(faults))
