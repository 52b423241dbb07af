"""Every single fault of a kind in every flow: planted in its chart or its file, one at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from statemachine.exceptions import InvalidDefinition

from dialogs.charts import Chart, build_chart
from dialogs.flow.checking import find_faults
from dialogs.flow.compiling import compile_flow
from dialogs.flow.spec import FlowSpec, SlotSpec
from dialogs.flow.subject import Subject
from dialogs.flow.texts import with_flows
from dialogs.flow.walking import Walk
from dialogs.flows.registry import Repertoire
from dialogs.wording import load_responses
from nlu.types import Language
from training_data.errors import FileBroken

Definition = dict[str, Any]
BAR = 0.95


@dataclass(frozen=True)
class Mutant:
    """`made`: the faulty chart's definition, or the faulty spec. `kind` sorts the faults for the report."""

    flow: str
    kind: str
    fault: str
    made: Definition | FlowSpec

    def __str__(self) -> str:
        return f"{self.flow}: {self.kind}: {self.fault}"


def why_lost(mutant: Mutant) -> str:
    """Why a survivor cannot be told from what is wanted."""
    if mutant.kind != "condition dropped":
        return "a gap of the check"
    if mutant.fault.startswith("refuse."):
        return "refuses more often; each reason still comes up and every slot is still asked for"
    if ".must:" in mutant.fault:
        return "takes more values; no text of the file is left unsaid for it"
    return "asks more often; every text still tells what is known"


@dataclass
class Tally:
    """`planted` counts only what changes something; `same` are mutants that behave as the flow does."""

    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.caught.total() / self.planted.total()


class Plantation:
    """Checks mutants of one repertoire."""

    def __init__(self, repertoire: Repertoire) -> None:
        self.repertoire = repertoire
        self.tally = Tally()
        self._texts = load_responses()
        responses = with_flows(self._texts, repertoire.specs.values())
        self._sound = {
            name: Subject(spec, repertoire.flows[name], responses, repertoire)
            for name, spec in repertoire.specs.items()
        }

    def mutants(self) -> list[Mutant]:
        return [
            mutant
            for name, spec in self.repertoire.specs.items()
            for mutant in (*chart_mutants(name, self.repertoire.flows[name].chart), *file_mutants(spec))
        ]

    def plant(self, mutant: Mutant) -> None:
        """Counted as caught: found by the check, or refused when file or chart is built."""
        try:
            subject = self._subject(mutant)
            if isinstance(mutant.made, dict) and is_same(subject.walk, self._sound[mutant.flow].walk):
                self.tally.same[mutant.kind] += 1
                return
            found = next(find_faults(subject), None)
        except (InvalidDefinition, FileBroken):
            self.tally.refused[mutant.kind] += 1
            found = True
        self.tally.planted[mutant.kind] += 1
        if found:
            self.tally.caught[mutant.kind] += 1
        else:
            self.tally.survivors.append(mutant)

    def _subject(self, mutant: Mutant) -> Subject:
        sound = self._sound[mutant.flow]
        if isinstance(mutant.made, dict):
            spec, responses = sound.spec, sound.responses
            flow = replace(sound.flow, chart=build_chart(mutant.flow, mutant.made))
        else:
            spec = mutant.made
            flow = compile_flow(spec)
            responses = with_flows(self._texts, [*self._others(mutant.flow), spec])
        repertoire = replace(
            self.repertoire,
            specs={**self.repertoire.specs, mutant.flow: spec},
            flows={**self.repertoire.flows, mutant.flow: flow},
        )
        return Subject(spec, flow, responses, repertoire)

    def _others(self, name: str) -> list[FlowSpec]:
        return [spec for spec in self.repertoire.specs.values() if spec.name != name]


def is_same(one: Walk, other: Walk) -> bool:
    """Whether two charts do the same wherever they can come to, whatever is sent."""
    return [(stop.position, stop.leads) for stop in one.stops] == [
        (stop.position, stop.leads) for stop in other.stops
    ]


# --- charts ---------------------------------------------------------------------------------------------


def definition_of(chart: Chart) -> Definition:
    """What `build_chart` makes it of."""
    return {state.id: _state(state) for state in chart.states_map.values() if not state.parent}


def _state(state: Chart) -> Definition:
    made: Definition = {"initial": state.initial, "final": state.final}
    ways: dict[str, list[Definition]] = {}
    for way in state.transitions:
        if way.event:
            guards = [spec.func for spec in way.cond]
            guard = {"cond": guards[0]} if guards else {}
            ways.setdefault(str(way.event), []).append({"target": way.target.id, **guard})
    if ways:
        made["on"] = ways
    if state.states:
        made["states"] = {inner.id: _state(inner) for inner in state.states}
    if state.history:
        made["history"] = {past.id: {"type": "deep"} for past in state.history}
    return made


