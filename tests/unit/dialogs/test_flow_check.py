"""`huiyi flows check`: the flows that are shipped hold, and each property is missed where it is broken."""

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from dialogs.charts import Position, build_chart
from dialogs.draft import Draft
from dialogs.events import Event
from dialogs.flow.checking import PROPERTIES, check_flows, find_faults
from dialogs.flow.counterexample import Counterexample
from dialogs.flow.loading import FOLDER
from dialogs.flow.possible import possible_cases
from dialogs.flow.subject import Subject
from dialogs.flow.texts import with_flows
from dialogs.flow.walking import walk
from dialogs.flows.registry import Repertoire, load_repertoire
from dialogs.tracker import DialogueStateTracker, Frame
from dialogs.wording import load_responses
from tests.flow_mutations import Definition, definition_of

SHIPPED = load_repertoire()


def faults_of(repertoire: Repertoire, flow: str) -> dict[str, Counterexample]:
    responses = with_flows(load_responses(), repertoire.specs.values())
    subject = Subject(repertoire.specs[flow], repertoire.flows[flow], responses, repertoire)
    return {fault.property: fault for fault in find_faults(subject)}


def test_every_shipped_flow_holds_every_property():
    checked = check_flows(SHIPPED)
    assert len(checked) == len(list(FOLDER.glob("*.yml")))
    assert [str(fault) for one in checked for fault in one.faults] == []


# --- files with a fault ---------------------------------------------------------------------------------


@pytest.fixture
def with_file(tmp_path: Path) -> Callable[..., Repertoire]:
    """The shipped flows, one of them with a text of its file replaced."""

    def make(flow: str, old: str, new: str) -> Repertoire:
        for file in FOLDER.glob("*.yml"):
            text = file.read_text(encoding="utf-8")
            if file.stem == flow:
                assert re.search(old, text), "the fault must change something"
                text = re.sub(old, new, text, count=1)
            (tmp_path / file.name).write_text(text, encoding="utf-8")
        return load_repertoire(tmp_path)

    return make


@pytest.mark.parametrize(
    ("flow", "old", "new", "property_", "says"),
    [
        (
            "check_bill",
            "signed_in: true",
            "signed_in: true\ntriggers: [chek_bill]",
            "starts by intents there are",
            "intent chek_bill is unknown",
        ),
        (
            "complaint",
            "flow: complaint",
            "flow: complaint\ntriggers: [talk_to_human]",
            "starts by intents there are",
            "talk_to_human is answered before any flow",
        ),
        (
            "change_order",
            r"when: \{order.of_seats: false\}",
            "when: {order.of_seats: false, order.status: paid}",
            "asks for every slot it needs",
            "slot description is never asked for",
        ),
        (
            "cancel_order",
            r"when: \{order.paid: true\}",
            "when: {order.paid: true, order.status: cancelled}",
            "can refuse for each of its reasons",
            "refuse.paid never comes up",
        ),
        (
            "check_bill",
            r"(?s)    not_found:.*?says:",
            "says:",
            "says all in both languages",
            "not_found has no text in zh",
        ),
        (
            "book_training",
            r"    must: .*\n",
            "",
            "says all that its file has",
            "again_time is never said",
        ),
        (
            "cancel_order",
            r"\[，原因：\{reason\}\]",
            "，原因：{reason}",
            "tells only what is known",
            "confirm in zh tells {reason}, which may be unknown where it is said",
        ),
        (
            "request_invoice",
            r"    when: \{bill.currency: CNY\}\n    words",
            "    words",
            "tells only what is known",
            "it is always known there",
        ),
        (
            "order_status",
            r"(?s)none:.*",
            "none: {zh: ['没有{order_amount}'], en: ['no {order_amount}']}\n",
            "tells only what is known",
            "is given no values",
        ),
        (
            "cancel_order",
            r"(?s)confirm:.*?buttons:",
            "buttons:",
            "acts after a yes alone",
            "action cancel_order changes something for the customer and nobody is asked for a yes",
        ),
    ],
)
def test_a_fault_in_a_file_is_named(with_file, flow, old, new, property_, says):
    repertoire = with_file(flow, old, new)
    faults = faults_of(repertoire, flow)
    assert says in faults[property_].fault.wrong
    assert faults[property_].file == f"{flow}.yml"
    assert faults[property_].fault.do


def test_an_action_elsewhere_always_takes_a_yes(with_file):
    repertoire = with_file("complaint", "action: open_ticket", "action: {http: tell_shop}")
    faults = faults_of(repertoire, "complaint")
    assert "action tell_shop changes something" in faults["acts after a yes alone"].fault.wrong


