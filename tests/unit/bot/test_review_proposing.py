"""Which messages are proposed for review, and as what: threads in, proposals out."""

from typing import Any

import pytest

from bot.review.proposing import LONGEST, Said, propose

OUT = "out_of_scope"


def turn(seq: int, text: str, *ranking: tuple[str, float], decision: str = "accepted", **trace: Any) -> Said:
    scores = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    return Said(seq, "customer", text, {"intent_ranking": scores, "decision": decision, **trace})


def agent(seq: int) -> Said:
    return Said(seq, "agent", "let me look")


def bot(seq: int) -> Said:
    return Said(seq, "bot", "here you are")


def person(seq: int) -> Said:
    handoff = {"reason": "asks for a person"}
    return turn(seq, "a person please", ("talk_to_human", 0.9), handoff=handoff, reasons=["hand_over: asks"])


def found(*thread: Said) -> list[tuple[int, str, str | None]]:
    return [(one.said.seq, str(one.why), one.intent) for one in propose(thread)]


SURE = turn(1, "how do I export", ("data_export", 0.95))
UNSURE = turn(1, "the numbers", ("check_bill", 0.4), ("how_to", 0.3))
STRANGE = turn(1, "my dog", (OUT, 0.7), ("how_to", 0.2), decision="rejected")
ANSWERED = turn(1, "how do I export", ("data_export", 0.95), acts=["answers_from_kb"])


def test_what_was_understood_well_is_not_proposed() -> None:
    assert found(SURE, bot(2)) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (UNSURE, [(1, "unsure", "check_bill")]),
        (
            turn(1, "hm it", ("how_to", 0.45), ("outage", 0.44), decision="ambiguous"),
            [(1, "unsure", "how_to")],
        ),
        (turn(1, "glorp", ("how_to", 0.3), decision="rejected"), [(1, "unsure", "how_to")]),
        (STRANGE, []),
    ],
)
def test_doubt_is_proposed_but_not_what_is_plainly_out_of_scope(said, expected) -> None:
    assert found(said, bot(2)) == expected


@pytest.mark.parametrize("step", ["tell", "agree", "helped", "not_helped", "choose", "abandon"])
def test_an_answer_to_the_bots_question_has_no_intent_to_learn(step) -> None:
    assert found(turn(1, "the second one", ("order_status", 0.2), reasons=[f"{step}: it fits"])) == []


@pytest.mark.parametrize("text", ["???", "12345", "x" * (LONGEST + 1)])
def test_what_cannot_be_learned_from_is_not_proposed(text) -> None:
    assert found(turn(1, text, ("how_to", 0.2))) == []


def test_a_turn_that_failed_and_a_message_to_a_person_have_no_meaning_to_review() -> None:
    failed = Said(1, "customer", "boom", {"intent_ranking": [], "decision": None, "error": "RuntimeError"})
    assert found(failed, Said(2, "customer", "are you there?"), agent(3)) == []


def test_small_talk_is_not_proposed() -> None:
    assert found(turn(1, "thx", ("thank", 0.4))) == []


@pytest.mark.parametrize("step", ["refuse", "look_up_knowledge"])
def test_what_was_guessed_as_small_talk_and_answered_as_something_else_is_proposed(step) -> None:
    guessed = turn(1, "学生用", ("affirm", 0.27), ("discount_request", 0.14), reasons=[f"{step}: unclear"])
    assert found(guessed, bot(2)) == [(1, "unsure", "affirm")]
    assert found(guessed, bot(2), person(3), agent(4)) == [(1, "person_answered", "discount_request")]


@pytest.mark.parametrize(
    "text",
    [
        "No, I meant the invoice",
        "that's not what I asked",
        "i meant the invoice",
        "no no, i was talking about the invoice",
        "not that, the invoice",
        "我说的是发票",
        "我的意思是开发票",
        "不是这个，我要发票",
        "你理解错了，要发票",
    ],
)
def test_a_correction_proposes_what_it_was_understood_as_for_the_message_before(text) -> None:
    correction = turn(3, text, ("request_invoice", 0.9))
    assert found(SURE, bot(2), correction) == [(1, "corrected", "request_invoice")]