def chart_mutants(flow: str, chart: Chart) -> Iterator[Mutant]:
    definition = definition_of(chart)
    ids = [*chart.states_map, *(past.id for state in chart.states_map.values() for past in state.history)]
    for place, event, index, way in _ways(definition):
        at = f"{event} from {place[-1]} to {way['target']}"
        if "cond" in way:
            at += f" where {way['cond'].__name__}"

        dropped = deepcopy(definition)
        ways = _at(dropped, place)["on"]
        del ways[event][index]
        if not ways[event]:
            del ways[event]
        yield Mutant(flow, "transition dropped", at, dropped)

        if "cond" in way:
            bare = deepcopy(definition)
            del _at(bare, place)["on"][event][index]["cond"]
            yield Mutant(flow, "guard dropped", at, bare)

        for other in ids:
            if other != way["target"]:
                led = deepcopy(definition)
                _at(led, place)["on"][event][index]["target"] = other
                yield Mutant(flow, "transition led elsewhere", f"{at}, now to {other}", led)

    for end in (name for name, state in definition.items() if state["final"]):
        for event in ("told", "agree", "resume", "leave"):
            led = deepcopy(definition)
            led[end] |= {"final": False, "on": {event: [{"target": "open"}]}}
            yield Mutant(flow, "end that goes on", f"{event} from {end} to open", led)


def _ways(
    states: Definition, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str, int, Definition]]:
    for name, state in states.items():
        for event, ways in state.get("on", {}).items():
            for index, way in enumerate(ways):
                yield (*path, name), event, index, way
        yield from _ways(state.get("states", {}), (*path, name))


def _at(definition: Definition, place: tuple[str, ...]) -> Definition:
    state = definition[place[0]]
    for name in place[1:]:
        state = state["states"][name]
    return state


# --- files ----------------------------------------------------------------------------------------------


def file_mutants(spec: FlowSpec) -> Iterator[Mutant]:
    yield from _without_a_text(spec)
    yield from _without_a_condition(spec)
    for slot in spec.slots:
        if slot.ask:
            yield _of_slot(spec, slot, "prompt dropped", f"ask of {slot.name}", ask=None)
    if spec.confirm:
        yield Mutant(spec.name, "prompt dropped", "confirm", replace(spec, confirm=None))
    for intent in spec.triggers:
        others = tuple(one for one in spec.triggers if one != intent)
        made = replace(spec, triggers=(*others, f"{intent}s"))
        yield Mutant(spec.name, "intent misspelt", intent, made)
    for name in spec.outcomes:
        outcomes = {key: texts for key, texts in spec.outcomes.items() if key != name}
        yield Mutant(spec.name, "prompt dropped", f"outcome {name}", replace(spec, outcomes=outcomes))


def _without_a_text(spec: FlowSpec) -> Iterator[Mutant]:
    kind = "text dropped in one language"
    for language in Language:
        for slot in spec.slots:
            for key in ("ask", "again", "one", "not_found"):
                if texts := getattr(slot, key):
                    at = f"{key} of {slot.name} in {language}"
                    yield _of_slot(spec, slot, kind, at, **{key: _without(texts, language)})
        if spec.confirm:
            made = replace(spec, confirm=_without(spec.confirm, language))
            yield Mutant(spec.name, kind, f"confirm in {language}", made)
        for group in ("outcomes", "says", "buttons"):
            for key, texts in getattr(spec, group).items():
                made = replace(spec, **{group: {**getattr(spec, group), key: _without(texts, language)}})
                yield Mutant(spec.name, kind, f"{group}.{key} in {language}", made)
        for refusal in spec.refusals:
            made = _with_refusal(spec, refusal.name, say=_without(refusal.say, language))
            yield Mutant(spec.name, kind, f"refuse.{refusal.name} in {language}", made)
        made = replace(spec, title=_without(spec.title, language))
        yield Mutant(spec.name, kind, f"title in {language}", made)


def _without_a_condition(spec: FlowSpec) -> Iterator[Mutant]:
    kind = "condition dropped"
    for slot in spec.slots:
        for key in ("when", "still_when", "must", "unless_told"):
            for index, check in enumerate(getattr(slot, key)):
                at = f"{slot.name}.{key}: {getattr(check, 'name', check)}"
                yield _of_slot(spec, slot, kind, at, **{key: _but(getattr(slot, key), index)})
    for refusal in spec.refusals:
        for index, check in enumerate(refusal.when):
            made = _with_refusal(spec, refusal.name, when=_but(refusal.when, index))
            yield Mutant(spec.name, kind, f"refuse.{refusal.name}: {check.name}", made)


def _of_slot(spec: FlowSpec, slot: SlotSpec, kind: str, fault: str, **changes: Any) -> Mutant:
    slots = tuple(replace(one, **changes) if one is slot else one for one in spec.slots)
    return Mutant(spec.name, kind, fault, replace(spec, slots=slots))


def _with_refusal(spec: FlowSpec, name: str, **changes: Any) -> FlowSpec:
    refusals = tuple(replace(one, **changes) if one.name == name else one for one in spec.refusals)
    return replace(spec, refusals=refusals)


def _without(texts: Mapping[Language, Any], language: Language) -> Mapping[Language, Any]:
    return {key: text for key, text in texts.items() if key != language}


def _but(items: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    return items[:index] + items[index + 1 :]