# --- charts with a fault --------------------------------------------------------------------------------


def with_chart(flow: str, change: Callable[[Definition], object]) -> Repertoire:
    sound = SHIPPED.flows[flow]
    definition = definition_of(sound.chart)
    change(definition)
    flows = {**SHIPPED.flows, flow: replace(sound, chart=build_chart(flow, definition))}
    return replace(SHIPPED, flows=flows)


def ways(definition: Definition, event: str, state: str = "open") -> list[Definition]:
    return definition[state]["on"][event]


def lead(event: str, target: str, *, state: str = "open", way: int = 0) -> Callable[[Definition], object]:
    return lambda definition: ways(definition, event, state)[way].update(target=target)


def drop(event: str, *, state: str = "open") -> Callable[[Definition], object]:
    return lambda definition: definition[state]["on"].pop(event)


def never(target: str) -> Callable[[Definition], object]:
    """A way that is never taken: the library refuses a chart with a state that no way leads to."""
    return lambda definition: ways(definition, "told").append({"target": target})


def both(*changes: Callable[[Definition], object]) -> Callable[[Definition], object]:
    return lambda definition: [change(definition) for change in changes]


def agree_leads_to(target: str) -> Callable[[Definition], object]:
    def change(definition: Definition) -> None:
        definition["open"]["states"]["confirming"]["on"]["agree"][0]["target"] = target

    return change


@pytest.mark.parametrize(
    ("change", "property_", "wrong", "path"),
    [
        (
            both(agree_leads_to("refused"), never("done")),
            "never gets stuck",
            "from asking_order_id the flow can never be done",
            [],
        ),
        (
            both(lead("leave", "refused"), lead("leave", "refused", state="aside"), never("abandoned")),
            "can be left within 2 events",
            "from asking_order_id 'leave' does not lead to abandoned within 2 events",
            ["told: still missing order_id"],
        ),
        (
            both(
                lead("hand_over", "refused"),
                lead("hand_over", "refused", state="aside"),
                never("handed_over"),
            ),
            "has a person within 2 events",
            "'hand_over' does not lead to handed_over within 2 events",
            ["told: still missing order_id"],
        ),
        (
            drop("leave", state="aside"),
            "takes what is sent",
            "aside takes no 'leave'",
            ["told: still missing order_id", "digress: ", "leave: "],
        ),
        (
            lead("leave", "refused", state="aside"),
            "leaves by the way out",
            "'leave' leads to refused, expected abandoned",
            ["told: still missing order_id", "digress: ", "leave: "],
        ),
        (
            both(lead("told", "confirming", way=2), never("asking_reason")),
            "asks for what is missing",
            "reason is missing and the flow is confirming",
            ["told: still missing reason"],
        ),
        (
            both(lead("told", "asking_reason", way=3), never("confirming")),
            "acts once all is known",
            "nothing is missing and the flow is asking_reason, expected confirming",
            ["told: nothing is missing"],
        ),
        (
            both(lead("told", "confirming", way=0), never("refused")),
            "refuses where it must",
            "stands against it and the flow is confirming",
            ["told: "],
        ),
        (
            both(lead("told", "done", way=3), never("confirming")),
            "acts after a yes alone",
            "'told' in asking_order_id carries it out without a yes",
            ["told: nothing is missing"],
        ),
        (
            lead("resume", "open", state="aside"),
            "comes back to where it was",
            "comes back to asking_order_id and was in asking_reason",
            ["told: still missing reason", "digress: ", "resume: "],
        ),
        (
            lambda definition: definition["abandoned"].update(
                final=False, on={"resume": [{"target": "open"}]}
            ),
            "takes what is sent",
            "abandoned takes no 'told'",
            ["told: still missing order_id", "leave: ", "told: "],
        ),
        (
            drop("hand_over", state="aside"),
            "is the person's alone",
            "the conversation cannot go to a person",
            ["told: still missing order_id", "digress: ", "hand_over: "],
        ),
    ],
)
def test_a_fault_in_a_chart_is_named_with_the_shortest_way_to_it(change, property_, wrong, path):
    found = faults_of(with_chart("request_refund", change), "request_refund")[property_]
    assert wrong in found.fault.wrong
    steps = [str(step) for step in found.fault.path]
    assert len(steps) == len(path)
    assert all(step.startswith(start) for step, start in zip(steps, path, strict=True))


def test_a_way_out_of_an_end_is_named():
    """The library refuses one where a chart is built, so it is added to a chart that is."""
    chart = with_chart("request_refund", lambda definition: None).flows["request_refund"].chart
    chart.states_map["done"].to(chart.states_map["refused"], event="leave")
    flows = {**SHIPPED.flows, "request_refund": replace(SHIPPED.flows["request_refund"], chart=chart)}
    found = faults_of(replace(SHIPPED, flows=flows), "request_refund")["ends for good"]
    assert "'leave' leads from done, which is an end, to refused" in found.fault.wrong


