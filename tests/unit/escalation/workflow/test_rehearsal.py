from datetime import timedelta

from escalation.routing.action_check import Known
from escalation.routing.rule_check import read_rule
from escalation.sla.business_hours import read_hours
from escalation.ticketing.events import TicketEvent
from escalation.workflow.looking import Facts
from escalation.workflow.rehearsal import Change, rehearse
from tests.rule_desk import rule
from tests.unit.escalation.conftest import TUESDAY

HOURS = read_hours({"days": ["tue"], "from": "09:00", "to": "18:00"}, "+08:00")
FACTS = Facts("report_bug", "Export fails", "Northfold", {1: "The export stops", 2: "it is urgent!"})
OPENED = {
    "priority": "P2",
    "reason": "",
    "channel": "widget",
    "tier": "business",
    "intent": "report_bug",
    "language": "en",
}


def events(*more, opened=OPENED):
    first = [
        TicketEvent("ticket.opened", TUESDAY, "bot", opened),
        TicketEvent("ticket.customer_wrote", TUESDAY, "customer", {"message": 1}),
    ]
    return [*first, *more]


def at(type, by, minutes, **data):
    return TicketEvent(type, TUESDAY + timedelta(minutes=minutes), by, data)


def status(to, by, minutes, before="new"):
    return at("ticket.status_changed", by, minutes, **{"from": before, "to": to, "why": ""})


def played(rules, history, *, days=1):
    read = [read_rule(one, Known()) for one in rules]
    return rehearse(read, FACTS, history, HOURS, TUESDAY + timedelta(days=days))


def test_it_says_where_a_ticket_would_have_gone_and_where_it_did():
    history = events(at("ticket.assigned", "rule:old", 1, agent="a_1", team="support", queue=None, reason=""))
    rehearsal = played([rule("new", {"do": "assign", "team": "exports"})], history)
    assert rehearsal.changes == (Change("team", "support", "exports"),)
    assert [one.rule_id for one in rehearsal.fired] == ["new"]
    assert rehearsal.fired[0].actions == ({"do": "assign", "team": "exports"},)


def test_what_people_did_afterwards_stands():
    history = events(
        at("ticket.assigned", "agent:a_1", 5, agent="a_1", team="billing", queue=None, reason="by hand")
    )
    assert not played([rule("new", {"do": "assign", "team": "exports"})], history).changes


def test_what_a_person_gave_by_hand_a_later_rule_takes_only_where_it_says_so():
    history = events(
        at("ticket.assigned", "agent:a_1", 5, agent="a_1", team="billing", queue=None, reason="by hand"),
        at("ticket.priority_changed", "agent:a_1", 9, **{"from": "P2", "to": "P1", "reason": ""}),
    )
    to = {"do": "assign", "team": "exports"}
    later = {"events": ["ticket.priority_changed"]}
    assert not played([rule("new", to, **later)], history).changes
    override = rule("new", to | {"override": True}, **later)
    assert played([override], history).changes == (Change("team", "billing", "exports"),)


def test_what_rules_did_is_left_out_so_that_the_same_rules_change_nothing():
    history = events(
        at("ticket.priority_changed", "rule:r", 0, **{"from": "P2", "to": "P1", "reason": ""}),
    )
    assert not played([rule("r", {"do": "set_priority", "priority": "P1"})], history).changes
    assert played([], history).changes == (Change("priority", "P1", "P2"),)


def test_rules_that_follow_from_rules_are_followed_and_loops_end():
    rules = [
        rule("a", {"do": "set_priority", "priority": "P0"}),
        rule("b", {"do": "set_priority", "priority": "P1"}, events=["ticket.priority_changed"]),
        rule("c", {"do": "set_priority", "priority": "P0"}, events=["ticket.priority_changed"]),
    ]
    rehearsal = played(rules, events())
    assert [one.rule_id for one in rehearsal.fired] == ["a", "b", "c"]
    outcomes = {trace.outcome.value for _, traces in rehearsal.traces for trace in traces}
    assert "repeat" in outcomes


def test_a_rule_that_waits_would_have_been_due_once_for_each_stretch():
    wait = {"events": ["time.passed"], "after": {"status": "pending", "minutes": 60}}
    rules = [rule("remind", {"do": "tag", "add": ["slow"]}, **wait)]
    history = events(
        status("pending", "agent:a_1", 10),
        at("ticket.customer_wrote", "customer", 200, message=2),
        status("open", "customer", 200, "pending"),
        status("pending", "agent:a_1", 210, "open"),
    )
    fired = played(rules, history).fired
    assert [one.at - TUESDAY for one in fired] == [timedelta(minutes=70), timedelta(minutes=270)]
    assert played(rules, history[:4]).changes == (Change("tags", (), ("slow",)),)


def test_the_trace_says_which_condition_failed():
    urgent = {"all": [{"field": "text", "operator": "contains", "value": "urgent"}]}
    rules = [
        rule("r", {"do": "mark_incident"}, when=urgent, events=["ticket.opened", "ticket.customer_wrote"])
    ]
    history = events(at("ticket.customer_wrote", "customer", 3, message=2))
    ((_, opening), (_, second)) = played(rules, history).traces
    assert opening[0].why.got == "The export stops"
    assert second[0].outcome.value == "matched"


def test_a_status_that_cannot_be_is_not_set():
    history = events(status("closed", "agent:a_1", 5))
    rules = [rule("r", {"do": "set_status", "status": "pending"}, events=["ticket.status_changed"])]
    assert not played(rules, history).changes


def test_custom_fields_are_compared_one_by_one():
    history = events(at("ticket.field_changed", "agent:a_1", 5, field="seats", **{"from": None, "to": "5"}))
    rules = [rule("r", {"do": "set_field", "field": "product", "value": "crm"})]
    assert played(rules, history).changes == (Change("field.product", None, "crm"),)


def test_a_macro_that_is_gone_does_nothing():
    assert not played([rule("r", {"do": "apply_macro", "macro": "gone"})], events()).changes
