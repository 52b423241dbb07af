"""Which of two meanings was meant: what the question names, and what may be answered to it."""

from dataclasses import replace

import pytest

from nlu.types import IntentScore


def ask(chat):
    talk = chat("northfold")
    asked = talk.say("duplicate purchase", "order_status", second="cancel_order")
    assert asked.trace.acts == ("clarifies",)
    return talk


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("either one", "affirm"),
        ("随便", "affirm"),
        ("i don't know", "deny"),
        ("not sure which", "deny"),
        ("不知道", "deny"),
        ("我也不清楚", "deny"),
    ],
)
def test_who_cannot_say_is_asked_again_and_keeps_the_first_message(chat, text, guess):
    talk = ask(chat)
    again = talk.say(text, guess)
    assert again.trace.acts == ("clarifies",)
    assert talk.tracker.offer.data["text"] == "duplicate purchase"
    assert talk.say("1").trace.acts == ("lookup:order_status",)


@pytest.mark.parametrize("text", ["both", "i want both of them", "all of them", "两个都要", "都要", "都是"])
def test_who_wants_both_gets_the_other_once_the_first_is_done(chat, text):
    talk = ask(chat)
    again = talk.say(text, "affirm")
    assert again.trace.acts == ("clarifies",)
    assert talk.tracker.misses == 0
    assert talk.tracker.offer.data["text"] == "duplicate purchase"
    turn = talk.say("1")
    assert turn.trace.acts == ("lookup:order_status", "asks_slot:order_id")
    assert turn.trace.flow == "cancel_order"
    assert any("the second wish" in reason for reason in turn.trace.reasons)


@pytest.mark.parametrize("text", ["both", "都要"])
def test_who_says_nothing_but_both_is_offered_a_person(chat, text):
    talk = ask(chat)
    turns = [talk.say(text, "affirm") for _ in range(4)]
    assert any("handoff" in turn.trace.acts for turn in turns)


@pytest.mark.parametrize("text", ["都不是", "两个都不是", "neither of them", "none of those"])
def test_neither_stays_neither(chat, text):
    talk = ask(chat)
    talk.say(text, "deny")
    assert talk.tracker.offer is None or talk.tracker.offer.kind != "meaning"


@pytest.mark.parametrize("text", ["cancel", "the cancel one", "Cancel, please", "取消", "取消那个吧"])
def test_a_word_that_one_label_alone_has_chooses_it(chat, text):
    talk = ask(chat)
    turn = talk.say(text, "deny")
    assert any("picks one" in reason and "choose" in reason for reason in turn.trace.reasons)
    assert any(reason.endswith("meant cancel_order") for reason in turn.trace.reasons)


@pytest.mark.parametrize("text", ["order", "an", "订单"])
def test_a_word_that_both_labels_have_chooses_neither(chat, text):
    talk = ask(chat)
    turn = talk.say(text, "?")
    assert not any("picks one" in reason for reason in turn.trace.reasons)


def unsure(parse, text, *ranking):
    """What the fallback rule makes of the two best as close as these."""
    message = parse(text, ranking[0][0], second=ranking[1][0])
    scores = tuple(IntentScore(name, confidence) for name, confidence in ranking)
    return replace(message, intent=scores[0], intent_ranking=scores)


@pytest.mark.parametrize("text", ["那都设成访客", "CRM 和报表都有", "make them all guests"])
def test_two_meanings_that_are_hardly_likely_are_not_asked_about(chat, parse, text):
    turn = chat("qinglan").send(unsure(parse, text, ("permission_denied", 0.11), ("complaint", 0.08)))
    assert "refuses_out_of_scope" in turn.trace.acts
    assert not any(label in turn.replies[0].text for label in ("投诉", "complaint"))


@pytest.mark.parametrize("text", ["那都设成访客", "make them all guests"])
def test_two_meanings_that_are_likely_together_are_asked_about(chat, parse, text):
    turn = chat("qinglan").send(unsure(parse, text, ("permission_denied", 0.12), ("complaint", 0.10)))
    assert turn.trace.acts == ("clarifies",)


def test_what_the_articles_know_is_answered_however_unlikely_its_meanings_are(chat, parse):
    turn = chat("qinglan").send(unsure(parse, "导出一下", ("permission_denied", 0.1), ("complaint", 0.08)))
    assert turn.trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize(
    ("text", "ranking"),
    [
        ("我要取消", (("deny", 0.49), ("cancel_subscription", 0.41), ("cancel_order", 0.05))),
        ("delete", (("delete_account", 0.20), ("deny", 0.14), ("remove_member", 0.1))),
    ],
)
def test_a_wish_close_to_small_talk_is_asked_about(chat, parse, text, ranking):
    turn = chat("qinglan").send(unsure(parse, text, *ranking))
    assert turn.trace.acts == ("clarifies",)
    wish = next(name for name, _ in ranking if name != "deny")
    assert (
        turn.replies[0].quick_replies[0]
        in {"cancel_subscription": "取消订阅", "delete_account": "Delete the account"}[wish]
    )


@pytest.mark.parametrize("text", ["网页打不开", "doesn't open"])
@pytest.mark.parametrize("second", ["login_problem", "report_bug"])
def test_a_trouble_that_may_be_another_opens_no_ticket_before_it_is_asked(chat, parse, session, text, second):
    close = (("outage", 0.42), (second, 0.40), ("report_bug", 0.1))
    turn = chat("qinglan").send(unsure(parse, text, *close))
    assert turn.trace.acts == ("clarifies",)
    assert turn.trace.ticket is None


@pytest.mark.parametrize("text", ["导出", "export"])
def test_one_word_of_two_meanings_is_asked_about_though_an_article_is_found(chat, parse, text):
    close = (("data_export", 0.29), ("security_question", 0.24))
    assert chat("qinglan").send(unsure(parse, text, *close)).trace.acts == ("clarifies",)


@pytest.mark.parametrize("text", ["怎么导出", "how to export"])
def test_a_question_of_two_meanings_that_an_article_answers_is_answered(chat, parse, text):
    close = (("data_export", 0.29), ("security_question", 0.24))
    assert chat("qinglan").send(unsure(parse, text, *close)).trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize(
    ("text", "labels"),
    [("团队版吧", ("降级套餐", "升级套餐")), ("Team", ("Downgrade the plan", "Upgrade the plan"))],
)
def test_of_a_bare_name_the_meanings_that_are_close_are_named(chat, parse, text, labels):
    close = (("downgrade_plan", 0.43), ("upgrade_plan", 0.36))
    assert chat("northfold").send(unsure(parse, text, *close)).replies[0].quick_replies[:2] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [("团队版吧", ("问价格", "升级套餐")), ("Team", ("Ask about prices", "Upgrade the plan"))],
)
def test_a_bare_name_with_no_likely_meaning_is_asked_about_as_such_names_are(chat, parse, text, labels):
    unlikely = (("downgrade_plan", 0.1), ("upgrade_plan", 0.08))
    assert chat("northfold").send(unsure(parse, text, *unlikely)).replies[0].quick_replies[:2] == labels