def test_a_correction_that_was_not_understood_leaves_the_intent_to_people() -> None:
    lost = turn(3, "no, I meant the thing", (OUT, 0.8), decision="rejected")
    assert found(SURE, bot(2), lost) == [(1, "corrected", None)]


@pytest.mark.parametrize(
    "following",
    [
        turn(3, "no, I meant March", ("data_export", 0.9)),
        turn(3, "no, I meant LY20260101001", ("order_status", 0.9), reasons=["tell: corrects the order"]),
        turn(3, "and where is my invoice", ("request_invoice", 0.9)),
        turn(3, "是不是要管理员才能导出", ("permission_denied", 0.9)),
        turn(3, "I mean it", ("complaint", 0.9)),
    ],
)
def test_more_about_the_same_and_another_wish_are_no_corrections(following) -> None:
    assert found(SURE, bot(2), following) == []


def test_a_handoff_right_after_an_answer_says_that_it_did_not_help() -> None:
    assert found(ANSWERED, bot(2), person(3)) == [(1, "not_helped", "data_export")]
    complains = turn(3, "没用", ("complaint", 0.3), reasons=["not_helped: the answer did not help"])
    assert found(ANSWERED, bot(2), complains, bot(4), person(5)) == [(1, "not_helped", "data_export")]


def test_an_answer_that_helped_or_was_followed_by_another_wish_is_left_alone() -> None:
    assert found(ANSWERED, bot(2), turn(3, "where is my order", ("order_status", 0.9)), person(4)) == []


def test_a_person_for_what_only_people_do_is_no_complaint_about_the_answer() -> None:
    cancels = turn(1, "close my account", ("delete_account", 0.9), acts=["answers_from_kb"])
    assert found(cancels, bot(2), person(3)) == []
    complains = turn(3, "no", ("deny", 0.9), reasons=["not_helped: the answer did not help"])
    assert found(cancels, bot(2), complains, person(4)) == [(1, "not_helped", "delete_account")]


def test_what_the_bot_refused_and_a_person_answered_is_in_scope_after_all() -> None:
    assert found(STRANGE, bot(2), person(3), bot(4), agent(5)) == [(1, "person_answered", "how_to")]
    assert found(UNSURE, bot(2), agent(3)) == [(1, "person_answered", "check_bill")]
    calls = turn(1, "the card", (OUT, 0.4), ("talk_to_human", 0.3), ("report_bug", 0.2), decision="rejected")
    assert found(calls, bot(2), agent(3)) == [(1, "person_answered", "report_bug")]


def test_the_last_wish_before_the_handoff_is_what_a_person_solved() -> None:
    earlier = turn(1, "where is my order", ("order_status", 0.9))
    last = turn(3, "the board is empty", ("report_bug", 0.9))
    assert found(earlier, bot(2), last, bot(4), person(5), agent(6)) == [(3, "person_solved", "report_bug")]


def test_nothing_is_solved_before_a_person_writes() -> None:
    assert found(SURE, bot(2), person(3), bot(4)) == []


def test_a_person_who_answers_something_else_solved_something_else() -> None:
    after = turn(5, "and my invoice?", ("request_invoice", 0.9))
    assert found(SURE, bot(2), person(3), bot(4), after, bot(6), agent(7)) == []


def test_each_message_is_proposed_once_by_what_knows_most() -> None:
    ambiguous = turn(
        1, "bill", ("check_bill", 0.45), ("how_to", 0.4), decision="ambiguous", acts=["clarifies"]
    )
    choice = turn(3, "看账单", ("how_to", 0.3), reasons=["choose: picks", "the customer meant check_bill"])
    assert found(ambiguous, bot(2), choice, bot(4), agent(5)) == [(1, "chosen", "check_bill")]
