"""A conversation is its events: replayed from stored JSON it is the same, wherever it was cut."""

import json

import pytest

from dialogs.charts import FlowStuck, Position, advance, fits, initial_position, task_chart
from dialogs.draft import Draft
from dialogs.errors import UnknownEvent
from dialogs.events import Event
from dialogs.flows.registry import load_repertoire
from dialogs.manager import DialogueManager
from dialogs.tracker import DialogueStateTracker, apply
from dialogs.wording import load_responses

LONG_TALK = [
    ("hello", "greet"),
    ("how do I export?", "data_export"),
    ("no", "deny"),
    ("refund", "request_refund"),
    ("the first one", "?"),
    ("what's the status of LY20260505021?", "order_status"),
    ("by mistake", "how_to"),
    ("I found a bug", "report_bug"),
    ("cards vanish from the board", "?"),
    ("no, the other order", "deny"),
    ("yes", "affirm"),
    ("blub", "?"),
    ("mail me at tess@trio.example", "contact_sales"),
    ("human please", "talk_to_human"),
]


def test_event_by_event_from_json_gives_the_tracker_of_the_live_conversation(chat):
    talk, live = chat("trio"), DialogueStateTracker()
    for text, intent in LONG_TALK:
        turn = talk.say(text, intent)
        for event in turn.events:
            live = apply(live, event)
        assert talk.tracker == live
    assert live.told == {"email": "tess@trio.example"}


def test_the_whole_configuration_is_stored_and_a_paused_flow_wakes_up_where_it_was(chat):
    talk = chat("trio")
    talk.say("refund LY20260506022, by mistake", "request_refund")
    talk.say("I found a bug", "report_bug")
    refund, bug = talk.tracker.frames
    assert refund.position == Position(("aside",), {"where_it_was": ("confirming",)})
    assert bug.position.configuration == ("open", "asking_description")
    talk.say("never mind")
    assert talk.tracker.frame.position.configuration == ("open", "confirming")


def test_events_are_plain_json(chat):
    talk = chat("trio")
    for text, intent in LONG_TALK:
        for event in talk.say(text, intent).events:
            assert json.loads(json.dumps(event.as_json())) == event.as_json()


def test_a_turn_is_the_same_whatever_manager_takes_it(chat):
    talk = chat("trio")
    for text, intent in LONG_TALK:
        talk.manager = DialogueManager()
        talk.say(text, intent)
    assert talk.turns[10].trace.acts == ("done:request_refund",)


def test_a_warm_manager_answers_as_a_cold_one(chat):
    talk = chat("trio")
    talk.manager.warm_up()
    assert talk.say("refund", "request_refund").trace.acts == ("asks_slot:order_id",)


def test_a_flow_stored_by_another_version_is_dropped_and_the_talk_goes_on(chat):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    stored = [line.replace("asking_order_id", "asking_the_moon") for line in talk.stored]
    talk.stored = stored
    turn = talk.say("how do I export?", "data_export")
    assert turn.trace.acts == ("answers_from_kb",)
    assert any("no longer as it was stored" in reason for reason in turn.trace.reasons)


def test_event_types_of_a_later_version_are_passed_over():
    assert DialogueStateTracker.fold([Event("moon.landed", {})]) == DialogueStateTracker()


def test_a_turn_records_nothing_that_the_fold_does_not_know(chat, parse):
    draft = Draft(
        DialogueStateTracker(),
        parse("hi", "greet"),
        chat("trio").world,
        responses=load_responses(),
        repertoire=load_repertoire(),
    )
    with pytest.raises(UnknownEvent, match="expected one of"):
        draft.record("moon.landed")


def test_an_event_that_leads_nowhere_is_an_error_and_leaves_no_trace():
    chart = task_chart("errand", asks=("when",), confirms=True)
    start = initial_position(chart)
    with pytest.raises(FlowStuck, match="agree"):
        advance(chart, start, "agree")
    assert fits(chart, start)
    assert not fits(chart, Position(("open", "asking_the_moon")))
    assert advance(chart, start, "leave").state == "abandoned"
