"""What is tapped at a confirmation is the flow's yes or no, whatever the classifier makes of it."""

import pytest

RESTATED = [
    ("bamboo", "request_refund", "退 LY20260509032，不想要了"),
    ("trio", "request_refund", "refund LY20260506022, by mistake"),
    ("bamboo", "request_invoice", "给 INV-202603 开专票，税号 91310000MA1K35XY0B"),
    ("northfold", "request_invoice", "invoice please"),
    ("bamboo", "cancel_order", "取消 LY20260511031"),
    ("harbor", "cancel_order", "cancel LY20260507033"),
    ("harbor", "change_order", "change LY20260507033 to 8 seats"),
    ("solo", "upgrade_plan", "升级到团队版，年付"),
    ("northfold", "upgrade_plan", "upgrade to Business"),
    ("bamboo", "downgrade_plan", "降级到团队版"),
    ("harbor", "downgrade_plan", "downgrade to Free"),
    ("bamboo", "book_training", "约公开课，主题：报表，5月27日"),
    ("trio", "book_training", "open session on 27 May, topic: reports"),
]


@pytest.mark.parametrize("guess", ["?", "affirm", "deny", "how_to"])
@pytest.mark.parametrize(("place", "outcome"), [(0, "done"), (1, "abandons")])
@pytest.mark.parametrize(("customer", "flow", "text"), RESTATED)
def test_a_button_does_what_it_says(chat, customer, flow, text, place, outcome, guess):
    talk = chat(customer)
    button = talk.say(text, flow).replies[-1].quick_replies[place]
    assert f"{outcome}:{flow}" in talk.say(button, guess).trace.acts