def test_each_property_is_broken_by_a_test_here():
    here = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in PROPERTIES if f'"{name}"' not in here] == []


# --- what is walked is what happens ---------------------------------------------------------------------

TOLD = {
    "order_id": ["LY20260428006", "LY20260510019", "LY20260503011", "LY20260506022", "LY1"],
    "invoice_id": ["INV-202604", "INV-2026041", "INV-2026042"],
    "plan": ["free", "team", "business", "enterprise"],
    "addon": ["crm", "data_warehouse"],
    "seats": ["0", "5"],
    "amount": ["1 CNY", "9000 CNY", "10.00 USD"],
    "time": ["2026-05-01", "2026-06-01"],
}


@pytest.mark.parametrize("flow", [name for name, spec in SHIPPED.specs.items() if not spec.looks_up])
def test_whatever_is_told_guards_see_only_what_was_walked(chat, parse, flow):
    """Every customer with every combination of values, through the check that a turn runs."""
    spec, cases = SHIPPED.specs[flow], set(possible_cases(SHIPPED.specs[flow]))
    responses = with_flows(load_responses(), SHIPPED.specs.values())
    known = {(case.facts, case.filled) for case in cases}
    told = [[None, *TOLD.get(slot.name, ["x"])] for slot in spec.slots]
    for customer in ("qinglan", "northfold", "trio", "solo"):
        talk = chat(customer)
        for values in itertools.product(*told):
            slots = {s.name: v for s, v in zip(spec.slots, values, strict=True) if v is not None}
            frame = Frame(flow, Position(("open",)), slots)
            draft = Draft(
                DialogueStateTracker(frames=(frame,)), parse("x"), talk.world,
                responses=responses, repertoire=SHIPPED,
            )  # fmt: skip
            facts = SHIPPED.flows[flow].check(draft)
            assert (facts, frozenset(draft.frame.slots)) in known, (customer, slots, facts)


def places(flow: str) -> list[Position]:
    facts = dict.fromkeys(case.facts for case in possible_cases(SHIPPED.specs[flow]))
    return [stop.position for stop in walk(SHIPPED.flows[flow].chart, facts).waiting]


@pytest.mark.parametrize("flow", list(SHIPPED.flows))
@pytest.mark.parametrize("said", ["转人工", "human please"])
def test_wherever_a_flow_stands_a_person_is_reached_at_once_and_nothing_stays_under_way(chat, flow, said):
    for position in places(flow):
        talk = chat("qinglan")
        started = {
            "flow": flow,
            "configuration": list(position.configuration),
            "history": {key: list(states) for key, states in position.history.items()},
            "slots": {},
            "notes": {},
        }
        talk.stored.append(json.dumps(Event("flow.started", started).as_json()))
        turn = talk.say(said, "talk_to_human")
        assert turn.handoff is not None
        assert talk.tracker.frames == ()
        assert talk.tracker.offer is None
        assert len(turn.replies) == 1
        assert turn.trace.ticket.ticket_id in turn.replies[0].text


# --- the command ----------------------------------------------------------------------------------------


def test_the_command_says_a_line_a_flow():
    result = CliRunner().invoke(app, ["flows", "check"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[: len(SHIPPED.specs)]] == list(SHIPPED.specs)
    assert lines[-1] == f"{len(SHIPPED.specs)} flows: all holds"


def test_the_command_fails_with_the_shortest_way_to_a_fault(with_file, tmp_path):
    with_file("cancel_order", r"(?s)confirm:.*?buttons:", "buttons:")
    result = CliRunner().invoke(app, ["flows", "check", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "cancel_order.yml: flow cancel_order does not hold 'acts after a yes alone'" in result.stdout
    assert "1. told: nothing is missing" in result.stdout
    assert "to do: write 'confirm' in both languages" in result.stdout
    as_json = json.loads(
        CliRunner().invoke(app, ["flows", "check", "--folder", str(tmp_path), "--json"]).stdout
    )
    faults = next(one["faults"] for one in as_json["flows"] if one["flow"] == "cancel_order")
    assert [fault["path"] for fault in faults if fault["property"] == "acts after a yes alone"] == [
        ["told: nothing is missing"]
    ]


def test_a_folder_without_flows_is_no_success(tmp_path):
    assert CliRunner().invoke(app, ["flows", "check", "--folder", str(tmp_path)]).exit_code == 2
