"""A turn's trace becomes something that people read."""

from bot.web.console.trace_view import Segment, build_view, highlight


def entity(name: str, start: int, end: int, value: str) -> dict[str, object]:
    return {"entity": name, "start": start, "end": end, "raw": "", "value": value}


def test_entities_are_marked_where_they_stand_and_the_text_stays_whole() -> None:
    text = "订单 LY-2026 退 300块"
    found = [entity("money", 13, 17, "300 CNY"), entity("order_id", 3, 10, "LY2026")]
    segments = highlight(text, found, "zh")
    assert segments == [
        Segment("订单 "),
        Segment("LY-2026", "订单号", "LY2026"),
        Segment(" 退 "),
        Segment("300块", "金额", "300 CNY"),
    ]
    assert "".join(segment.text for segment in segments) == text


def test_of_entities_that_overlap_the_first_stays_and_offsets_outside_are_ignored() -> None:
    found = [
        entity("plan", 0, 4, "team"),
        entity("company", 2, 6, "x"),
        entity("url", 90, 99, "x"),
        entity("url", 3, 3, "x"),
    ]
    assert highlight("team plan", found, "en") == [Segment("team", "plan", "team"), Segment(" plan")]


def test_emoji_do_not_shift_what_is_marked() -> None:
    assert highlight("😀😀 E1042!", [entity("error_code", 3, 8, "E1042")], "en")[1].text == "E1042"


def test_a_turn_is_told_with_its_ranking_its_acts_and_its_reasons() -> None:
    trace = {
        "intent": {"name": "request_refund", "confidence": 0.943},
        "intent_ranking": [
            {"name": "request_refund", "confidence": 0.943},
            {"name": "thank", "confidence": 0.0001},
        ],
        "decision": "accepted",
        "entities": [],
        "acts": ["asks_slot:reason"],
        "slots": {"order_id": "LY2026", "reason": None, "addon": ["crm", "automation"]},
        "flow": "request_refund",
        "state": "confirming",
        "reasons": ["one", "two"],
        "durations_ms": {"parse": 4.04, "decide": 2, "total": 6.04},
        "error": None,
    }
    view = build_view(trace, "x", "en")
    assert (view.intent, view.percent, view.uncertain, view.failed) == (
        "Request a refund",
        "94%",
        False,
        None,
    )
    assert [(rank.name, rank.width) for rank in view.ranks] == [("Request a refund", 94), ("Thanks", 1)]
    assert view.slots == (("order", "LY2026"), ("add-on", "crm, automation"))
    assert view.acts == ("asks for reason",)
    assert (view.flow, view.state, view.reasons) == (
        "Request a refund",
        "waiting for yes or no",
        ("one", "two"),
    )
    assert view.durations == (("parse", "4.0"), ("decide", "2.0"), ("total", "6.0"))


def test_a_turn_that_failed_before_anything_was_understood_still_has_a_view() -> None:
    trace = {
        "intent": None,
        "intent_ranking": [],
        "decision": None,
        "entities": [],
        "acts": [],
        "error": "OSError: gone",
    }
    view = build_view(trace, "hello", "zh")
    assert (view.failed, view.intent, view.ranks) == ("OSError: gone", "", ())
    assert view.segments == (Segment("hello"),)


def test_an_unsure_reading_is_marked() -> None:
    trace = {"intent": {"name": "out_of_scope", "confidence": 0.3}, "decision": "rejected"}
    assert build_view(trace, "hello", "en").uncertain
